// @ts-check
// A page in a real Chromium, with everything it asked for and complained about.
import { after } from "node:test";
import { chromium } from "@playwright/test";
import { browsers } from "../../../scripts/setup/browsers.mjs";

/**
 * Opens an address in a profile of its own.
 * @param {string} url
 * @param {{ origin: string }} provider that the page is told of
 */
export async function open(url, provider) {
  const context = await (await browser()).newContext();
  const page = await context.newPage();
  /** @type {string[]} */
  const requests = [];
  /** @type {string[]} */
  const complaints = [];
  page.on("request", (request) => requests.push(request.url()));
  page.on("pageerror", (error) => complaints.push(`uncaught: ${error.message}`));
  page.on("console", (message) => {
    // Chromium itself writes down each failed request: also those that the test wants, and its own for an icon.
    const { url } = message.location();
    const wanted = url.startsWith(provider.origin) || url.endsWith("/favicon.ico");
    if (["error", "warning"].includes(message.type()) && !wanted) complaints.push(message.text());
  });
  await page.addInitScript(() => {
    /** @type {string[]} */
    const violations = [];
    Object.assign(globalThis, { violations });
    addEventListener("securitypolicyviolation", ({ effectiveDirective, blockedURI }) => {
      violations.push(`${effectiveDirective} ${blockedURI}`);
    });
  });
  const response = await page.goto(`${url}?provider=${encodeURIComponent(provider.origin)}`);

  return {
    page,
    complaints,
    headers: response?.headers() ?? {},
    /** @returns {Promise<string[]>} what the Content-Security-Policy has blocked */
    violations: () => page.evaluate("violations"),
    requestsFor: (/** @type {string} */ ending) =>
      requests.filter((each) => new URL(each).pathname.endsWith(ending)),
    requestCount: () => requests.length,
    /** What `page/main.js` has told. */
    told: async () => JSON.parse((await page.locator("output").textContent()) ?? ""),
    close: () => context.close(),
  };
}

/** @typedef {Awaited<ReturnType<typeof open>>} Visit */

/** @type {Promise<import("@playwright/test").Browser> | undefined} */
let launched;

function browser() {
  launched ??= launch();
  return launched;
}

after(async () => (await launched)?.close());

async function launch() {
  // By `npm test` it is set already; by hand it is found here.
  if (!process.env.KIRJAUDU_CHROMIUM) await browsers();
  return chromium.launch({ executablePath: process.env.KIRJAUDU_CHROMIUM });
}
