// Measures kirjaudu beside other sign-in libraries; `--runs` and `--samples` say how often.
import { mkdirSync, writeFileSync } from "node:fs";
import os from "node:os";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { chromium } from "@playwright/test";
import { root } from "../../scripts/run/places.mjs";
import { step } from "../../scripts/run/steps.mjs";
import { browsers } from "../../scripts/setup/browsers.mjs";
import { ADDRESS_BAR, PLAYWRIGHTS, without } from "../e2e/setup/chromium-features.mjs";
import { apiRequestTimes, requestApps } from "./api-requests.mjs";
import { callbackTimes, callbackTransfers } from "./callback.mjs";
import { baselines, implicit, libraries } from "./libraries.mjs";
import { loadTimes, loadTransfers } from "./loading.mjs";
import { startProvider } from "./provider.mjs";
import { judge, printCallback, printHeap, printLoading, printTokens } from "./report.mjs";
import { printApiRequests, printTabs } from "./report-sessions.mjs";
import { startSite } from "./site.mjs";
import { tabsApps, tabsRefreshes } from "./tabs.mjs";
import { tokensApp, tokenTimes } from "./tokens.mjs";

const { values } = parseArgs({
  options: { runs: { type: "string", default: "11" }, samples: { type: "string", default: "41" } },
});
const [runs, samples] = [Number(values.runs), Number(values.samples)];

// By `npm run bench` it is set already; by hand it is found here.
if (!process.env.KIRJAUDU_CHROMIUM) await browsers();
const everything = [...baselines, ...libraries, implicit, tokensApp];
const site = await startSite([...everything, ...tabsApps, ...requestApps]);
const provider = await startProvider(site, everything);
for (const app of everything) {
  site.serve(app.folder, { ...site.configuration(app), issuer: provider.issuer, flow: app.flow });
}
const browser = await chromium.launch({
  executablePath: process.env.KIRJAUDU_CHROMIUM,
  args: [
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    without(...PLAYWRIGHTS, ...ADDRESS_BAR),
  ],
});

try {
  await measure();
} finally {
  await Promise.all([browser.close(), site.close(), provider.close()]);
}

async function measure() {
  const onCallback = [...libraries, implicit];
  const found = {};
  const part = (name, title, work) =>
    step(title, async () => {
      found[name] = await work();
    });
  await part("loadTransfers", "what the page loads", () => loadTransfers(browser, site, libraries));
  await part("callbackTransfers", "what the callback page loads and asks", () =>
    callbackTransfers(browser, site, provider, onCallback),
  );
  await part("loadTimes", `load to ready, ${runs} rounds`, () =>
    loadTimes(browser, site, [...baselines, ...libraries], runs),
  );
  await part("callbackTimes", `callback to user, ${runs} rounds`, () =>
    callbackTimes(browser, site, onCallback, runs),
  );
  await part("tokens", `decoding and verifying, ${samples} samples`, () =>
    tokenTimes(browser, site, samples),
  );
  const requests = samples * 3;
  await part("apiRequests", `requests to an API, ${requests} samples`, () =>
    apiRequestTimes(browser, site, requests),
  );
  await part("tabs", "refreshes of 1, 5 and 20 tabs", () => tabsRefreshes(browser, site));

  printLoading({ transfers: found.loadTransfers, times: found.loadTimes, apps: libraries, baselines });
  printCallback({ transfers: found.callbackTransfers, times: found.callbackTimes, apps: onCallback });
  printHeap({ loaded: found.loadTimes, returned: found.callbackTimes, apps: onCallback, baselines });
  printTokens(found.tokens);
  printApiRequests(found.apiRequests);
  printTabs(found.tabs, tabsApps);
  const goals = judge({ ...found, apps: libraries, implicit });
  save({ ...found, goals });
}

function save(results) {
  const file = "test-results/bench.json";
  const byTitle = (_key, value) =>
    value instanceof Map
      ? Object.fromEntries([...value].map(([app, result]) => [nameOf(app), result]))
      : value;
  const load = os.loadavg().map((each) => Number(each.toFixed(2)));
  const machine = { cpu: os.cpus()[0].model, cores: os.cpus().length, load };
  const about = {
    at: new Date().toISOString(),
    chromium: browser.version(),
    node: process.version,
    machine,
    runs,
    samples,
  };
  mkdirSync(join(root, "test-results"), { recursive: true });
  writeFileSync(join(root, file), `${JSON.stringify({ ...about, ...results }, byTitle, 2)}\n`);
  console.log(
    `\nChromium ${browser.version()}, load of the machine ${load.join(", ")}; every value in ${file}`,
  );
}

function nameOf({ title, tabs }) {
  return tabs ? `${title}, ${tabs} tabs` : title;
}
