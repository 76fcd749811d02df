// From Rust to kirjaudu.wasm, its glue, and the same wasm as base64 for who cannot load a file beside the script.
import { readFileSync, writeFileSync } from "node:fs";
import path from "node:path";
import { must } from "../run/command.mjs";
import { cargoTarget, npmProgram, root } from "../run/places.mjs";
import { bundle } from "./bundle.mjs";

/**
 * @param {string} out the folder to fill
 * @param {{ features?: string[], manifest?: string }} options what `size --features` varies
 */
export async function wasm(out, { features = ["npm"], manifest = path.join(root, "Cargo.toml") } = {}) {
  await compile(manifest, features);
  await bind(out);
  await optimise(out);
  await minifyGlue(out);
  const base64 = readFileSync(path.join(out, "kirjaudu.wasm")).toString("base64");
  writeFileSync(path.join(out, "wasm-inline.js"), `export default "${base64}";\n`);
}

function compile(manifest, features) {
  const what = [
    "--manifest-path",
    manifest,
    "--lib",
    "--no-default-features",
    "--features",
    features.join(","),
  ];
  // One target folder for every manifest, or each would compile all its dependencies again.
  const env = { CARGO_TARGET_DIR: cargoTarget };
  // Of two crate types at once cargo optimises neither over the whole program.
  return must(
    "cargo",
    ["rustc", "--release", "--locked", "--target", TARGET, "--crate-type", "cdylib", ...what],
    { env },
  );
}

function bind(out) {
  const compiled = path.join(cargoTarget, TARGET, "release", "kirjaudu.wasm");
  // The one `new URL("./kirjaudu.wasm", import.meta.url)` of the package is ours; with a second one bundlers emit the file twice.
  const form = ["--target", "web", "--omit-default-module-path", "--no-typescript"];
  return must("wasm-bindgen", [...form, "--out-dir", out, "--out-name", "kirjaudu", compiled]);
}

function optimise(out) {
  const strip = ["--strip-debug", "--strip-producers", "--strip-target-features"];
  const files = [path.join(out, "kirjaudu_bg.wasm"), "-o", path.join(out, "kirjaudu.wasm")];
  // Never --all-features: browsers refuse the result.
  return must(npmProgram("wasm-opt"), ["-Oz", ...strip, ...files]);
}

function minifyGlue(out) {
  return bundle({ entryPoints: [path.join(out, "kirjaudu.js")], outfile: path.join(out, "glue.js") });
}

const TARGET = "wasm32-unknown-unknown";
