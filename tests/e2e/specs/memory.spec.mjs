// What the wasm leaves in its memory.

import { expect, test } from "../setup/test.mjs";
import { tokenEndpoint } from "../setup/token-endpoint.mjs";

test("h_15 no secret of a sign-in, a renewal or a logout is left in the memory of the wasm, which does not grow", async ({
  app,
  keycloak,
  page,
}) => {
  await page.addInitScript(() => {
    const { instantiate } = WebAssembly;
    window.instances = [];
    WebAssembly.instantiate = async (...given) => {
      const instance = await instantiate(...given);
      window.instances.push(instance);
      return instance;
    };
  });
  const token = tokenEndpoint(keycloak);
  await app.signIn();
  await page.evaluate(() => window.app.auth.renew());
  const { accessToken, idToken } = await app.tokens();
  const [exchange, renewal] = token.forms.map((form) => Object.fromEntries(form));
  const secrets = [accessToken, idToken, exchange.code, exchange.code_verifier, renewal.refresh_token];
  expect(secrets.filter((secret) => !(secret?.length > 20))).toEqual([]);
  const found = () =>
    page.evaluate((wanted) => {
      const contents = window.instances.map(({ exports }) =>
        new TextDecoder("latin1").decode(exports.memory.buffer),
      );
      return {
        instances: contents.length,
        // The wasm's own texts: it looks in the right place.
        isThere: contents.every((content) => content.includes("code_verifier")),
        secrets: wanted.map((secret) => contents.some((content) => content.includes(secret.slice(-20)))),
      };
    }, secrets);
  const nothing = { instances: 1, isThere: true, secrets: secrets.map(() => false) };
  expect(await found()).toEqual(nothing);

  const sizes = await page.evaluate(async (text) => {
    const { load } = await import("/kirjaudu/index.js");
    const { decodeJwt } = await load();
    const [{ exports }] = window.instances;
    const sizeOf = () => [exports.memory.buffer.byteLength, exports.__wbindgen_externrefs.length];
    decodeJwt(text);
    const before = sizeOf();
    for (let count = 0; count < 1000; count++) decodeJwt(text);
    return [before, sizeOf()];
  }, idToken);
  expect(sizes[1]).toEqual(sizes[0]);
  expect(await found()).toEqual(nothing);

  await app.logout();
  await expect(app.status).toHaveText("signed-out logout");
});
