// The page with nobody signed in: what it loads, how long until it can say so on a slow line, what it holds in memory.
import { rounds, summary } from "./numbers.mjs";
import { account, heap, open, SLOW, visit } from "./visit.mjs";

/** What each app loads until it is ready, and after that. */
export async function loadTransfers(browser, site, apps) {
  const results = new Map();
  for (const app of apps) {
    const { own, provider, marks } = await visit(browser, async (tab) => {
      // Whatever an app still wants when it is idle is asked for by then.
      await open(tab, site, app, { waitUntil: "networkidle" });
      return account(tab);
    });
    const isEarly = ({ start }) => start < marks.ready;
    results.set(app, {
      untilReady: transfer(own.filter(isEarly)),
      later: transfer(own.filter((each) => !isEarly(each))),
      provider: provider.length,
    });
  }
  return results;
}

/** Milliseconds from the navigation's start on a slow line; of a page without a script, until it is parsed. */
export async function loadTimes(browser, site, apps, count) {
  const measured = await rounds(count, apps, (app) =>
    visit(browser, async (tab) => {
      // The process and the connection are there before the clock starts.
      await tab.page.goto(site.page({ folder: "empty" }));
      await tab.send("Network.emulateNetworkConditions", SLOW);
      await open(tab, site, app);
      const { marks, domInteractive } = await account(tab);
      return { ready: marks.ready ?? domInteractive, wasm: marks.wasm, heap: await heap(tab) };
    }),
  );
  return new Map(
    [...measured].map(([app, runs]) => [
      app,
      {
        ready: summary(runs.map(({ ready }) => ready)),
        wasm: runs[0].wasm && summary(runs.map(({ wasm }) => wasm)),
        heap: summary(runs.map(({ heap }) => heap.script)),
        wasmMemory: runs[0].heap.wasm,
      },
    ]),
  );
}

/** Number and compressed size of files. */
export function transfer(files) {
  return { requests: files.length, bytes: files.reduce((sum, { bytes }) => sum + bytes, 0) };
}
