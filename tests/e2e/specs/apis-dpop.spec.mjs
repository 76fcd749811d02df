// Requests to APIs with tokens that are bound to a key: RFC 9449 7 to 9.
import { decodeJwt } from "jose";
import { call, refusing, sendStream, tokenOf } from "../setup/apis.mjs";
import { A, test as resources } from "../setup/resources.mjs";
import { expect } from "../setup/test.mjs";

const test = resources.extend({
  bound: async ({ signedIn: { app, serve } }, use) => {
    serve({ dpop: true });
    await app.open();
    await app.page.evaluate(() => window.app.auth.logout({ mode: "local" }));
    await app.login({ resource: [A] });
    await app.page.waitForURL("**/callback");
    await expect(app.status).toHaveText("signed-in");
    await use(app);
  },
});

test("f_09 an API that wants a nonce gets it in the second proof, and the newest one in all others", async ({
  bound,
  api,
}) => {
  const url = `${api.origin}/bound/${encodeURIComponent(A)}?x=1`;
  const at = () => call(bound, url, { auth: { resource: A }, method: "POST", body: "kept" });
  api.demandNonce("first");
  expect(await at()).toMatchObject({ status: 200, body: { aud: A, body: "kept" } });
  expect(api.seen).toHaveLength(2);
  expect(await at()).toMatchObject({ status: 200 });
  expect(api.seen).toHaveLength(3);
  api.demandNonce("second");
  expect(await at()).toMatchObject({ status: 200 });
  expect(api.seen).toHaveLength(5);
  for (const { headers } of api.seen) expect(headers.authorization).toMatch(/^DPoP ey/);
  const proofs = api.seen.map(({ headers }) => headers.dpop);
  expect(new Set(proofs).size).toBe(proofs.length);
});

test("f_09 a nonce that is never the right one is tried once", async ({ bound, api }) => {
  const path = `/bound/${encodeURIComponent(A)}`;
  let sent = 0;
  api.override(path, (request, response, answer) => {
    if (request.method === "OPTIONS") return answer(request, response);
    const headers = {
      "access-control-allow-origin": "*",
      "access-control-expose-headers": "www-authenticate, dpop-nonce",
      "dpop-nonce": `n${++sent}`,
      "www-authenticate": 'DPoP error="use_dpop_nonce"',
    };
    response.writeHead(401, headers).end();
  });
  expect((await call(bound, api.origin + path, { auth: { resource: A } })).status).toBe(401);
  // With its nonce, and with another token.
  expect(sent).toBe(3);
});

test("f_09 a nonce goes along although a script may not read what was wrong", async ({
  bound,
  api,
  signedIn: { provider },
}) => {
  const path = `/bound/${encodeURIComponent(A)}`;
  await tokenOf(bound, { resource: A });
  provider.forget();
  // What else the API says is hidden by CORS.
  const sent = refusing(api, path, (_headers, place) => place === 1, {
    exposed: "dpop-nonce",
    "dpop-nonce": "mine",
    "www-authenticate": 'DPoP error="use_dpop_nonce"',
  });
  expect(await call(bound, api.origin + path, { auth: { resource: A } })).toMatchObject({ status: 401 });
  expect(sent.map(({ dpop }) => decodeJwt(dpop).nonce)).toEqual([undefined, "mine"]);
  expect(sent[1].authorization).toBe(sent[0].authorization);
  expect(provider.count("/token")).toBe(0);
});

test("f_09 a stream is not sent again with a nonce", async ({ bound, api }) => {
  const url = `${api.origin}/bound/${encodeURIComponent(A)}`;
  const headers = { "dpop-nonce": "mine", "www-authenticate": 'DPoP error="use_dpop_nonce"' };
  const result = await sendStream(bound, url, headers, { resource: A });
  expect(result).toEqual({ outcome: 401, calls: 1, windows: 0 });
  expect(JSON.stringify((await bound.explain()).timeline)).toContain("its body is a stream");
});

test("f_12 a challenge for Bearer does not get the token as one", async ({ bound, api }) => {
  const url = `${api.origin}/for/${encodeURIComponent(A)}`;
  expect((await call(bound, url, { auth: { resource: A } })).status).toBe(401);
  expect(api.seen.length).toBeGreaterThan(0);
  for (const { headers } of api.seen) expect(headers.authorization).toMatch(/^DPoP /);
});

test("f_16 an origin that is not allowed gets no proof", async ({ bound }) => {
  const signed = await bound.page.evaluate(async (resource) => {
    let count = 0;
    const { sign } = crypto.subtle;
    crypto.subtle.sign = function (...given) {
      count++;
      return sign.apply(this, given);
    };
    const refused = await window.app.auth
      .fetch("https://other.example/", { auth: { resource } })
      .catch(({ code }) => code);
    return [refused, count];
  }, A);
  expect(signed).toEqual(["api_origin_not_allowed", 0]);
});

test("a bound token goes in no header but Authorization", async ({ bound, api }) => {
  const auth = { resource: A, headers: { "X-Authorization": { resource: A } } };
  const { error } = await call(bound, `${api.origin}/bound/${encodeURIComponent(A)}`, { auth });
  expect([error.code, error.field]).toEqual(["api_request_invalid", "X-Authorization"]);
  expect(api.seen).toEqual([]);
});
