// What each cargo feature costs: the wasm with it and without it, all else being as in the package.
import { copyFileSync, mkdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import path from "node:path";
import { wasm } from "../build/wasm.mjs";
import { ask } from "../run/command.mjs";
import { root, stage } from "../run/places.mjs";
import { step } from "../run/steps.mjs";
import { compressed, kilobytes, table } from "./measure.mjs";

export async function featurePrices() {
  const { npm, ...all } = await cargoFeatures();
  const inPackage = npm.filter((each) => each in all);
  const outside = Object.keys(all).filter((name) => name !== "default" && !npm.includes(name));

  console.log("\nBuilding the wasm once per feature");
  const base = await sizeWith("the package", npm);
  const rows = [];
  for (const name of inPackage) {
    const others = npm.filter((each) => each !== name);
    rows.push([`${name} (in the package)`, base - (await sizeWith(`without ${name}`, others))]);
  }
  for (const name of outside) {
    rows.push([`${name} (not in it)`, (await sizeWith(`with ${name}`, [...npm, name])) - base]);
  }
  const shown = rows.map(([name, bytes]) => [name, kilobytes(bytes)]);
  table(["feature", "its price, brotli of the wasm"], shown);
}

async function sizeWith(title, features) {
  let bytes = 0;
  await step(title, async () => {
    const out = stage("feature");
    rmSync(out, { recursive: true, force: true });
    mkdirSync(out, { recursive: true });
    await wasm(out, { manifest: manifestWith(features) });
    bytes = compressed(readFileSync(path.join(out, "kirjaudu.wasm"))).brotli;
    return kilobytes(bytes);
  });
  return bytes;
}

/** A copy of the crate whose feature `npm` is another list: `--features` alone cannot leave out a `dep:` entry. */
function manifestWith(features) {
  const folder = stage("feature-crate");
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(folder, { recursive: true });
  symlinkSync(path.join(root, "src"), path.join(folder, "src"), "junction");
  copyFileSync(path.join(root, "Cargo.lock"), path.join(folder, "Cargo.lock"));
  const manifest = readFileSync(path.join(root, "Cargo.toml"), "utf8");
  const changed = manifest.replace(/^npm = \[[^\]]*\]/m, `npm = ${JSON.stringify(features)}`);
  writeFileSync(path.join(folder, "Cargo.toml"), changed);
  return path.join(folder, "Cargo.toml");
}

async function cargoFeatures() {
  const metadata = await ask("cargo", ["metadata", "--no-deps", "--format-version", "1"]);
  return JSON.parse(metadata).packages[0].features;
}
