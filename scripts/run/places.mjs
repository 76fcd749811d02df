// Where things are: every path the scripts share.
import os from "node:os";
import path from "node:path";
import { fileURLToPath } from "node:url";

export const root = path.resolve(path.dirname(fileURLToPath(import.meta.url)), "../..");
export const dist = path.join(root, "dist");
export const template = path.join(root, "pkg-template");
export const tarball = path.join(root, "target", "kirjaudu.tgz");

/** Cargo's output; CARGO_TARGET_DIR moves it, as it does for cargo itself. */
export const cargoTarget = path.resolve(root, process.env.CARGO_TARGET_DIR ?? "target");

/** Tools built once per machine and shared by every clone. */
export const toolsCache = path.resolve(
  process.env.KIRJAUDU_TOOLS ?? path.join(os.homedir(), ".cache", "kirjaudu", "tools"),
);

/** The folder of one tool in the cache; its programs are in `bin`. */
export function toolFolder(name, version) {
  return path.join(toolsCache, `${name}-${version}`);
}

/** A program that came with the npm packages. */
export function npmProgram(name) {
  return path.join(root, "node_modules", ".bin", process.platform === "win32" ? `${name}.cmd` : name);
}

/** Where a part of the build leaves what it made. */
export function stage(name) {
  return path.join(root, "target", "kirjaudu", name);
}
