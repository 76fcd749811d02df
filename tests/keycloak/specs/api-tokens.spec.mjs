// UMA tickets of a real Keycloak, and an API that checks them for real.
import { startApi } from "../../e2e/setup/api.mjs";
import { call, payload } from "../../e2e/setup/apis.mjs";
import { test as base, expect, IN_FIREFOX_TOO } from "../setup/test.mjs";

const API = "exampleapp-api";
const PROFILE = "profile-api";

const test = base.extend({
  api: [
    async ({ servers: { keycloak } }, use) => {
      const { issuer, protocol } = keycloak;
      const provider = { issuer, jwks: `${protocol}/certs`, userinfo: `${protocol}/userinfo` };
      const api = await startApi({ providers: [provider] });
      await use(api);
      await api.close();
    },
    { scope: "worker" },
  ],

  /** Signed in, with UMA tickets. */
  uma: async ({ app, api, keycloak }, use) => {
    await use(async (options) => {
      app.configure(
        { apiTokens: { kind: "uma-ticket" }, allowedOrigins: [api.origin], ...options },
        { provider: [keycloak.origin, api.origin] },
      );
      await app.signIn();
      return app;
    });
  },
});

test(
  "tickets for two audiences at once, with the claims of the APIs' own scopes",
  IN_FIREFOX_TOO,
  async ({ uma, keycloak }) => {
    const app = await uma();
    const { sub, sid } = (await app.session()).claims;
    const tokens = await Promise.all(
      [API, PROFILE].map((audience) => app.outcome("accessToken", { audience })),
    );
    const claims = tokens.map(payload);
    expect(claims.map(({ aud }) => aud)).toEqual([API, PROFILE]);
    for (const each of claims) {
      expect(each).toMatchObject({
        iss: keycloak.issuer,
        sub,
        sid,
        azp: "exampleapp-ui",
        loa: "substantial",
      });
      expect(each.amr).toEqual(["suomi_fi"]);
      expect(each.authorization.permissions.map(({ scopes }) => scopes)).toEqual([["access"]]);
    }
  },
);

test("the request has no client_id, which Keycloak would refuse", async ({ uma, requests }) => {
  const app = await uma();
  await app.outcome("accessToken", { audience: PROFILE, permission: "#gdprquery" });
  const asked = requests.to("token").filter(({ form }) => form.get("grant_type").endsWith(":uma-ticket"));
  expect(asked.map(({ form }) => Object.fromEntries(form))).toEqual([
    {
      audience: PROFILE,
      grant_type: "urn:ietf:params:oauth:grant-type:uma-ticket",
      permission: "#gdprquery",
    },
  ]);
});

for (const [what, clientId, asked, provider] of [
  [
    "an API that this application may not use",
    "legacy-ui",
    { audience: PROFILE },
    { error: "access_denied", description: "not_authorized" },
  ],
  [
    "a permission that there is not",
    "exampleapp-ui",
    { audience: API, permission: "#nonsense" },
    { error: "invalid_scope", description: "One of the given scopes [nonsense] is invalid" },
  ],
  [
    "an API that there is not",
    "exampleapp-ui",
    { audience: "nobody-api" },
    { error: "invalid_request", description: "Unknown resource server id: [nobody-api]" },
  ],
]) {
  test(`${what}: refused in Keycloak's words, and the other API's token is there`, async ({ uma }) => {
    const app = await uma({ clientId });
    const [refused, token] = await Promise.all([
      app.outcome("accessToken", asked),
      app.outcome("accessToken", { audience: API }),
    ]);
    expect(refused).toMatchObject({ code: "api_token_refused", phase: "api", provider });
    expect(payload(token).aud).toBe(API);
    await expect(app.status).toHaveText("signed-in");
  });
}

test(
  "auth.fetch: the API takes the ticket, and no token goes elsewhere",
  IN_FIREFOX_TOO,
  async ({ uma, api }) => {
    const app = await uma();
    const url = `${api.origin}/for/${PROFILE}/me`;
    expect(await call(app, url, { auth: { audience: PROFILE } })).toMatchObject({
      status: 200,
      body: { aud: PROFILE, loa: "substantial" },
    });
    const elsewhere = await call(app, `${app.site.alias}/`, { auth: { audience: PROFILE } });
    expect(elsewhere.error).toMatchObject({ code: "api_origin_not_allowed" });
  },
);

test("a ticket that the API refuses is asked for again, not refreshed: that would be for another audience", async ({
  uma,
  api,
  requests,
}) => {
  const app = await uma();
  const first = await app.outcome("accessToken", { audience: API });
  const path = `/for/${API}/me`;
  const end = api.override(path, (request, response, answer) => {
    if (request.headers.authorization !== `Bearer ${first}`) return answer(request, response);
    response.writeHead(401, { "access-control-allow-origin": app.site.origin }).end();
  });
  expect(await call(app, api.origin + path, { auth: { audience: API } })).toMatchObject({
    status: 200,
    body: { aud: API },
  });
  end();
  // Nothing but the login's own refresh token is ever sent to be refreshed.
  const refreshed = requests.to("token").filter(({ form }) => form.get("grant_type") === "refresh_token");
  for (const { form } of refreshed) expect(payload(form.get("refresh_token")).aud).not.toBe(API);
});

test("a bearer that is damaged on its way: an error of that API only, and a ticket as soon as it is whole", async ({
  uma,
  keycloak,
  page,
}) => {
  const app = await uma();
  const { sub } = (await app.session()).claims;
  const asked = [];
  await page.route(`${keycloak.protocol}/token`, async (route) => {
    const request = route.request();
    const audience = new URLSearchParams(request.postData() ?? "").get("audience");
    asked.push(audience);
    const damaged = { ...request.headers(), authorization: DAMAGED };
    await route.continue(audience === API ? { headers: damaged } : {});
  });
  const [refused, token] = await Promise.all([
    app.outcome("accessToken", { audience: API }),
    app.outcome("accessToken", { audience: PROFILE }),
  ]);
  expect(refused).toMatchObject(UNREADABLE);
  expect(payload(token)).toMatchObject({ aud: PROFILE, sub });
  // No more than thrice, in case it is the network.
  expect(asked.toSorted()).toEqual([API, API, API, PROFILE]);
  await expect(app.status).toHaveText("signed-in");
  await page.unroute(`${keycloak.protocol}/token`);
  expect(payload(await app.outcome("accessToken", { audience: API }))).toMatchObject({ aud: API, sub });
});

test("an access token that is damaged where it is stored: the person stays signed in, and a renewal mends it", async ({
  uma,
}) => {
  const app = await uma();
  await app.page.evaluate(() => {
    const key = Object.keys(sessionStorage).find((each) => each.startsWith("kirjaudu.session."));
    const record = JSON.parse(sessionStorage.getItem(key));
    sessionStorage.setItem(key, JSON.stringify({ ...record, accessToken: "not.a.token" }));
  });
  await app.page.reload();
  await expect(app.status).toHaveText("signed-in");
  const outcomes = [API, PROFILE].map((audience) => app.outcome("accessToken", { audience }));
  for (const refused of await Promise.all(outcomes)) expect(refused).toMatchObject(UNREADABLE);
  await expect(app.status).toHaveText("signed-in");
  expect((await app.outcome("renew")).status).toBe("signed-in");
  for (const audience of [API, PROFILE])
    expect(payload(await app.outcome("accessToken", { audience })).aud).toBe(audience);
});

test("tickets and the login's refresh token don't disturb one another", async ({ uma }) => {
  const app = await uma();
  const { sub } = (await app.session()).claims;
  for (const minValidity of [0, 1, 2]) {
    await app.outcome("accessToken", { audience: API, minValidity });
    expect((await app.outcome("renew")).status).toBe("signed-in");
    expect(payload(await app.outcome("accessToken", { audience: PROFILE })).sub).toBe(sub);
  }
  expect((await app.outcome("userinfo")).sub).toBe(sub);
});

test("a session that has ended at Keycloak gives no ticket, and the error leads to a login", async ({
  uma,
  keycloak,
}) => {
  const app = await uma();
  await keycloak.admin.endSession((await app.session()).claims.sid);
  const refused = await app.outcome("accessToken", { audience: API });
  expect(refused).toMatchObject({ code: "reauthentication_required" });
});

const DAMAGED = "Bearer not.a.token";
// Keycloak says "Invalid bearer token", but without CORS headers: no script can tell that from a network that is down.
const UNREADABLE = { code: "api_token_unreachable", phase: "api", field: "token_endpoint" };
