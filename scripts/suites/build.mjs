// The package must build: every suite that needs it fails when it does not.
import { build } from "../build/all.mjs";

export const buildSuite = {
  name: "build",
  title: "the package",
  needs: [],
  run: async () => {
    await build();
    return { passed: 1 };
  },
};
