// @ts-check
// esbuild, which copies no wasm file: with `kirjaudu/inline`, and what is said to who takes `kirjaudu`.
import assert from "node:assert/strict";
import { copyFileSync, mkdirSync } from "node:fs";
import path from "node:path";
import { test } from "node:test";
import * as esbuild from "esbuild";
import { open } from "./setup/chromium.mjs";
import { newProject, putPage } from "./setup/project.mjs";
import { downProvider, serve, strictPolicy } from "./setup/site.mjs";
import { assertError, assertWorks } from "./setup/smoke.mjs";

const folder = await newProject();

for (const [form, script] of /** @type {const} */ ([
  ["iife", "defer"],
  ["esm", undefined],
])) {
  test(`esbuild ${esbuild.version}, kirjaudu/inline, format ${form}, with a policy that lets no wasm be fetched`, async (t) => {
    const out = await bundled("kirjaudu/inline", form, script);
    const provider = await downProvider();
    // Only the provider may be connected to.
    const { url } = await serve(out, { policy: strictPolicy(provider, { connect: "" }) });
    await assertWorks(t, url, { wasm: 0, strict: true, provider });
  });
}

test(`esbuild ${esbuild.version}, kirjaudu: the error names kirjaudu/inline`, async () => {
  const out = await bundled("kirjaudu", "esm");
  const provider = await downProvider();
  const { told, close } = await open((await serve(out)).url, provider);
  const { first, malformed, login } = await told();
  assert.deepEqual(first, { status: "signed-out", reason: "never" });
  for (const error of [malformed, login]) {
    assertError(error, { code: "wasm_not_found", phase: "load", remedy: /kirjaudu\/inline/ });
  }
  await close();
});

test("an import that nobody uses leaves nothing in the bundle", async () => {
  for (const specifier of ["kirjaudu", "kirjaudu/inline", "kirjaudu/providers"]) {
    const { outputFiles, warnings } = await esbuild.build({
      stdin: { contents: `import ${JSON.stringify(specifier)};`, resolveDir: folder },
      ...OPTIONS,
      format: "esm",
      write: false,
    });
    // esbuild notes that the import was left out, which is what is asked for here.
    assert.deepEqual(
      warnings.map(({ id }) => id),
      ["ignored-bare-import"],
    );
    assert.equal(outputFiles[0]?.text, "", specifier);
  }
});

/**
 * @param {string} main
 * @param {"iife" | "esm"} format
 * @param {string} [script]
 */
async function bundled(main, format, script) {
  const page = path.join(folder, `${main.replace("/", "-")}-${format}`);
  mkdirSync(page);
  putPage(page, { main, script });
  const out = path.join(page, "out");
  const entry = path.join(page, "main.js");
  const { warnings } = await esbuild.build({ ...OPTIONS, entryPoints: [entry], outdir: out, format });
  assert.deepEqual(warnings, []);
  copyFileSync(path.join(page, "index.html"), path.join(out, "index.html"));
  return out;
}

/** @type {import("esbuild").BuildOptions} */
const OPTIONS = { bundle: true, minify: true, logLevel: "silent" };
