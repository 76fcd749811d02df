// Pushed requests and bound tokens at a real Keycloak.
import { payload } from "../../e2e/setup/apis.mjs";
import { expect, IN_FIREFOX_TOO, test } from "../setup/test.mjs";

test(
  "fapi-ui: the request is pushed, and the tokens are bound to a key",
  IN_FIREFOX_TOO,
  async ({ app, keycloak, requests }) => {
    app.configure(FAPI);
    await app.signIn();
    expect(requests.to("ext/par/request").filter(({ method }) => method === "POST")).toHaveLength(1);
    const [{ url }] = requests.to("auth");
    expect([...url.searchParams.keys()].sort()).toEqual(["client_id", "request_uri"]);

    const { accessToken } = await app.tokens();
    expect(payload(accessToken)).toMatchObject({ typ: "DPoP", cnf: { jkt: expect.any(String) } });
    const { sub } = (await app.session()).claims;
    expect((await app.outcome("userinfo")).sub).toBe(sub);
    // Whoever has the token only has nothing.
    const stolen = await fetch(`${keycloak.protocol}/userinfo`, {
      headers: { authorization: `Bearer ${accessToken}` },
    });
    expect(stolen.status).toBe(401);
  },
);

test("fapi-ui: the key outlives a reload, and a renewal is bound to it", async ({ app }) => {
  app.configure(FAPI);
  await app.signIn();
  const { jkt } = payload((await app.tokens()).accessToken).cnf;
  await app.page.reload();
  await expect(app.status).toHaveText("signed-in");
  for (const _ of [1, 2]) expect((await app.outcome("renew")).status).toBe("signed-in");
  expect(payload((await app.tokens()).accessToken).cnf.jkt).toBe(jkt);
  expect((await app.outcome("userinfo")).sub).toBe((await app.session()).claims.sub);
});

test("a client that needs neither may have both", async ({ app, requests }) => {
  app.configure({ ...FAPI, clientId: "exampleapp-ui" });
  await app.signIn();
  expect(requests.to("ext/par/request").filter(({ method }) => method === "POST")).toHaveLength(1);
  expect(payload((await app.tokens()).accessToken).cnf.jkt).toBeTruthy();
});

test("UMA tickets with bound tokens: refused before anything is asked, with the reason", async ({
  app,
  requests,
}) => {
  app.configure({ dpop: true, apiTokens: { kind: "uma-ticket" } });
  await app.open();
  const refused = await app.outcome("login", {});
  expect(refused.code).toBe("dpop_unsupported");
  expect(refused.message).toContain("neither UMA tickets");
  expect(requests.to("auth")).toHaveLength(0);
});

test("dpop: auto gives bound tokens up where UMA tickets are wanted", async ({ app }) => {
  app.configure({ dpop: "auto", apiTokens: { kind: "uma-ticket" } });
  await app.signIn();
  expect(payload(await app.outcome("accessToken", { audience: "profile-api" })).aud).toBe("profile-api");
});

test("a pushed request in a window, and one in a frame", async ({ app }) => {
  app.configure(FAPI);
  await app.open();
  expect((await app.signInByPopup("kansalainen")).status).toBe("signed-in");
  const before = await app.outcome("accessToken");
  expect((await app.outcome("login", { mode: "silent" })).status).toBe("signed-in");
  expect(await app.outcome("accessToken")).not.toBe(before);
});

for (const seconds of [15, -15]) {
  test(`a clock that is ${seconds} seconds off is no hindrance`, async ({ app }) => {
    await shiftClock(app, seconds);
    app.configure(FAPI);
    await app.signIn();
    expect((await app.outcome("renew")).status).toBe("signed-in");
  });
}

// Keycloak shows no `Date` to scripts; a proxy before it may.
for (const seconds of [300, -300]) {
  test(`a clock that is ${seconds} seconds off is learned from a Date that scripts may read`, async ({
    app,
  }) => {
    await app.page.route(/\/protocol\/openid-connect\/token$/, async (route) => {
      const response = await route.fetch();
      const headers = { ...response.headers(), date: new Date().toUTCString() };
      await route.fulfill({ response, headers: { ...headers, "access-control-expose-headers": "Date" } });
    });
    await shiftClock(app, seconds);
    app.configure(FAPI);
    await app.signIn();
    expect((await app.outcome("renew")).status).toBe("signed-in");
    const { timeline } = await app.page.evaluate(() => window.app.auth.explain());
    const tokens = timeline.filter(({ detail }) => detail.endsWith("/token"));
    // Refused once, and never again.
    expect(tokens.map(({ detail }) => detail.slice(0, 3))).toEqual(["400", "200", "200"]);
    const { detail } = timeline.find(({ step }) => step === "clock");
    expect(
      Math.abs(Number.parseInt(detail.replace("provider ahead by ", ""), 10) / 1000 + seconds),
    ).toBeLessThan(5);
  });
}

test("a clock that is further off: Keycloak's words, and what to look at", async ({ app }) => {
  await shiftClock(app, 40);
  app.configure(FAPI);
  await app.open();
  await app.login();
  await app.fillForm("kansalainen");
  await expect(app.status).toHaveText("signed-out login-failed");
  expect(await app.shownError()).toMatchObject({
    code: "dpop_proof_refused",
    provider: { error: "invalid_request", description: "DPoP proof is not active" },
    remedy: expect.stringContaining("clock"),
  });
});

const FAPI = { clientId: "fapi-ui", dpop: true, par: true };

function shiftClock({ page }, seconds) {
  return page.addInitScript((by) => {
    const { now } = Date;
    Date.now = () => now() + by;
  }, seconds * 1000);
}
