// From Rust to kirjaudu.wasm, its glue, and the same wasm as base64 for who cannot load a file beside the script.
import { readFileSync, writeFileSync } from "node:fs";
import path from "node:path";
import { must } from "../run/command.mjs";
import { cargoTarget, npmProgram, root } from "../run/places.mjs";
import { CannotContinue } from "../run/steps.mjs";

/**
 * @param {string} out the folder to fill
 * @param {{ features?: string[], manifest?: string }} options what `size --features` varies
 */
export async function wasm(out, { features = ["npm"], manifest = path.join(root, "Cargo.toml") } = {}) {
  await compile(manifest, features);
  await bind(out);
  await optimise(out);
  openGlue(out);
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
  // 64 kB of stack are plenty, and constants with smaller addresses are shorter.
  const link = ["--", "-C", "link-arg=-zstack-size=65536"];
  // One target folder for every manifest, or each would compile all its dependencies again.
  const env = { CARGO_TARGET_DIR: cargoTarget };
  // Of two crate types at once cargo optimises neither over the whole program.
  return must(
    "cargo",
    ["rustc", "--release", "--locked", "--target", TARGET, "--crate-type", "cdylib", ...what, ...link],
    { env },
  );
}

function bind(out) {
  const compiled = path.join(cargoTarget, TARGET, "release", "kirjaudu.wasm");
  // The one `new URL("./kirjaudu.wasm", import.meta.url)` of the package is ours; with a second one bundlers emit the file twice.
  const form = [
    "--target",
    "web",
    "--omit-default-module-path",
    "--no-typescript",
    "--encode-into",
    "always",
  ];
  return must("wasm-bindgen", [...form, "--out-dir", out, "--out-name", "kirjaudu", compiled]);
}

function optimise(out) {
  const strip = ["--strip-debug", "--strip-producers", "--strip-target-features"];
  const files = [path.join(out, "kirjaudu_bg.wasm"), "-o", path.join(out, "kirjaudu.wasm")];
  // Never --all-features: browsers refuse the result. Functions that are called once stay functions, which compresses better.
  const passes = [
    "--always-inline-max-function-size=8",
    "--one-caller-inline-max-function-size=0",
    "--flatten",
    "--rereloop",
    "-Oz",
    "-Oz",
  ];
  return must(npmProgram("wasm-opt"), [...passes, ...strip, ...files]);
}

// What the package needs of the glue, besides the exports of the crate: to make instances of its own. The generated code makes one and keeps it.
function openGlue(out) {
  const glue = readFileSync(path.join(out, "kirjaudu.js"), "utf8");
  for (const name of ["__wbg_get_imports", "__wbg_finalize_init"]) {
    if (!glue.includes(`function ${name}(`))
      throw new CannotContinue(`wasm-bindgen no longer writes ${name}: look at scripts/build/wasm.mjs`);
  }
  // Texts are encoded at once instead of bit by bit into memory that grows: they are short, and so is this.
  const bitByBit = /, realloc\) \{\n {4}if \(realloc === undefined\) (\{.*?\n {4}\})\n.*?\n\}\n/s;
  if (!bitByBit.test(glue))
    throw new CannotContinue("wasm-bindgen writes texts otherwise: look at scripts/build/wasm.mjs");
  // A decoder for each text: the one that is kept needs a remedy for what Safari does after two gigabytes.
  const kept =
    /^let cachedTextDecoder = (new TextDecoder\(.*?\));\n.*?^function decodeText\(bytes\) \{\n.*?\n\}\n/ms;
  if (!kept.test(glue))
    throw new CannotContinue("wasm-bindgen reads texts otherwise: look at scripts/build/wasm.mjs");
  const shorter = glue
    .replace(bitByBit, ") $1\n")
    .replaceAll(", wasm.__wbindgen_malloc, wasm.__wbindgen_realloc)", ", wasm.__wbindgen_malloc)")
    .replace(kept, "const decodeText = (bytes) => $1.decode(bytes);\n");
  const more = `
export { __wbg_get_imports as imports };
let fresh;
export const enter = (...given) => {
    __wbg_finalize_init(...given);
    fresh = getUint8ArrayMemory0().slice();
};
export const wipe = () => getUint8ArrayMemory0().fill(0).set(fresh);
`;
  writeFileSync(path.join(out, "glue.js"), shorter + more);
}

const TARGET = "wasm32-unknown-unknown";
