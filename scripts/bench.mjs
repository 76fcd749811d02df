// npm run bench: kirjaudu measured beside other sign-in libraries, in Chromium.
import { existsSync } from "node:fs";
import path from "node:path";
import { build } from "./build/all.mjs";
import { must } from "./run/command.mjs";
import { root } from "./run/places.mjs";
import { CannotContinue, script } from "./run/steps.mjs";
import { setUpTests } from "./setup/all.mjs";

await script("bench", async () => {
  const bench = path.join("tests", "bench", "run.mjs");
  if (!existsSync(path.join(root, bench)))
    throw new CannotContinue(`${bench} is missing: run \`git checkout tests/bench\``);
  await setUpTests({ drivers: false, django: false });
  await build();
  await must(process.execPath, [bench, ...process.argv.slice(2)]);
});
