// From pkg-template/src to the entries of the package: one file each, without the wasm.
import { createHash } from "node:crypto";
import { cpSync, readFileSync, writeFileSync } from "node:fs";
import path from "node:path";
import { stage, template } from "../run/places.mjs";
import { bundle } from "./bundle.mjs";

export async function entries(out) {
  const wasm = readFileSync(path.join(stage("wasm"), "kirjaudu.wasm"));
  await bundle({
    entryPoints: ENTRIES.map((name) => path.join(template, "src", `${name}.ts`)),
    outdir: out,
    external: [...LATER.map((name) => `./${name}.js`), "./wasm-inline.js"],
    plugins: [glue],
    mangleProps: new RegExp(`^(${WITHIN.join("|")})$`),
    // Given, since each part would choose names of its own.
    mangleCache: shortNames(WITHIN),
    define: {
      __WASM_INTEGRITY__: JSON.stringify(`sha256-${createHash("sha256").update(wasm).digest("base64")}`),
    },
  });
  for (const name of ENTRIES) await squeeze(path.join(out, `${name}.js`));
  await pages(path.join(out, "pages"));
}

// Classic scripts, each whole: a page of its own has nothing else to load.
async function pages(out) {
  const source = path.join(template, "src", "pages");
  await bundle({
    entryPoints: PAGES.map((name) => path.join(source, `${name}.ts`)),
    outdir: out,
    format: "iife",
  });
  for (const name of PAGES) await squeeze(path.join(out, `${name}.js`), { module: false });
  cpSync(path.join(template, "pages"), out, { recursive: true });
}

// What esbuild has minified loses another 3 %.
async function squeeze(file, { module = true } = {}) {
  const { minify } = await import("terser");
  const options = { module, ecma: 2022, compress: { passes: 3, pure_getters: true } };
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

/**
 * Properties of what the parts of the package share, and nobody else sees: they get short names, the same in all parts. None of them is an export of a
 * part, stands in anything that is stored, sent or handed to the core or the application, or belongs to the browser.
 */
const WITHIN =
  "asError become check chosen clean ended ending fail ignored isShared listeners nextLimit note options plain remembered renews say seen setStale shared shown signedOut store tab tabs take tell watch".split(
    " ",
  );

/** The short name of each of them. */
export function shortNames(names) {
  const short = (place) => LETTERS[place] ?? `_${place}`;
  return Object.fromEntries(names.map((name) => [name, short(WITHIN.indexOf(name))]));
}

// As no property is called that has a name of one letter, such as those of a JWK.
const LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZ_$";

/** What users import. */
export const PUBLIC = ["index", "inline", "providers", "helsinki-profile"];

/** What the entries load later on, each once it is needed. */
const LATER = ["engine", "windows", "apis", "vault", "renewal", "helsinki-profile-code"];

const ENTRIES = [...PUBLIC, ...LATER];

/** The scripts of the static pages. */
const PAGES = ["report", "frontchannel-logout"];
