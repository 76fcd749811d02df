// The page that the provider sends the person back to: what it loads and asks, and how long it works until it knows who it is.
import { transfer } from "./loading.mjs";
import { rounds, summary } from "./numbers.mjs";
import { account, heap, open, signIn, visit } from "./visit.mjs";

/**
 * What each app loads and asks on the callback page, with an empty cache; preflights are counted by the provider, since the page can't
 * see them.
 */
export async function callbackTransfers(browser, site, provider, apps) {
  const results = new Map();
  for (const app of apps) {
    provider.forget();
    const { own, provider: asked } = await journey(browser, site, app, { cache: false });
    const back = provider.requests.findLastIndex(({ endpoint }) => endpoint === "resume");
    const preflights = provider.requests.slice(back).filter(({ method }) => method === "OPTIONS").length;
    const endpoints = asked.map(({ url }) => endpointOf(url));
    results.set(app, { own: transfer(own), provider: asked.length, endpoints, preflights });
  }
  return results;
}

/**
 * Milliseconds of the app's own work on the callback page: from the first line of its script until the claims are known, without the
 * time in which a request to the provider was on its way.
 */
export async function callbackTimes(browser, site, apps, count) {
  const subjects = apps.flatMap((app) => [true, false].map((cache) => ({ app, cache })));
  const measured = await rounds(count, subjects, async ({ app, cache }) => {
    const { marks, provider, heap } = await journey(browser, site, app, { cache });
    return { ...ownTime(marks, provider), heap };
  });
  const runsOf = (wanted, cached) =>
    [...measured].find(([{ app, cache }]) => app === wanted && cache === cached)[1];
  return new Map(
    apps.map((app) => {
      const [warm, cold] = [runsOf(app, true), runsOf(app, false)];
      return [
        app,
        {
          own: summary(warm.map(({ own }) => own)),
          ownEmptyCache: summary(cold.map(({ own }) => own)),
          whole: summary(warm.map(({ whole }) => whole)),
          wasm: warm[0].wasm && summary(warm.map(({ wasm }) => wasm)),
          heap: summary(warm.map(({ heap }) => heap.script)),
          wasmMemory: warm[0].heap.wasm,
        },
      ];
    }),
  );
}

// The cache is as the person's own first page left it, unless it is switched off.
function journey(browser, site, app, { cache }) {
  return visit(browser, async (tab) => {
    await open(tab, site, app);
    if (!cache) await tab.send("Network.setCacheDisabled", { cacheDisabled: true });
    await signIn(tab, site, app);
    return { ...(await account(tab)), heap: await heap(tab) };
  });
}

function ownTime({ start, known, wasm }, requests) {
  let waited = 0;
  let until = start;
  for (const request of requests.toSorted((a, b) => a.start - b.start)) {
    const end = Math.min(request.end, known);
    waited += Math.max(0, end - Math.max(request.start, until));
    until = Math.max(until, end);
  }
  return { whole: known - start, own: known - start - waited, wasm: wasm - start };
}

function endpointOf(url) {
  return new URL(url).pathname.split("/").at(-1);
}
