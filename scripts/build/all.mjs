// The build in order: wasm, JavaScript and types, each into its own folder of target/kirjaudu, put together in dist/.
// A part is skipped while its inputs and its outputs are as they were.
import { existsSync, mkdirSync, rmSync } from "node:fs";
import path from "node:path";
import { unlessUnchanged } from "../run/fingerprint.mjs";
import { dist, root, stage, tarball, template } from "../run/places.mjs";
import { CannotContinue, step } from "../run/steps.mjs";
import { declarations } from "./declarations.mjs";
import { entries } from "./entries.mjs";
import { ACCOMPANYING, assemble } from "./package.mjs";
import { wasm } from "./wasm.mjs";

export async function build() {
  console.log("Building the package");
  for (const needed of ["src/lib.rs", "pkg-template/package.json"]) {
    if (!existsSync(path.join(root, needed)))
      throw new CannotContinue(`${needed} is missing: run \`git checkout ${needed}\``);
  }
  const typescript = [
    path.join(template, "src"),
    path.join(template, "pages"),
    path.join(template, "tsconfig.json"),
    "Cargo.toml",
  ];
  await part("wasm", ["src", "Cargo.toml", "Cargo.lock", "rust-toolchain.toml"], wasm);
  await part("js", [...typescript, stage("wasm")], entries);
  await part("types", typescript, declarations);
  const made = [stage("wasm"), stage("js"), stage("types")];
  await part("package", [...made, template, "Cargo.toml", ...ACCOMPANYING], assemble, [dist, tarball]);
}

/** One part: `make` gets an empty folder to fill. */
async function part(name, inputs, make, outputs = [stage(name)]) {
  const stamp = stage(`${name}.json`);
  await step(name, () =>
    unlessUnchanged(stamp, { inputs: [...inputs, ...TOOLS], outputs }, () => {
      rmSync(stage(name), { recursive: true, force: true });
      mkdirSync(stage(name), { recursive: true });
      return make(stage(name));
    }),
  );
}

/** The build itself: with other tools or other steps, the result may be another. */
const TOOLS = ["scripts/build", "package-lock.json"];
