// Everything that a command needs, made ready in order; each part does nothing when it is ready already.
import { CannotContinue, step } from "../run/steps.mjs";
import { browsers } from "./browsers.mjs";
import { geckodriver, wasmBindgen, wasmPack } from "./cargo-tools.mjs";
import { keycloak, keycloakOrStop } from "./keycloak.mjs";
import { npmPackages } from "./npm-packages.mjs";
import { python } from "./python.mjs";
import { rust } from "./rust.mjs";
import { webkit } from "./webkit.mjs";

/** For the build alone, and everything made from it. */
export async function setUpBuild() {
  console.log("Setting up");
  checkNode();
  await step("npm packages", npmPackages);
  await step("Rust toolchain", rust);
  await step("wasm-bindgen", wasmBindgen);
}

/** On top of that, for tests: only the parts asked for. */
export async function setUpTests({
  drivers = true,
  browser = true,
  django = true,
  engines = true,
  keycloak: wanted = true,
} = {}) {
  await setUpBuild();
  if (browser) await step("browsers", browsers);
  if (drivers) await step("wasm-pack", wasmPack);
  if (drivers || engines) await step("geckodriver", geckodriver);
  if (engines) await step("WebKit", webkit);
  if (django) await step("Python for django-oidc-provider", python);
  if (wanted) await step("Keycloak", keycloak);
}

/** For the demo against a real Keycloak, instead of the one that only speaks like it. */
export async function setUpKeycloak() {
  await step("Keycloak", keycloakOrStop);
}

function checkNode() {
  const [major, minor] = process.versions.node.split(".").map(Number);
  if (major > 20 || (major === 20 && minor >= 19)) return;
  throw new CannotContinue(
    `Node ${process.versions.node} is too old: install Node 20.19 or newer, for example with \`nvm install 22\``,
  );
}
