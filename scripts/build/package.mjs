// dist/ put together from its parts, and packed as npm would publish it.
import {
  copyFileSync,
  cpSync,
  existsSync,
  mkdirSync,
  readFileSync,
  renameSync,
  rmSync,
  writeFileSync,
} from "node:fs";
import path from "node:path";
import { must } from "../run/command.mjs";
import { dist, root, stage, tarball, template } from "../run/places.mjs";

export async function assemble(scratch) {
  rmSync(dist, { recursive: true, force: true });
  mkdirSync(dist, { recursive: true });
  for (const name of ["kirjaudu.wasm", "wasm-inline.js"]) {
    copyFileSync(path.join(stage("wasm"), name), path.join(dist, name));
  }
  for (const made of ["js", "types"]) cpSync(stage(made), dist, { recursive: true });
  for (const name of ACCOMPANYING) {
    if (existsSync(path.join(root, name))) copyFileSync(path.join(root, name), path.join(dist, name));
  }
  const manifest = {
    ...JSON.parse(readFileSync(path.join(template, "package.json"), "utf8")),
    version: version(),
  };
  writeFileSync(path.join(dist, "package.json"), `${JSON.stringify(manifest, null, 2)}\n`);
  await pack(scratch);
}

/** The version of the crate: the package has no other. */
export function version() {
  return readFileSync(path.join(root, "Cargo.toml"), "utf8").match(/^version = "(.+)"/m)[1];
}

/** What is in the package besides code, where it exists. */
export const ACCOMPANYING = ["README.md", "CHANGELOG.md", "LICENSE-MIT", "LICENSE-APACHE"];

async function pack(scratch) {
  await must(
    "npm",
    ["pack", dist, "--pack-destination", scratch, "--ignore-scripts", "--loglevel", "error"],
    { show: false },
  );
  renameSync(path.join(scratch, `kirjaudu-${version()}.tgz`), tarball);
}
