// The budget of package.json, as `npm run size` prints it.
import { packageSize } from "../size/package.mjs";

export const size = {
  name: "size",
  title: "the size budget",
  needs: ["package"],
  run: async () =>
    (await packageSize()).withinBudget ? { passed: 1 } : { failed: 1, failures: ["the package is over it"] },
};
