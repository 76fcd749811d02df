// npm run build: the npm package in dist/, and the tarball that would be published in target/kirjaudu.tgz.
import { build } from "./build/all.mjs";
import { script } from "./run/steps.mjs";
import { setUpBuild } from "./setup/all.mjs";

await script("build", async () => {
  await setUpBuild();
  await build();
});
