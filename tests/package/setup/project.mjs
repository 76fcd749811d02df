// @ts-check
// A project with the packed package in it and nothing else, as a user's `npm install` makes it.
import { cpSync, mkdtempSync, readFileSync, realpathSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { after } from "node:test";
import { fileURLToPath } from "node:url";
import { must } from "../../../scripts/run/command.mjs";
import { tarball } from "../../../scripts/run/places.mjs";

/** What is tested. KIRJAUDU_TARBALL: another one than that of the last build. */
export const packed = process.env.KIRJAUDU_TARBALL ?? tarball;

/** A new project, gone after the tests of this file. Bundlers and compilers come from the repository, never from here. */
export async function newProject() {
  // The real path, because bundlers compare paths, and the temporary folder of macOS is a link.
  const folder = realpathSync(mkdtempSync(path.join(tmpdir(), "kirjaudu-package-")));
  after(() => rmSync(folder, { recursive: true, force: true }));
  writeFileSync(path.join(folder, "package.json"), `{ "private": true, "type": "module" }\n`);
  const quiet = ["--offline", "--no-audit", "--no-fund", "--ignore-scripts", "--loglevel", "error"];
  // Named, because npm tells what it runs of a prefix, and that would be the repository.
  await must("npm", ["install", ...quiet, "--prefix", folder, packed], { cwd: folder, show: false });
  return folder;
}

/**
 * Puts the page into a folder of the project, importing the package by the given specifiers.
 * @param {string} folder
 * @param {{ main?: string, providers?: string, script?: string }} [how] `script`: the attribute of the script element
 */
export function putPage(folder, { main = "kirjaudu", providers = "kirjaudu/providers", script } = {}) {
  cpSync(PAGE, folder, { recursive: true });
  rewrite(path.join(folder, "main.js"), [
    ['"kirjaudu"', JSON.stringify(main)],
    ['"kirjaudu/providers"', JSON.stringify(providers)],
  ]);
  if (script) rewrite(path.join(folder, "index.html"), [['type="module"', script]]);
}

/**
 * @param {string} file
 * @param {[from: string, to: string][]} replacements
 */
export function rewrite(file, replacements) {
  let text = readFileSync(file, "utf8");
  for (const [from, to] of replacements) {
    if (!text.includes(from)) throw new Error(`expected ${from} in ${file}`);
    text = text.replace(from, () => to);
  }
  writeFileSync(file, text);
}

const PAGE = fileURLToPath(new URL("../page/", import.meta.url));
