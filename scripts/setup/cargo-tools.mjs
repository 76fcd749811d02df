// Programs built by cargo, once per machine and version, into the tools cache.
import { existsSync, readFileSync } from "node:fs";
import path from "node:path";
import { run } from "../run/command.mjs";
import { root, toolFolder } from "../run/places.mjs";
import { CannotContinue } from "../run/steps.mjs";
import { addToPath } from "./rust.mjs";

/** What the build needs: the wasm-bindgen program must be of the same version as the crate. */
export function wasmBindgen() {
  // Without --locked: the lock file that it is published with names a crate version that could not be had.
  return cargoTool("wasm-bindgen-cli", wasmBindgenVersion(), "wasm-bindgen", []);
}

export function wasmPack() {
  return cargoTool("wasm-pack", "0.15.1", "wasm-pack", ["--locked"]);
}

/** The driver of Firefox; no distribution and no npm package has it without fetching it from elsewhere. */
export function geckodriver() {
  return cargoTool("geckodriver", GECKODRIVER, "geckodriver", ["--locked"]);
}

export function geckodriverProgram() {
  return programOf("geckodriver", GECKODRIVER, "geckodriver");
}

async function cargoTool(name, version, program, flags) {
  const file = programOf(name, version, program);
  addToPath(path.dirname(file));
  if (existsSync(file)) return version;

  console.log(`  building ${name} ${version}: a few minutes, once per machine`);
  // --debug: built in a third of the time, and as fast in our use.
  const args = ["install", "--debug", ...flags, "--root", toolFolder(name, version), `${name}@${version}`];
  const { code } = await run("cargo", args, { env: { CARGO_TARGET_DIR: undefined } });
  if (code !== 0 || !existsSync(file)) {
    throw new CannotContinue(`${name} could not be built: run \`cargo ${args.join(" ")}\` to see why`);
  }
  return `installed ${version}`;
}

function programOf(name, version, program) {
  return path.join(
    toolFolder(name, version),
    "bin",
    process.platform === "win32" ? `${program}.exe` : program,
  );
}

function wasmBindgenVersion() {
  const lock = path.join(root, "Cargo.lock");
  const version =
    existsSync(lock) && readFileSync(lock, "utf8").match(/name = "wasm-bindgen"\nversion = "(.+)"/)?.[1];
  if (!version) throw new CannotContinue("Cargo.lock names no wasm-bindgen: run `cargo generate-lockfile`");
  return version;
}

const GECKODRIVER = "0.37.1";
