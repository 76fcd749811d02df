// npm run size: what a visitor downloads, held against the budget in package.json.
// With --features also what each cargo feature costs (one build of the wasm per feature).
import { build } from "./build/all.mjs";
import { script } from "./run/steps.mjs";
import { setUpBuild } from "./setup/all.mjs";
import { featurePrices } from "./size/features.mjs";
import { packageSize } from "./size/package.mjs";

await script("size", async () => {
  await setUpBuild();
  await build();
  const { withinBudget } = await packageSize();
  if (process.argv.includes("--features")) await featurePrices();
  return withinBudget ? 0 : 1;
});
