// One person at one app, in a browser that knows nothing yet: opens the page, perhaps signs in, and comes back.

/** 150 ms and 1.6 Mbit/s, as Chromium's "Slow 4G" before 2024 and the presets of most performance tools. */
export const SLOW = {
  offline: false,
  latency: 150,
  downloadThroughput: 1_600_000 / 8,
  uploadThroughput: 750_000 / 8,
};

/** Opens a page in a new context, gives `{ page, send }` to `work`, and forgets everything afterwards. */
export async function visit(browser, work) {
  const context = await browser.newContext();
  let timer;
  try {
    const page = await context.newPage();
    const session = await context.newCDPSession(page);
    await session.send("Network.enable");
    const tooLong = new Promise((_, reject) => {
      const give = () =>
        reject(new Error(`expected ${page.url()} to be done within ${LIMIT / 1000} seconds`));
      timer = setTimeout(give, LIMIT);
    });
    const send = (method, parameters) => session.send(method, parameters);
    return await Promise.race([work({ page, send }), tooLong]);
  } finally {
    clearTimeout(timer);
    await context.close();
  }
}

/** Opens the app and waits until it knows who is signed in, and for the wasm where there is one. */
export async function open({ page }, site, app, goto = {}) {
  await page.goto(site.page(app), goto);
  if (!app.app) return;
  await page.evaluate(() => window.bench.settled);
  if (app.name === "kirjaudu") await page.evaluate(() => window.bench.wasm);
}

/** Signs in; the provider asks for nothing. Resolves when the callback page knows who it is. */
export async function signIn({ page }, site, app) {
  const arrived = page.waitForURL((url) => url.href.startsWith(`${site.page(app)}callback`));
  await page.evaluate(() => void window.bench.login());
  await arrived;
  const shown = await page.evaluate(() => window.bench.settled);
  if (shown !== NAME) throw new Error(`${app.title}: expected ${NAME} to be signed in, found "${shown}"`);
}

/**
 * What the page has loaded so far, and its marks. `own` are files of the app with their compressed sizes, `provider` the requests to
 * anybody else.
 */
export function account({ page }) {
  return page.evaluate(() => {
    const resources = performance.getEntriesByType("resource").map((entry) => ({
      url: entry.name,
      start: entry.startTime,
      end: entry.responseEnd,
      bytes: entry.encodedBodySize,
    }));
    const isOwn = ({ url }) => url.startsWith(`${location.origin}/`);
    const marks = performance.getEntriesByType("mark").map(({ name, startTime }) => [name, startTime]);
    const [{ domInteractive }] = performance.getEntriesByType("navigation");
    return {
      own: resources.filter(isOwn),
      provider: resources.filter((each) => !isOwn(each) && each.url.startsWith("http")),
      marks: Object.fromEntries(marks),
      domInteractive,
    };
  });
}

/** Bytes that are used after everything unreachable was thrown away: JavaScript, and the memory of the wasm. */
export async function heap({ page, send }) {
  await send("HeapProfiler.collectGarbage");
  const { usedSize } = await send("Runtime.getHeapUsage");
  const wasm = await page.evaluate(() => window.bench?.memory?.buffer.byteLength ?? 0);
  return { script: usedSize, wasm };
}

/** Milliseconds after which a page is given up. */
const LIMIT = 120_000;
/** Who the provider signs in: `aino` of its people. */
const NAME = "Aino Esimerkki";
