// @ts-check
// The types of the installed package, under each way of resolving modules: tests/types/tsconfig.<mode>.json.
import assert from "node:assert/strict";
import { cpSync, readdirSync, writeFileSync } from "node:fs";
import path from "node:path";
import { test } from "node:test";
import { run } from "../../scripts/run/command.mjs";
import { npmProgram, root } from "../../scripts/run/places.mjs";
import { newProject } from "./setup/project.mjs";

const source = path.join(root, "tests", "types");
const modes = readdirSync(source).flatMap((name) => name.match(/^tsconfig\.(.+)\.json$/)?.[1] ?? []);
const folder = await newProject();
cpSync(source, folder, { recursive: true });

test("bundler, node16 and nodenext are checked", () => {
  assert.deepEqual(modes, ["bundler", "node16", "nodenext"]);
});

for (const mode of modes) {
  test(`tsc with moduleResolution ${mode}`, async (t) => {
    const { code, output } = await compiled(mode);
    const lines = output.trim().split("\n");
    const files = lines.filter((line) => path.isAbsolute(line));
    assert.equal(code, 0, lines.filter((line) => !files.includes(line)).join("\n"));
    const ours = files
      .filter((file) => file.includes("/kirjaudu/"))
      .map((file) => path.relative(folder, file));
    // Through the exports of the installed package, and nothing of the repository.
    assert.ok(ours.includes(path.join("node_modules", "kirjaudu", "index.d.ts")), ours.join("\n"));
    assert.deepEqual(
      files.filter((file) => file.startsWith(root) && !file.includes("/typescript/")),
      [],
    );
    t.diagnostic(`${ours.length} declarations of the package`);
  });
}

/**
 * The configuration of the repository, without its paths: these lead to dist/, past the exports.
 * @param {string} mode
 */
function compiled(mode) {
  const installed = { extends: `./tsconfig.${mode}.json`, compilerOptions: { paths: {} } };
  const project = path.join(folder, `installed.${mode}.json`);
  writeFileSync(project, JSON.stringify(installed));
  const options = ["--noEmit", "--listFiles", "--project", project];
  return run(npmProgram("tsc"), options, { cwd: folder, show: false });
}
