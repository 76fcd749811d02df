// From pkg-template/src to the entries of the package: one file each, without the wasm.
import { createHash } from "node:crypto";
import { readFileSync, writeFileSync } from "node:fs";
import path from "node:path";
import { stage, template } from "../run/places.mjs";
import { bundle } from "./bundle.mjs";

export async function entries(out) {
  const wasm = readFileSync(path.join(stage("wasm"), "kirjaudu.wasm"));
  await bundle({
    entryPoints: ENTRIES.map((name) => path.join(template, "src", `${name}.ts`)),
    outdir: out,
    external: ["./engine.js", "./wasm-inline.js"],
    plugins: [glue],
    define: {
      __WASM_INTEGRITY__: JSON.stringify(`sha384-${createHash("sha384").update(wasm).digest("base64")}`),
    },
  });
  for (const name of ENTRIES) await squeeze(path.join(out, `${name}.js`));
}

// What esbuild has minified loses another 3 %.
async function squeeze(file) {
  const { minify } = await import("terser");
  const options = { module: true, ecma: 2022, compress: { passes: 3 } };
  const { code } = await minify(readFileSync(file, "utf8"), options);
  writeFileSync(file, `${code}\n`);
}

// The glue is made beside the wasm.
const glue = {
  name: "glue",
  setup({ onResolve }) {
    onResolve({ filter: /^\.\/glue\.js$/ }, () => ({ path: path.join(stage("wasm"), "glue.js") }));
  },
};

/** What users import. */
export const PUBLIC = ["index", "inline", "providers"];

/** Besides, what the entries load later on. */
const ENTRIES = [...PUBLIC, "engine"];
