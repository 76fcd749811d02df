// Whether something is still as it was: a hash over files, and stamps that remember the last one.
import { createHash } from "node:crypto";
import { existsSync, mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from "node:fs";
import path from "node:path";
import { root } from "./places.mjs";

/** One hash over files and folders (with all that is below them), their names and contents; absent ones count as absent. */
export function fingerprint(paths, ...words) {
  const hash = createHash("sha256").update(JSON.stringify(words));
  for (const file of paths.flatMap((each) => filesBelow(path.resolve(root, each)))) {
    hash.update(`\0${path.relative(root, file)}\0`);
    hash.update(existsSync(file) ? readFileSync(file) : "absent");
  }
  return hash.digest("hex");
}

/** Runs `work` unless neither its inputs nor its outputs changed since it last ended well. */
export async function unlessUnchanged(stampFile, { inputs, words = [], outputs }, work) {
  const before = fingerprint(inputs, ...words);
  const stamp = existsSync(stampFile) ? JSON.parse(readFileSync(stampFile, "utf8")) : {};
  if (
    stamp.inputs === before &&
    stamp.outputs === fingerprint(outputs) &&
    outputs.every((each) => existsSync(each))
  ) {
    return "unchanged";
  }
  const remark = await work();
  mkdirSync(path.dirname(stampFile), { recursive: true });
  writeFileSync(stampFile, JSON.stringify({ inputs: before, outputs: fingerprint(outputs) }));
  return remark;
}

/** The file itself, or every file below the folder, in an order that does not depend on the file system. */
export function filesBelow(place) {
  if (!existsSync(place) || !statSync(place).isDirectory()) return [place];
  return readdirSync(place)
    .sort()
    .filter((name) => name !== "node_modules")
    .flatMap((name) => filesBelow(path.join(place, name)));
}
