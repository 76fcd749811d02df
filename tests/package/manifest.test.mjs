// @ts-check
// What is in the tarball, to the last file, and what its manifest promises.
import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import { readdirSync, readFileSync } from "node:fs";
import path from "node:path";
import { test } from "node:test";
import { brotliCompressSync } from "node:zlib";
import { must } from "../../scripts/run/command.mjs";
import { root } from "../../scripts/run/places.mjs";
import { newProject, packed } from "./setup/project.mjs";

const folder = await newProject();
const installed = path.join(folder, "node_modules", "kirjaudu");
const read = (/** @type {string} */ name) => readFileSync(path.join(installed, name), "utf8");
const manifest = JSON.parse(read("package.json"));

test("the tarball holds exactly these files", async (t) => {
  const listed = (await must("tar", ["-tzf", packed], { show: false })).trim().split("\n");
  assert.deepEqual(listed.sort(), FILES.map((name) => `package/${name}`).sort());
  t.diagnostic(`${listed.length} files`);
});

test("an install brings the package and nothing else", () => {
  assert.deepEqual(
    readdirSync(path.dirname(installed)).filter((name) => !name.startsWith(".")),
    ["kirjaudu"],
  );
  assert.deepEqual(readdirSync(installed, { recursive: true }).sort(), [...FILES, "pages"].sort());
});

test("the manifest", () => {
  const { exports, version, description, keywords, ...rest } = manifest;
  // No main, no dependencies of any kind, no scripts.
  assert.deepEqual(rest, {
    name: "kirjaudu",
    license: "MIT OR Apache-2.0",
    type: "module",
    sideEffects: false,
    engines: { node: ">=20" },
  });
  assert.ok(description.length > 0 && keywords.length > 0);
  const crate = readFileSync(path.join(root, "Cargo.toml"), "utf8").match(/^version = "(.+)"/m)?.[1];
  assert.equal(version, crate, "the version is that of the crate");
});

test("every export names files that are there, types first and default last", () => {
  assert.deepEqual(Object.keys(manifest.exports), [
    ".",
    "./inline",
    "./providers",
    "./helsinki-profile",
    "./pages/*",
    "./kirjaudu.wasm",
    "./package.json",
  ]);
  for (const [subpath, target] of Object.entries(manifest.exports)) {
    const conditions = typeof target === "string" ? { default: target } : target;
    for (const pattern of Object.values(conditions)) {
      const file = pattern.replace("*", "callback.html");
      assert.ok(FILES.includes(file.replace("./", "")), `${subpath}: ${file} is not in the package`);
    }
    const names = Object.keys(conditions);
    if (typeof target !== "string") assert.equal(names[0], "types", `the first condition of ${subpath}`);
    assert.equal(names.at(-1), "default", `the last condition of ${subpath}`);
  }
  assert.equal(manifest.exports["."].node, "./inline.js");
});

test("one address of the wasm in the whole package, as bundlers know it", () => {
  const addresses = SCRIPTS.flatMap((name) =>
    [...read(name).matchAll(/new URL\([^()]*import\.meta\.url\)/g)].map(([address]) => `${name}: ${address}`),
  );
  assert.deepEqual(addresses, [`index.js: new URL("./kirjaudu.wasm",import.meta.url)`]);
  const metas = SCRIPTS.filter((name) => read(name).includes("import.meta"));
  assert.deepEqual(metas, ["index.js"], "scripts that use import.meta");
});

test("the entries know the wasm of this very build", () => {
  const wasm = readFileSync(path.join(installed, "kirjaudu.wasm"));
  const integrity = createHash("sha256").update(wasm).digest("base64");
  assert.ok(read("index.js").includes(`sha256-${integrity}`), "index.js has the hash of kirjaudu.wasm");
  assert.equal(read("wasm-inline.js"), `export default "${wasm.toString("base64")}";\n`);
  assert.ok(WebAssembly.validate(wasm));
});

test("no script evaluates text or writes markup, and none comes from this machine", () => {
  const wrong = [...SCRIPTS, ...PAGES].flatMap((name) =>
    [...read(name).matchAll(FORBIDDEN)].map(([found]) => `${name}: ${found}`),
  );
  assert.deepEqual(wrong, []);
  const ours = [...SCRIPTS, ...TYPES, "kirjaudu.wasm"].filter((name) => read(name).includes(root));
  assert.deepEqual(ours, [], "files that name the folder they were built in");
});

test("the static pages hold no script of their own, and each is small with the one that it loads", () => {
  for (const page of PAGES.filter((name) => name.endsWith(".html"))) {
    const html = read(page);
    const scripts = [...html.matchAll(/<script([^>]*)>(.*?)<\/script>/gs)].map(([, attributes, text]) => [
      attributes,
      text,
    ]);
    assert.equal(scripts.length, 1, page);
    const script = scripts[0]?.[0]?.match(/src="([^"/]+)"/)?.[1] ?? "";
    assert.ok(PAGES.includes(`pages/${script}`) && scripts[0]?.[1] === "", `${page}: its script`);
    assert.doesNotMatch(html, /\son\w+=|javascript:|<style|style=/, page);
    assert.doesNotMatch(read(`pages/${script}`), /import\b|WebAssembly/, script);
    const bytes = [page, `pages/${script}`].map((name) => brotliCompressSync(read(name)).length);
    assert.ok((bytes[0] ?? 0) + (bytes[1] ?? 0) <= 1024, `${page}: ${bytes} bytes of brotli`);
  }
});

const SCRIPTS = [
  "index.js",
  "inline.js",
  "providers.js",
  "helsinki-profile.js",
  "helsinki-profile-code.js",
  "engine.js",
  "windows.js",
  "apis.js",
  "vault.js",
  "renewal.js",
  "wasm-inline.js",
];

const PAGES = [
  "pages/callback.html",
  "pages/logged-out.html",
  "pages/report.js",
  "pages/frontchannel-logout.html",
  "pages/frontchannel-logout.js",
];

/** What the entries export, and the declarations that these lead to. */
const TYPES = [
  "index",
  "inline",
  "providers",
  "claims",
  "errors",
  "remedies",
  "types",
  "apis-types",
  "helsinki-profile",
  "helsinki-profile-answer",
  "helsinki-profile-errors",
  "helsinki-profile-gdpr",
  "helsinki-profile-me",
  "helsinki-profile-schema",
].map((name) => `${name}.d.ts`);

const FILES = [
  ...SCRIPTS,
  ...TYPES,
  ...PAGES,
  "kirjaudu.wasm",
  "package.json",
  "README.md",
  "CHANGELOG.md",
  "LICENSE-APACHE",
  "LICENSE-MIT",
];

const FORBIDDEN =
  /\beval\(|\bnew Function\b|\bFunction\(|innerHTML|outerHTML|insertAdjacentHTML|document\.write|debugger|sourceMappingURL/g;
