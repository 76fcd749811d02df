// Every suite of `npm test`, in the order in which they run.
//
// A suite is { name, title, needs, run }. `needs` says what is set up for it: "package" (dist/), "browser", "drivers"
// (wasm-pack and geckodriver), "engines" (geckodriver and WebKit's driver), "django", "keycloak". `run` answers { passed, failed, remarks }: remarks are what was not run, and why.
import { buildSuite } from "./build.mjs";
import { deny } from "./deny.mjs";
import { e2e } from "./e2e.mjs";
import { keycloakSuite } from "./keycloak.mjs";
import { lint } from "./lint.mjs";
import { native } from "./native.mjs";
import { packageSuite } from "./package.mjs";
import { size } from "./size.mjs";
import { wasmChromium, wasmFirefox } from "./wasm.mjs";
import { windows } from "./windows.mjs";

export const SUITES = [
  buildSuite,
  lint,
  native,
  wasmChromium,
  wasmFirefox,
  size,
  packageSuite,
  e2e,
  keycloakSuite,
  windows,
  deny,
];
