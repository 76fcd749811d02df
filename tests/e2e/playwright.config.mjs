import { existsSync } from "node:fs";
import { join } from "node:path";
import { defineConfig } from "@playwright/test";
import { fingerprint } from "../../scripts/run/fingerprint.mjs";
import { root, toolFolder } from "../../scripts/run/places.mjs";
import { browsers } from "../../scripts/setup/browsers.mjs";
import { chromium, firefox } from "./setup/projects.mjs";

// By `npm test` all of this is set already; by hand it is found here.
if (!process.env.KIRJAUDU_CHROMIUM || !process.env.KIRJAUDU_FIREFOX) await browsers();
process.env.KIRJAUDU_PYTHON ??= djangoPython() ?? "";

// Twenty tabs leave nothing of the machine for other tests.
const MANY_TABS = "many-tabs.spec.mjs";

export default defineConfig({
  testDir: "specs",
  testMatch: "*.spec.mjs",
  outputDir: join(root, "test-results"),
  reporter: "list",
  workers: 2,
  // A browser on a busy machine is late or lost at times: what passes at the second try is named at the end of `npm test`.
  retries: 1,
  // A machine that is busy with something else must not make a test fail.
  timeout: 60_000,
  expect: { timeout: 15_000 },
  use: { locale: "en-GB", screenshot: "only-on-failure" },
  projects: [
    { ...chromium(), testIgnore: MANY_TABS },
    { ...firefox(), testIgnore: MANY_TABS },
    { ...chromium(), name: "chromium, alone", testMatch: MANY_TABS, dependencies: ["chromium", "firefox"] },
    { ...firefox(), name: "firefox, alone", testMatch: MANY_TABS, dependencies: ["chromium, alone"] },
  ],
});

function djangoPython() {
  const requirements = join(root, "tests/e2e/django/requirements.txt");
  const python = join(toolFolder("django", fingerprint([requirements]).slice(0, 12)), "bin", "python");
  return existsSync(python) ? python : undefined;
}
