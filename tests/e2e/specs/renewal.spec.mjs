// Sessions that last: the refresh token, the hidden frame, several tabs, and what happens when nothing helps.
import { record } from "../setup/provider-requests.mjs";
import { atKeycloak, atTunnistamo, expect, test } from "../setup/test.mjs";

test("renew() brings new tokens by one request, and the session stays that of the same person", async ({
  app,
  keycloak,
}) => {
  await app.signIn();
  const before = await app.tokens();
  const events = await app.page.evaluateHandle(() => {
    const told = [];
    for (const event of ["renewed", "signed-in", "signed-out", "error"])
      window.app.auth.on(event, () => told.push(event));
    return told;
  });
  keycloak.forget();
  const session = await app.page.evaluate(() => window.app.auth.renew().then(() => window.app.session()));
  expect(session).toMatchObject({ status: "signed-in", stale: false, claims: { given_name: "Aino" } });
  expect(keycloak.count("token")).toBe(1);
  expect(await events.jsonValue()).toEqual(["renewed"]);
  const after = await app.tokens();
  expect(after.accessToken).not.toBe(before.accessToken);
  await app.page.reload();
  await expect(app.status).toHaveText("signed-in");
  expect((await app.tokens()).accessToken).toBe(after.accessToken);
});

test("pain_06 several calls at once are one request", async ({ app, keycloak }) => {
  await app.signIn();
  keycloak.forget();
  await app.page.evaluate(() => Promise.all([1, 2, 3, 4, 5].map(() => window.app.auth.renew())));
  expect(keycloak.count("token")).toBe(1);
});

test("h_01 pain_26 a refresh token that is refused, and nobody at the provider: signed out, with the reason", async ({
  app,
  keycloak,
}) => {
  withFrames(app, keycloak);
  await app.signIn();
  await app.page.context().clearCookies();
  const undo = keycloak.override("token", (_request, response) =>
    response
      .writeHead(400, { "content-type": "application/json", "access-control-allow-origin": "*" })
      .end('{"error":"invalid_grant","error_description":"Session not active"}'),
  );
  keycloak.forget();
  const error = await app.page.evaluate(() =>
    window.app.auth.renew().catch((e) => ({ ...e, message: e.message })),
  );
  expect(error).toMatchObject({ code: "reauthentication_required", phase: "renew", retryable: false });
  expect(error.message).toContain("Session not active");
  expect(error.message).toContain("login_required");
  await expect(app.status).toHaveText("signed-out expired");
  expect((await app.session()).error.code).toBe("reauthentication_required");
  expect(keycloak.count("token")).toBe(1);
  undo();
});

test("a refresh token that is used up, and somebody at the provider: a silent login takes its place", async ({
  app,
  keycloak,
}) => {
  withFrames(app, keycloak);
  await app.signIn();
  // A copy of the tab, as "Duplicate tab" makes it: both hold the same refresh token.
  const copy = await app.page.evaluate(() => Object.entries(sessionStorage));
  await app.page.evaluate(() => window.app.auth.renew());
  const other = await app.page.context().newPage();
  await other.addInitScript((entries) => {
    for (const [key, value] of entries) sessionStorage.setItem(key, value);
  }, copy);
  await other.goto(app.site.origin);
  await expect(other.locator("#status")).toHaveText("signed-in");
  const tokens = record(keycloak, "token");
  await other.evaluate(() => window.app.auth.renew());
  // The refresh token is sent by nobody a second time: the provider would take that for theft.
  expect(tokens.map(({ body }) => new URLSearchParams(body).get("grant_type"))).toEqual([
    "authorization_code",
  ]);
  await app.page.evaluate(() => window.app.auth.renew());
  await expect(app.status).toHaveText("signed-in");
});

test("without a refresh token the session is renewed in a hidden frame", async ({ app, tunnistamo }) => {
  app.serve({ ...atTunnistamo(tunnistamo), policy: policyWithFrames(tunnistamo) });
  await app.signIn();
  const before = await app.tokens();
  await app.page.evaluate(() => window.app.auth.renew());
  expect((await app.tokens()).accessToken).not.toBe(before.accessToken);
});

function withFrames(app, keycloak, options) {
  app.serve({ ...atKeycloak(keycloak, options), policy: policyWithFrames(keycloak) });
}

const policyWithFrames = ({ origin }) => ({ "frame-src": `'self' ${origin}`, "frame-ancestors": "'self'" });
