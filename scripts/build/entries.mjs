// From pkg-template/src to the entries of the package: one file each, without the wasm.
import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import path from "node:path";
import { stage, template } from "../run/places.mjs";
import { bundle } from "./bundle.mjs";

export function entries(out) {
  const wasm = readFileSync(path.join(stage("wasm"), "kirjaudu.wasm"));
  return bundle({
    entryPoints: ENTRIES.map((name) => path.join(template, "src", `${name}.ts`)),
    outdir: out,
    external: ["./engine.js", "./wasm-inline.js"],
    plugins: [glue],
    define: {
      __WASM_INTEGRITY__: JSON.stringify(`sha384-${createHash("sha384").update(wasm).digest("base64")}`),
    },
  });
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
