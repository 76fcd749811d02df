// npm run lint: format, lints and types of everything; a warning is an error. `npm run lint -- --fix` repairs what it can.
import { must } from "./run/command.mjs";
import { npmProgram } from "./run/places.mjs";
import { script } from "./run/steps.mjs";
import { setUpBuild } from "./setup/all.mjs";
import { buildSuite } from "./suites/build.mjs";
import { lint } from "./suites/lint.mjs";
import { runSuites } from "./suites/report.mjs";

await script("lint", async () => {
  await setUpBuild();
  if (process.argv.includes("--fix")) {
    await must("cargo", ["fmt"]);
    await must(npmProgram("biome"), ["check", "--write"]);
  }
  return runSuites([buildSuite, lint]);
});
