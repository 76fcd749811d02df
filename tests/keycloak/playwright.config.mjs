import { join } from "node:path";
import { defineConfig } from "@playwright/test";
import { root } from "../../scripts/run/places.mjs";
import { browsers } from "../../scripts/setup/browsers.mjs";
import { keycloak } from "../../scripts/setup/keycloak.mjs";
import { chromium, firefox } from "../e2e/setup/projects.mjs";

// By `npm test` all of this is set already; by hand it is found here.
if (!process.env.KIRJAUDU_CHROMIUM || !process.env.KIRJAUDU_FIREFOX) await browsers();
if (!process.env.KIRJAUDU_KEYCLOAK_CONTROL) await keycloak();

// It stops the server, which is everybody's: it runs when all others have.
const RESTART = "restart.spec.mjs";

export default defineConfig({
  testDir: "specs",
  testMatch: "*.spec.mjs",
  globalSetup: "./setup/start.mjs",
  outputDir: join(root, "test-results", "keycloak"),
  reporter: "list",
  workers: 2,
  fullyParallel: true,
  // A browser on a busy machine is late or lost at times: what passes at the second try is named at the end of `npm test`.
  retries: 1,
  // A machine that is busy with something else must not make a test fail.
  timeout: 60_000,
  expect: { timeout: 15_000 },
  use: { locale: "en-GB", screenshot: "only-on-failure" },
  projects: [
    { ...chromium(), testIgnore: RESTART },
    { ...firefox(), testIgnore: RESTART, grep: /@firefox/ },
    { ...chromium(), name: "chromium, alone", testMatch: RESTART, dependencies: ["chromium", "firefox"] },
  ],
});
