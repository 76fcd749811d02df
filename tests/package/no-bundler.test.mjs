// @ts-check
// No bundler at all: the files of the package as a web server serves them.
import assert from "node:assert/strict";
import { mkdirSync, writeFileSync } from "node:fs";
import path from "node:path";
import { test } from "node:test";
import { open } from "./setup/chromium.mjs";
import { newProject, putPage, rewrite } from "./setup/project.mjs";
import { downProvider, notThere, serve, strictPolicy } from "./setup/site.mjs";
import { assertError, assertWorks } from "./setup/smoke.mjs";

const PACKAGE = "./node_modules/kirjaudu";
const folder = await newProject();
putPage(folder, { main: `${PACKAGE}/index.js`, providers: `${PACKAGE}/providers.js` });

test("no bundler, by path", async (t) => {
  await assertWorks(t, (await serve(folder)).url);
});

test("no bundler, by path, kirjaudu/inline", async (t) => {
  const page = path.join(folder, "inline");
  mkdirSync(page);
  putPage(page, { main: `.${PACKAGE}/inline.js`, providers: `.${PACKAGE}/providers.js` });
  await assertWorks(t, `${(await serve(folder)).url}inline/`, { wasm: 0 });
});

test("no bundler, by import map", async (t) => {
  const page = path.join(folder, "mapped");
  mkdirSync(page);
  putPage(page);
  const imports = {
    kirjaudu: `.${PACKAGE}/index.js`,
    "kirjaudu/providers": `.${PACKAGE}/providers.js`,
  };
  const map = `<script type="importmap">${JSON.stringify({ imports })}</script>`;
  rewrite(path.join(page, "index.html"), [["</title>", `</title>${map}`]]);
  await assertWorks(t, `${(await serve(folder)).url}mapped/`);
});

test("no bundler, with a strict policy and Trusted Types", async (t) => {
  const provider = await downProvider();
  const { url } = await serve(folder, { policy: strictPolicy(provider) });
  await assertWorks(t, url, { strict: true, provider });
});

test("no bundler, from a server that does not know the type of wasm", async (t) => {
  const { url } = await serve(folder, {
    instead: { "kirjaudu.wasm": (file) => ({ ...file, type: "application/octet-stream" }) },
  });
  await assertWorks(t, url);
});

test("a policy without 'wasm-unsafe-eval' is named in the error, and only that was blocked", async (t) => {
  const provider = await downProvider();
  const { url } = await serve(folder, { policy: strictPolicy(provider, { script: "'self'" }) });
  const { told, violations, close } = await open(url, provider);
  const { malformed, login } = await told();
  for (const error of [malformed, login]) {
    assertError(error, {
      code: "wasm_blocked_by_csp",
      phase: "load",
      remedy: /'wasm-unsafe-eval'.*script-src/,
    });
  }
  assert.deepEqual([...new Set(await violations())], ["script-src wasm-eval"]);
  assert.equal(provider.calls(), 0, "calls to the provider");
  t.diagnostic(malformed.message);
  await close();
});

/** @type {[what: string, instead: import("./setup/site.mjs").Instead, error: { code: string, remedy?: RegExp }][]} */
const NOT_OURS = [
  ["kirjaudu.wasm is not there", notThere, { code: "wasm_not_found", remedy: /serve kirjaudu\.wasm/ }],
  [
    "kirjaudu.wasm is a page of the application",
    () => ({ status: 200, type: "text/html", body: "<!doctype html><title>Town</title>" }),
    { code: "wasm_not_found", remedy: /serve kirjaudu\.wasm/ },
  ],
  [
    "kirjaudu.wasm was changed, though it would still run",
    // An empty custom section named "x".
    (file) => ({ ...file, body: Buffer.concat([Buffer.from(file.body), Buffer.from([0, 2, 1, 0x78])]) }),
    { code: "wasm_failed", remedy: /unchanged/ },
  ],
  [
    "kirjaudu.wasm was cut short",
    (file) => ({ ...file, body: Buffer.from(file.body).subarray(0, 1000) }),
    { code: "wasm_failed", remedy: /unchanged/ },
  ],
  // As after a new version was deployed under an open page.
  ["engine.js is not there", notThere, { code: "wasm_unreachable" }],
];

for (const [what, instead, error] of NOT_OURS) {
  test(`${what}: a typed error, and all is well once it is there`, async (t) => {
    const [name = ""] = what.split(" ");
    const provider = await downProvider();
    const site = await serve(folder, { instead: { [name]: instead } });
    const visit = await open(site.url, provider);
    const { first, malformed, login } = await visit.told();
    assert.deepEqual(first, { status: "signed-out", reason: "never" });
    for (const each of [malformed, login]) assertError(each, { phase: "load", ...error });
    assert.equal(provider.calls(), 0, "calls to the provider");
    assert.deepEqual(
      visit.complaints.filter((text) => text.startsWith("uncaught")),
      [],
    );
    t.diagnostic(malformed.message);

    site.manner.instead = {};
    const given = {
      module: `${site.url}node_modules/kirjaudu/index.js`,
      token: "eyJhbGciOiJub25lIn0.eyJzdWIiOiJhaW5vIn0.",
    };
    const decoded = await visit.page.evaluate(
      async ({ module, token }) => (await (await import(module)).decodeJwt(token)).payload,
      given,
    );
    assert.deepEqual(decoded, { sub: "aino" });
    await visit.close();
  });
}

test("the import alone asks for no wasm, stores nothing and defines nothing", async () => {
  const page = path.join(folder, "alone");
  mkdirSync(page);
  putPage(page, { main: `.${PACKAGE}/index.js`, providers: `.${PACKAGE}/providers.js` });
  writeFileSync(path.join(page, "main.js"), ALONE);
  const visit = await open(`${(await serve(folder)).url}alone/`, await downProvider());
  assert.deepEqual(await visit.told(), { exports: EXPORTS, added: [], stored: 0 });
  assert.deepEqual(visit.requestsFor(".wasm"), []);
  await visit.close();
});

const EXPORTS = ["AuthError", "createAuth", "decodeJwt", "load", "parseAuthResponse"];

const ALONE = `
  const before = new Set(Object.getOwnPropertyNames(globalThis));
  const exports = Object.keys(await import(".${PACKAGE}/index.js"));
  const added = Object.getOwnPropertyNames(globalThis).filter((name) => !before.has(name));
  const output = document.createElement("output");
  const tell = () => {
    output.textContent = JSON.stringify({ exports, added, stored: sessionStorage.length + localStorage.length });
    document.body.append(output);
  };
  // Whatever the import put off until the page is idle has been done by then.
  requestIdleCallback(() => requestIdleCallback(tell));
`;
