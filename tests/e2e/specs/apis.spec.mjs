// Tokens for APIs, taken by an API that checks every one for real.
import { API, call, PROFILE, payload, test, tokenOf, withApi } from "../setup/apis.mjs";
import { record } from "../setup/provider-requests.mjs";
import { atKeycloak, atTunnistamo, expect } from "../setup/test.mjs";

const HELSINKI_PROFILE = "https://api.hel.fi/auth/helsinkiprofile";
const EXAMPLE_APP = "https://api.hel.fi/auth/exampleapp";

test("a UMA ticket is asked for as Keycloak wants it, once, and the API takes it", async ({
  uma,
  keycloak,
  api,
}) => {
  const { page } = await uma();
  const { accessToken } = await page.evaluate(async () => ({
    accessToken: await window.app.auth.accessToken(),
  }));
  const requests = record(keycloak, "token");
  // In parallel: one request for each audience.
  const answers = await page.evaluate(
    ([origin, names]) =>
      Promise.all(
        names.map(async (audience) => {
          const reply = await window.app.auth.fetch(`${origin}/for/${audience}/me`, { auth: { audience } });
          return [reply.status, (await reply.json()).aud];
        }),
      ),
    [api.origin, [API, PROFILE, API]],
  );
  expect(answers).toEqual([API, PROFILE, API].map((name) => [200, name]));
  const asked = requests.filter(({ method }) => method === "POST");
  expect(asked.map(({ body }) => body).sort()).toEqual(
    [API, PROFILE].map(
      (name) =>
        `audience=${name}&grant_type=urn%3Aietf%3Aparams%3Aoauth%3Agrant-type%3Auma-ticket&permission=%23access`,
    ),
  );
  for (const { headers } of asked) expect(headers.authorization).toBe(`Bearer ${accessToken}`);
  expect(api.seen.filter(({ headers }) => headers.cookie)).toEqual([]);
});

test("a token of an API is kept in the page's memory only, and forgotten with the session", async ({
  uma,
  keycloak,
}) => {
  const app = await uma();
  const asked = () => keycloak.count("token");
  const before = asked();
  const token = await tokenOf(app, { audience: API });
  expect(await tokenOf(app, { audience: API })).toBe(token);
  expect(asked()).toBe(before + 1);
  // Another scope, permission or lifetime is another token.
  expect(await tokenOf(app, { audience: API, minValidity: 3600 })).toBe("access_token_unavailable");
  expect(await tokenOf(app, { audience: API, permission: "#none" })).toBe("api_token_refused");
  const stored = await app.page.evaluate(() => JSON.stringify([{ ...sessionStorage }, { ...localStorage }]));
  expect(stored).not.toContain(token);
  await app.logout({ mode: "local" });
  await expect(app.status).toHaveText("signed-out logout");
  expect(await tokenOf(app, { audience: API })).toBe("not_signed_in");
});

test("a token that no renewal can make live long enough is not asked for", async ({ uma, keycloak }) => {
  const app = await uma();
  const before = keycloak.count("token");
  for (const options of [{ minValidity: 1e6 }, { minValidity: 1e6 }])
    expect(await tokenOf(app, options)).toBe("access_token_unavailable");
  expect(keycloak.count("token")).toBe(before);
});

test("who signs in as somebody else gets tokens of their own", async ({ uma, keycloak }) => {
  const app = await uma();
  const first = payload(await tokenOf(app, { audience: API }));
  await app.page.evaluate(() => window.app.auth.logout({ mode: "local" }));
  keycloak.endAllSessions();
  await app.signIn("bjorn");
  const second = payload(await tokenOf(app, { audience: API }));
  expect(second.sub).not.toBe(first.sub);
});

test("each audience has a result of its own", async ({ uma }) => {
  const app = await uma();
  const results = await app.page.evaluate(
    (names) =>
      Promise.all(
        names.map((audience) =>
          window.app.auth.accessToken({ audience }).then(
            () => "a token",
            ({ code, phase, retryable, provider }) => ({ code, phase, retryable, provider }),
          ),
        ),
      ),
    [API, "internal-api-test", "no-api"],
  );
  const refused = { code: "api_token_refused", phase: "api", retryable: false };
  expect(results).toEqual([
    "a token",
    { ...refused, provider: { error: "access_denied", description: "not_authorized" } },
    {
      ...refused,
      provider: { error: "invalid_request", description: "Unknown resource server id: [no-api]" },
    },
  ]);
});

test("a provider that is down is tried twice more, and one that refuses is not", async ({
  uma,
  keycloak,
}) => {
  const app = await uma();
  let answered = 0;
  keycloak.override("token", async (request, response, answer) => {
    if (request.method === "OPTIONS" || ++answered > 2) return answer(request, response);
    response.writeHead(503, { "access-control-allow-origin": "*" }).end();
  });
  expect(await tokenOf(app, { audience: API })).toMatch(/^ey/);
  expect(answered).toBe(3);
  answered = -100;
  expect(await tokenOf(app, { audience: PROFILE })).toBe("api_token_unreachable");
  expect(answered).toBe(-97);
  answered = 10;
  expect(await tokenOf(app, { audience: "no-api" })).toBe("api_token_refused");
  expect(answered).toBe(11);
});

test("without apiTokens the access token of the sign-in goes along", async ({ app, keycloak, api }) => {
  app.serve(withApi(atKeycloak(keycloak), api));
  await app.signIn();
  expect(await call(app, `${api.origin}/plain/me`)).toMatchObject({
    status: 200,
    body: { name: "Aino Esimerkki" },
  });
  expect(await call(app, `${api.origin}/plain/me`, { auth: { audience: API } })).toMatchObject({
    error: { code: "config_invalid", field: "audience" },
  });
});

test("a renewal while Tunnistamo is asked is no sign-out, and what was asked for before is not kept", async ({
  app,
  tunnistamo,
  api,
}) => {
  const apiTokens = { kind: "tunnistamo", url: `${tunnistamo.base}/api-tokens` };
  const scope = `openid profile ${EXAMPLE_APP}`;
  const policy = { "frame-src": `'self' ${tunnistamo.origin}`, "frame-ancestors": "'self'" };
  app.serve({ ...withApi(atTunnistamo(tunnistamo, { scope, apiTokens }), api), policy });
  await app.signIn();
  const requests = record(tunnistamo, "apiTokens");
  const release = tunnistamo.hold("apiTokens");
  const asked = tunnistamo.arrival("apiTokens");
  const token = tokenOf(app, { audience: EXAMPLE_APP });
  await asked;
  await app.page.evaluate(() => window.app.auth.renew());
  release();
  expect(await token).toMatch(/^ey/);
  for (const _ of [1, 2]) expect(await tokenOf(app, { audience: EXAMPLE_APP })).toMatch(/^ey/);
  const sent = requests.filter(({ method }) => method === "POST").map(({ headers }) => headers.authorization);
  expect(sent).toHaveLength(2);
  expect(sent[0]).not.toBe(sent[1]);
});

test("Tunnistamo gives the tokens of all APIs at once", async ({ app, tunnistamo, api }) => {
  const options = {
    scope: `openid profile ${HELSINKI_PROFILE} ${EXAMPLE_APP}`,
    apiTokens: { kind: "tunnistamo", url: `${tunnistamo.base}/api-tokens` },
  };
  app.serve(withApi(atTunnistamo(tunnistamo, options), api));
  await app.signIn();
  const requests = record(tunnistamo, "apiTokens");
  const at = (name) =>
    call(app, `${api.origin}/for/${encodeURIComponent(name)}`, { auth: { audience: name } });
  for (const answer of await Promise.all([HELSINKI_PROFILE, EXAMPLE_APP].map(at)))
    expect(answer.status).toBe(200);
  expect(await at("https://api.hel.fi/auth/other")).toMatchObject({ error: { code: "api_token_refused" } });
  expect(requests.filter(({ method }) => method === "POST")).toMatchObject([
    { url: "/api-tokens/", body: "" },
  ]);
  tunnistamo.endAllSessions();
  await app.page.reload();
  // It says no more than 401; that the session is over, a renewal finds out.
  expect(await at(EXAMPLE_APP)).toMatchObject({ error: { code: "reauthentication_required" } });
});
