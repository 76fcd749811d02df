// Windows, frames and tabs: the same tests in Chromium, Firefox and WebKit, one engine after the other.
import { readdirSync } from "node:fs";
import path from "node:path";
import { run } from "../run/command.mjs";
import { root } from "../run/places.mjs";
import { seconds } from "../run/steps.mjs";
import { countNode } from "./counts.mjs";
import { broken } from "./report.mjs";

export const windows = {
  name: "windows",
  title: "windows, frames and tabs in Chromium, Firefox and WebKit",
  needs: ["package", "browser", "engines"],
  run: async () => {
    if (!readdirSync(path.join(root, FOLDER)).some((file) => file.endsWith(".test.mjs")))
      return broken(`${FOLDER} has no *.test.mjs`);
    const total = { passed: 0, failed: 0, remarks: [], failures: [] };
    for (const [engine, lacking] of engines()) {
      if (lacking) total.remarks.push(`${engine}: ${lacking}`);
      else add(total, engine, await inEngine(engine));
    }
    return total;
  },
};

/** Each engine, with the reason why it can't be tested here, if there is one. */
function engines() {
  const { CHROMEDRIVER, KIRJAUDU_FIREFOX, KIRJAUDU_NO_WEBKIT } = process.env;
  return [
    ["chromium", CHROMEDRIVER ? undefined : "chromedriver is missing: set CHROMEDRIVER to where it is"],
    ["firefox", KIRJAUDU_FIREFOX ? undefined : "no installed Firefox: set KIRJAUDU_FIREFOX to where it is"],
    ["webkit", KIRJAUDU_NO_WEBKIT],
  ];
}

async function inEngine(engine) {
  const started = performance.now();
  console.log(`--- ${engine}`);
  // One process for all files, since each starts a browser.
  const file = path.join(FOLDER, "all.mjs");
  const ended = await run(process.execPath, ["--test", "--test-reporter=spec", file], {
    env: { KIRJAUDU_ENGINE: engine },
  });
  console.log(`--- ${engine}: ${seconds(started)}`);
  return countNode(ended);
}

function add(total, engine, { passed, failed, remarks, failures }) {
  total.passed += passed;
  total.failed += failed;
  total.remarks.push(...remarks.map((remark) => `${engine}, ${remark}`));
  total.failures.push(...failures.map((failure) => `${engine}, ${failure}`));
}

const FOLDER = path.join("tests", "windows");
