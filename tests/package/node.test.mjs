// @ts-check
// Node, as in server rendering and unit tests: every program here runs in a process of its own, in the project.
import assert from "node:assert/strict";
import { writeFileSync } from "node:fs";
import path from "node:path";
import { test } from "node:test";
import { run } from "../../scripts/run/command.mjs";
import { newProject } from "./setup/project.mjs";

const folder = await newProject();

test(`Node ${process.versions.node}: which file each specifier is`, async () => {
  const found = await told(`
    const names = ["kirjaudu", "kirjaudu/inline", "kirjaudu/providers", "kirjaudu/helsinki-profile", "kirjaudu/kirjaudu.wasm", "kirjaudu/package.json"];
    tell(names.map((name) => import.meta.resolve(name).split("/").slice(-2).join("/")));
  `);
  const files = [
    "inline.js",
    "inline.js",
    "providers.js",
    "helsinki-profile.js",
    "kirjaudu.wasm",
    "package.json",
  ];
  assert.deepEqual(
    found,
    files.map((file) => `kirjaudu/${file}`),
  );
});

test("nothing else can be imported", async () => {
  const found = await told(`
    const failed = (name) => import(name).then(() => "imported", ({ code }) => code);
    tell(await Promise.all(["kirjaudu/engine.js", "kirjaudu/index.js", "kirjaudu/core"].map(failed)));
  `);
  assert.deepEqual(found, Array(3).fill("ERR_PACKAGE_PATH_NOT_EXPORTED"));
});

test("the import has no effect: no call, no new global, nothing left running", async () => {
  const found = await told(`
    const called = [];
    const watch = (holder, name) => {
      const real = holder[name];
      holder[name] = (...given) => (called.push(name), real(...given));
    };
    for (const name of ["fetch", "setTimeout", "setInterval", "setImmediate", "queueMicrotask", "atob"]) watch(globalThis, name);
    for (const name of ["compile", "compileStreaming", "instantiate", "instantiateStreaming"]) watch(WebAssembly, name);
    const before = new Set(Object.getOwnPropertyNames(globalThis));
    const running = process.getActiveResourcesInfo().length;
    await import("kirjaudu");
    await import("kirjaudu/providers");
    await import("kirjaudu/helsinki-profile");
    const added = Object.getOwnPropertyNames(globalThis).filter((name) => !before.has(name));
    tell({ called, added, running: process.getActiveResourcesInfo().length - running });
  `);
  assert.deepEqual(found, { called: [], added: [], running: 0 });
});

test("decodeJwt and parseAuthResponse", async () => {
  const found = await told(`
    import { decodeJwt, load, parseAuthResponse } from "kirjaudu";
    const { header, payload, unverified } = await decodeJwt("eyJhbGciOiJub25lIn0.eyJzdWIiOiLDpGluw7YifQ.");
    const loaded = await load();
    tell({
      header,
      payload,
      unverified,
      same: loaded.decodeJwt("eyJhbGciOiJub25lIn0.eyJzdWIiOiLDpGluw7YifQ.").payload,
      code: await parseAuthResponse("https://town.example/cb?code=c&state=s"),
      tokens: await parseAuthResponse(new URL("https://town.example/cb#access_token=a&token_type=Bearer&expires_in=60&state=s")),
      error: loaded.parseAuthResponse("https://town.example/cb?error=access_denied&error_description=ei+nyt&state=s"),
      none: (await parseAuthResponse("https://town.example/cb?page=2")) === undefined,
    });
  `);
  assert.deepEqual(found, {
    header: { alg: "none" },
    payload: { sub: "äinö" },
    unverified: true,
    same: { sub: "äinö" },
    code: { kind: "code", code: "c", state: "s", in: "query" },
    tokens: {
      kind: "tokens",
      accessToken: "a",
      tokenType: "Bearer",
      expiresIn: 60,
      state: "s",
      in: "fragment",
    },
    error: { kind: "error", error: "access_denied", description: "ei nyt", state: "s", in: "query" },
    none: true,
  });
});

test("what fails is an AuthError, with a code and what to do", async () => {
  const found = await told(`
    import { AuthError, decodeJwt, load, parseAuthResponse } from "kirjaudu";
    const failed = async (call) => {
      const error = await call().then(() => "no error", (error) => error);
      const { code, phase, retryable, name } = error;
      const texts = [error.remedy, error.stack].every((text) => text?.length > 0) && String(error).includes(error.remedy);
      return { code, phase, retryable, name, texts, isAuthError: error instanceof AuthError && error instanceof Error };
    };
    tell([
      await failed(() => decodeJwt("not a token")),
      await failed(() => decodeJwt("a".repeat(70_000))),
      await failed(() => parseAuthResponse("https://town.example/cb?code=c&code=d&state=s")),
      await failed(async () => (await load()).decodeJwt(undefined)),
    ]);
  `);
  const common = { retryable: false, name: "AuthError", texts: true, isAuthError: true };
  assert.deepEqual(found, [
    { code: "jwt_malformed", phase: "verify", ...common },
    { code: "jwt_too_large", phase: "verify", ...common },
    { code: "response_parameter_repeated", phase: "callback", ...common },
    { code: "jwt_malformed", phase: "verify", ...common },
  ]);
});

test("on a server nobody is known yet, and nothing but a login fails", async () => {
  const found = await told(`
    import { createAuth } from "kirjaudu";
    import { tunnistamo } from "kirjaudu/providers";
    const auth = createAuth({ ...tunnistamo("test"), clientId: "town", redirectUri: "/callback" });
    const code = (promise) => promise.then(() => "no error", ({ code }) => code);
    const heard = [];
    auth.subscribe(() => heard.push("subscribe"))();
    auth.on("session", () => heard.push("on"))();
    tell({
      session: auth.session,
      stable: auth.session === auth.session,
      ready: await auth.ready(),
      login: await code(auth.login()),
      accessToken: await code(auth.accessToken()),
      userinfo: await code(auth.userinfo()),
      idToken: (await auth.idToken()) ?? null,
      logout: await auth.logout().then(({ error, ...rest }) => ({ ...rest, error: error.code })),
      renew: await code(auth.renew()),
      fetch: await code(auth.fetch("https://api.example")),
      explain: auth.explain(),
      dispose: auth.dispose() ?? null,
      heard,
    });
  `);
  assert.deepEqual(found, {
    session: { status: "loading" },
    stable: true,
    ready: { session: { status: "loading" } },
    login: "not_in_browser",
    accessToken: "not_in_browser",
    userinfo: "not_in_browser",
    idToken: null,
    logout: { outcome: "unconfirmed", evidence: "none", error: "not_in_browser" },
    renew: "not_in_browser",
    fetch: "not_in_browser",
    explain: { flow: "", because: [], timeline: [], ignoredMessages: 0 },
    dispose: null,
    heard: [],
  });
});

test("the wasm may be given as bytes, and another one is refused", async () => {
  const found = await told(`
    import { readFile } from "node:fs/promises";
    import { load } from "kirjaudu";
    const empty = "\\0asm\\x01\\0\\0\\0";
    // It exports a function of the name that ours has, and imports one that nobody gives it.
    const alike = empty + "\\x01\\x04\\x01\\x60\\0\\0\\x02\\x07\\x01\\x01x\\x01y\\0\\0\\x07\\x07\\x01\\x03run\\0\\0";
    const wrong = [];
    for (const module of [empty, alike]) {
      wrong.push(await load(Buffer.from(module, "latin1")).then(() => "loaded", ({ code }) => code));
    }
    const { decodeJwt } = await load(await readFile(new URL(import.meta.resolve("kirjaudu/kirjaudu.wasm"))));
    tell({ wrong, payload: decodeJwt("eyJhbGciOiJub25lIn0.eyJzdWIiOiJhaW5vIn0.").payload });
  `);
  assert.deepEqual(found, { wrong: ["wasm_failed", "wasm_failed"], payload: { sub: "aino" } });
});

test("a CommonJS program gets it by import()", async () => {
  const program = `
    import("kirjaudu").then(({ decodeJwt }) => decodeJwt("eyJhbGciOiJub25lIn0.e30.")).then(({ header }) => tell(header));
  `;
  assert.deepEqual(await told(program, "cjs"), { alg: "none" });
});

/**
 * What a program told. It must end well: Node ends a program with an unhandled rejection badly, and says what it does not like.
 * @param {string} program
 */
async function told(program, extension = "mjs") {
  const file = path.join(folder, `program.${extension}`);
  writeFileSync(file, `${program}\nfunction tell(value) { console.log(JSON.stringify(value)); }\n`);
  const { code, output } = await run(process.execPath, [file], { cwd: folder, show: false });
  assert.equal(code, 0, output);
  assert.equal(output.trim().split("\n").length, 1, `expected one line, found ${output}`);
  return JSON.parse(output);
}
