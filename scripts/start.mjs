// npm start: sets up, builds, and runs the demo with its local OpenID providers until Ctrl-C. `--keycloak`: with a real Keycloak.
import { spawn } from "node:child_process";
import { existsSync } from "node:fs";
import path from "node:path";
import { build } from "./build/all.mjs";
import { root } from "./run/places.mjs";
import { CannotContinue, script } from "./run/steps.mjs";
import { setUpBuild, setUpKeycloak } from "./setup/all.mjs";

await script("start", async () => {
  const options = process.argv.slice(2);
  await setUpBuild();
  if (options.includes("--keycloak")) await setUpKeycloak();
  await build();
  const server = path.join(root, "www-demo", "serve.mjs");
  if (!existsSync(server))
    throw new CannotContinue("www-demo/serve.mjs is missing: run `git checkout www-demo`");
  console.log("Starting the demo; Ctrl-C ends it");
  return serve(server, options);
});

/** The demo is ours to end: signals go on to it, and its exit code is ours. */
function serve(server, options) {
  const child = spawn(process.execPath, [server, ...options], { cwd: root, stdio: "inherit" });
  for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"]) process.on(signal, () => child.kill(signal));
  return new Promise((resolve, reject) => {
    child.on("error", reject);
    child.on("close", (code, signal) =>
      resolve(signal === "SIGINT" || signal === "SIGTERM" ? 0 : (code ?? 1)),
    );
  });
}
