// The public types, as written in pkg-template/src: of what tsc makes, only what an entry of the package leads to.
import { copyFileSync, existsSync, readdirSync, readFileSync, rmSync } from "node:fs";
import path from "node:path";
import { must } from "../run/command.mjs";
import { npmProgram, template } from "../run/places.mjs";
import { PUBLIC } from "./entries.mjs";

export async function declarations(out) {
  const only = ["--noEmit", "false", "--declaration", "--emitDeclarationOnly", "--declarationMap", "false"];
  const source = path.join(template, "src");
  await must(npmProgram("tsc"), [...only, "--project", template, "--rootDir", source, "--outDir", out]);

  const reached = new Set();
  for (const entry of PUBLIC) reach(`${entry}.d.ts`);
  for (const name of readdirSync(out))
    if (!reached.has(name)) rmSync(path.join(out, name), { recursive: true });

  function reach(name) {
    if (reached.has(name)) return;
    reached.add(name);
    const file = path.join(out, name);
    // Declarations written by hand are no output of tsc.
    if (!existsSync(file)) copyFileSync(path.join(source, name), file);
    for (const [, module] of readFileSync(file, "utf8").matchAll(/(?:from |import\()"\.\/([^"]+)\.js"/g)) {
      reach(`${module}.d.ts`);
    }
  }
}
