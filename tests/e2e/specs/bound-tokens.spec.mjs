// Tokens that are bound to a key of the browser (DPoP), at a provider that demands a nonce in every proof.
import { decodeJwt, decodeProtectedHeader } from "jose";
import { record } from "../setup/provider-requests.mjs";
import { frames } from "../setup/renewals.mjs";
import { atKeycloak, expect, test } from "../setup/test.mjs";

const at = (provider, options) =>
  atKeycloak(provider, { clientId: "prescriptions-ui", dpop: true, ...options });

test("f_04 f_06 f_08 f_09 a bound session, and nonces by server and kind", async ({ app, boundKeycloak }) => {
  app.serve(at(boundKeycloak, { allowedOrigins: [`${boundKeycloak.issuer}/`] }));
  const tokens = record(boundKeycloak, "token");
  await app.signIn();
  expect((await app.explain()).because).toContain("tokens are bound to a key");
  const first = proofs(tokens);
  expect(first).toMatchObject([{ claims: { htm: "POST" } }, { claims: { nonce: expect.any(String) } }]);
  expect(first[0].claims.nonce).toBeUndefined();
  expect(first[1].claims.jti).not.toBe(first[0].claims.jti);

  const userinfo = record(boundKeycloak, "userinfo");
  const url = `${boundKeycloak.issuer}/protocol/openid-connect/userinfo`;
  const given = await app.page.evaluate(async (url) => {
    const { auth } = window.app;
    const { given_name } = await auth.userinfo();
    const response = await auth.fetch(url);
    return [given_name, response.status, (await response.json()).given_name];
  }, url);
  expect(given).toEqual(["Aino", 200, "Aino"]);
  const asked = userinfo.filter(({ method }) => method === "GET");
  expect(asked.every(({ headers }) => headers.authorization.startsWith("DPoP "))).toBe(true);
  const sent = proofs(userinfo).map(({ claims }) => claims.nonce);
  // What the token endpoint gave is for the token endpoint.
  expect(sent).toEqual([undefined, expect.any(String), sent[1]]);
});

test("f_11 a Bearer token instead is no answer", async ({ app, boundKeycloak }) => {
  app.serve(at(boundKeycloak));
  boundKeycloak.override("token", (request, response, answer) => {
    const { end } = response;
    response.end = function (body, ...rest) {
      const changed = String(body ?? "").replace(/"DPoP"/, '"bEaReR"');
      this.setHeader("content-length", Buffer.byteLength(changed));
      return end.call(this, changed, ...rest);
    };
    return answer(request, response);
  });
  await app.open();
  await app.login();
  await app.fillForm("aino");
  await expect(app.status).toHaveText("signed-out login-failed");
  expect((await app.session()).error).toMatchObject({ code: "token_response_invalid", field: "token_type" });
  await expect.poll(() => keys(app.page)).toEqual([]);
});

test("f_14 f_19 the key stays in the browser, and is the one that was announced", async ({
  app,
  boundKeycloak,
}) => {
  app.serve(at(boundKeycloak));
  const tokens = record(boundKeycloak, "token");
  await app.signIn();
  const [key, ...others] = await keys(app.page);
  expect(others).toEqual([]);
  expect(key).toMatchObject({ extractable: false, usages: ["sign"], exported: "InvalidAccessError" });
  const { header } = proofs(tokens)[0];
  expect(Object.keys(header.jwk).sort()).toEqual(["crv", "kty", "x", "y"]);
  const shown = await app.page.evaluate(() =>
    JSON.stringify([window.app.auth.explain(), sessionStorage, localStorage, window.app.session()]),
  );
  expect(shown).not.toContain(header.jwk.x);
});

test("f_15 a new key for each login, gone after the logout", async ({ app, boundKeycloak }) => {
  app.serve(at(boundKeycloak));
  await app.signIn();
  const [first] = await keys(app.page);
  await app.login({ prompt: "login" });
  await app.fillForm("aino");
  // The session before is shown at once.
  await app.ready();
  // That of before stays: a copy of the tab would have its session.
  await expect.poll(async () => (await keys(app.page)).length).toBe(2);
  await app.logout({ mode: "local" });
  await expect(app.status).toHaveText("signed-out logout");
  await expect.poll(() => keys(app.page)).toEqual([first]);
});

test("f_15 keys that were wiped are told, and a new login works", async ({ app, boundKeycloak }) => {
  app.serve(at(boundKeycloak));
  await app.signIn();
  await wipe(app.page);
  // This page has its key still; the next one doesn't.
  expect(await app.page.evaluate(async () => (await window.app.auth.userinfo()).given_name)).toBe("Aino");
  await app.page.reload();
  const code = await app.page.evaluate(() => window.app.auth.userinfo().catch((error) => error.code));
  expect(code).toBe("dpop_key_lost");
  await app.login({ prompt: "login" });
  await app.fillForm("aino");
  // The session before is shown at once.
  await app.ready();
  expect(await app.page.evaluate(async () => (await window.app.auth.userinfo()).given_name)).toBe("Aino");
});

test("f_15 a lost key is healed by one renewal inside auth.fetch where a silent login works", async ({
  app,
  boundKeycloak,
}) => {
  const provider = boundKeycloak;
  app.serve({ ...at(provider, { allowedOrigins: [`${provider.issuer}/`] }), policy: frames(provider) });
  await app.signIn();
  await wipe(app.page);
  await app.page.reload();
  await expect(app.status).toHaveText("signed-in");
  provider.forget();
  const answer = await app.page.evaluate(async (url) => {
    const response = await window.app.auth.fetch(url);
    return [response.status, (await response.json()).given_name];
  }, `${provider.issuer}/protocol/openid-connect/userinfo`);
  expect(answer).toEqual([200, "Aino"]);
  expect(provider.count("authorization")).toBe(1);
  expect(await keys(app.page)).toHaveLength(1);
  await expect(app.status).toHaveText("signed-in");
});

test("f_15 keys of tabs that were closed long ago are thrown away", async ({ app, boundKeycloak }) => {
  app.serve(at(boundKeycloak));
  await app.signIn();
  const [{ name }] = await keys(app.page);
  await setUsedAt(app.page, name, (now) => now - 61 * DAY);
  await app.login({ prompt: "login" });
  await app.page.waitForSelector("#sign-in");
  await app.open();
  const names = (await keys(app.page)).map((key) => key.name);
  expect(names).toHaveLength(1);
  expect(names).not.toContain(name);
});

test("f_15 a key that is in use is not", async ({ app, boundKeycloak }) => {
  app.serve(at(boundKeycloak));
  await app.signIn();
  const [{ name }] = await keys(app.page);
  await setUsedAt(app.page, name, (now) => now - 59 * DAY);
  await app.page.reload();
  await app.page.evaluate(() => window.app.auth.userinfo());
  const [{ usedAt }] = await keys(app.page);
  expect(usedAt).toBeGreaterThan(Date.now() - DAY);
});

test("f_21 a nonce that CORS hides is said so", async ({ app, boundKeycloak }) => {
  app.serve(at(boundKeycloak));
  boundKeycloak.override("token", (request, response, answer) => {
    const { setHeader } = response;
    response.setHeader = function (name, value) {
      return /expose-headers/i.test(name) ? this : setHeader.call(this, name, value);
    };
    return answer(request, response);
  });
  await app.open();
  await app.login();
  await app.fillForm("aino");
  await expect(app.status).toHaveText("signed-out login-failed");
  expect((await app.session()).error).toMatchObject({ code: "dpop_proof_refused", field: "DPoP-Nonce" });
});

test("pain_35 pushed requests and bound tokens are used where the metadata says so, without being told", async ({
  app,
  keycloak,
  boundKeycloak,
}) => {
  const auto = { dpop: "auto", par: "auto" };
  const metadata = { require_pushed_authorization_requests: true };
  for (const [provider, options, expected] of [
    [boundKeycloak, { metadata, clientId: "prescriptions-ui" }, [true, true]],
    [boundKeycloak, { clientId: "prescriptions-ui" }, [true, false]],
    [keycloak, {}, [false, false]],
  ]) {
    app.serve(atKeycloak(provider, { ...options, ...auto }));
    await app.signIn();
    const { because } = await app.explain();
    const told = ["tokens are bound to a key", "the request was pushed"].map((what) =>
      because.includes(what),
    );
    expect(told).toEqual(expected);
    await app.page.evaluate(() => window.app.auth.logout({ mode: "local" }));
    provider.endAllSessions();
  }
});

test("f_01 without IndexedDB: true is an error, auto does without", async ({ app, boundKeycloak }) => {
  await app.page.addInitScript(() => Object.defineProperty(window, "indexedDB", { value: undefined }));
  app.serve(at(boundKeycloak));
  await app.open();
  await app.login();
  await expect(app.problem).toHaveText("crypto_unavailable");
  app.serve(at(boundKeycloak, { dpop: "auto" }));
  await app.signIn();
  expect((await app.explain()).because).not.toContain("tokens are bound to a key");
});

const wipe = (page) =>
  page.evaluate(() => new Promise((done) => (indexedDB.deleteDatabase("kirjaudu").onsuccess = done)));

function proofs(recorded) {
  return recorded
    .map(({ headers: { dpop } }) => dpop)
    .filter(Boolean)
    .map((proof) => ({ header: decodeProtectedHeader(proof), claims: decodeJwt(proof) }));
}

// The keys that are kept, and what a script gets of them.
const keys = (page) =>
  page.evaluate(async () => {
    const promise = (request) =>
      new Promise((resolve, reject) => {
        request.onsuccess = () => resolve(request.result);
        request.onerror = () => reject(request.error);
      });
    const database = await promise(indexedDB.open("kirjaudu", 1));
    const store = database.transaction("keys").objectStore("keys");
    const [names, kept] = await Promise.all([promise(store.getAllKeys()), promise(store.getAll())]);
    database.close();
    return Promise.all(
      kept.map(async ({ pair: { privateKey }, usedAt }, place) => ({
        name: names[place],
        usedAt,
        extractable: privateKey.extractable,
        usages: privateKey.usages,
        exported: await crypto.subtle.exportKey("jwk", privateKey).catch(({ name }) => name),
      })),
    );
  });

const setUsedAt = (page, name, change) =>
  page.evaluate(
    async ([name, usedAt]) => {
      const promise = (request) =>
        new Promise((resolve) => (request.onsuccess = () => resolve(request.result)));
      const database = await promise(indexedDB.open("kirjaudu", 1));
      const store = database.transaction("keys", "readwrite").objectStore("keys");
      await promise(store.put({ ...(await promise(store.get(name))), usedAt }, name));
      database.close();
    },
    [name, change(Date.now())],
  );

const DAY = 86_400_000;
