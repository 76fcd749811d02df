// npm test: sets up and runs every suite. `npm test -- e2e` runs one, with what it needs; `npm test -- --list` names them.
import { CannotContinue, script } from "./run/steps.mjs";
import { setUpTests } from "./setup/all.mjs";
import { SUITES } from "./suites/all.mjs";
import { runSuites } from "./suites/report.mjs";

await script("test", async () => {
  const named = process.argv.slice(2);
  if (named.includes("--list")) {
    for (const { name, title } of SUITES) console.log(`${name}: ${title}`);
    return 0;
  }
  const suites = chosen(named);
  const needs = (what) => suites.some((suite) => suite.needs.includes(what));
  await setUpTests({
    browser: needs("browser"),
    drivers: needs("drivers"),
    django: needs("django"),
    engines: needs("engines"),
    keycloak: needs("keycloak"),
  });
  return runSuites(suites);
});

/** The named suites, and the build when one of them needs it; all when none is named. */
function chosen(named) {
  const unknown = named.find((name) => !SUITES.some((suite) => suite.name === name));
  if (unknown)
    throw new CannotContinue(`no suite is called "${unknown}": run \`npm test -- --list\` for their names`);
  const wanted = SUITES.filter(({ name }) => named.length === 0 || named.includes(name));
  const unbuilt = wanted.some(({ needs }) => needs.includes("package"));
  return SUITES.filter((suite) => wanted.includes(suite) || (suite.name === "build" && unbuilt));
}
