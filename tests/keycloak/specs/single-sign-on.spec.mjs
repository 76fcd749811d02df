// One session at Keycloak, used by several applications and by frames.
import { expect, IN_FIREFOX_TOO, test } from "../setup/test.mjs";

test("a second application is signed in without a question", IN_FIREFOX_TOO, async ({ app }) => {
  await app.signIn();
  const { sid, sub } = (await app.session()).claims;
  app.configure({ clientId: "other-ui" });
  const other = await app.tab();
  await other.signInAtOnce();
  const { claims } = await other.session();
  // The level at which the session was begun: the realm's flow has levels, without which it would be "0" here.
  expect(claims).toMatchObject({ aud: "other-ui", sid, sub, acr: "1" });
  // Its scopes don't hold them: absent, not null or empty.
  for (const name of ["amr", "loa", "ad_groups"]) expect(claims).not.toHaveProperty(name);
});

test(
  "a password that is given once more for another application ends no session",
  IN_FIREFOX_TOO,
  async ({ app }) => {
    await app.signIn();
    const before = (await app.session()).claims;
    app.configure({ clientId: "other-ui" });
    const other = await app.tab();
    await other.signInAtOnce();
    await expect.poll(() => Date.now() / 1000).toBeGreaterThan(before.auth_time + 2);
    await other.login({ prompt: "login" });
    await other.fillForm("kansalainen");
    await other.ready();
    const { auth_time } = (await other.session()).claims;
    expect(auth_time).toBeGreaterThan(before.auth_time);

    // Keycloak tells the new time to whoever renews.
    const renewed = await app.outcome("renew");
    expect(renewed).toMatchObject({ status: "signed-in", claims: { sub: before.sub, sid: before.sid } });
    expect(renewed.claims.auth_time).toBe(auth_time);
  },
);

test("a silent login: nobody at first, then who signed in elsewhere", IN_FIREFOX_TOO, async ({ app }) => {
  await app.open("/quiet");
  expect(await app.outcome("login", { mode: "silent" })).toMatchObject({ code: "login_required" });
  await expect(app.status).toHaveText("signed-out never");
  const other = await app.tab();
  app.configure({ clientId: "other-ui" });
  await other.signIn();
  expect((await app.outcome("login", { mode: "silent" })).status).toBe("signed-in");
  await expect(app.status).toHaveText("signed-in");
  expect(await app.href()).toBe(`${app.site.origin}/quiet`);
});

test("prompt=none ignores the hint and gives a code for another person: nobody takes the place of who is signed in", async ({
  app,
  keycloak,
  requests,
}) => {
  await app.signIn("kansalainen");
  const { sub, sid } = (await app.session()).claims;
  await keycloak.admin.endSession(sid);
  app.configure({ clientId: "other-ui" });
  await (await app.tab()).signIn("tyontekija");

  const before = requests.to("token").length;
  const refused = await app.outcome("login", { mode: "silent", idTokenHint: true });
  expect(refused).toMatchObject({ code: "claim_invalid", phase: "verify", field: "sub" });
  const asked = requests.to("auth").findLast(({ url }) => url.searchParams.get("prompt") === "none");
  expect(asked.url.searchParams.get("id_token_hint")).toMatch(/^ey/);
  // It was a code, and not an error, that Keycloak answered with.
  expect(requests.to("token").length).toBe(before + 1);
  expect((await app.session()).claims.sub).toBe(sub);
});

test("max_age with prompt=none: a session that is older is not enough", async ({ app }) => {
  await app.signIn();
  const { auth_time } = (await app.session()).claims;
  await expect.poll(() => Date.now() / 1000 - auth_time).toBeGreaterThan(2.5);
  expect(await app.outcome("login", { mode: "silent", maxAge: 1 })).toMatchObject({ code: "login_required" });
  await expect(app.status).toHaveText("signed-in");
});

test("a page that is no redirect stays blank in a frame, and is given up", async ({ app }) => {
  app.configure({ clientId: "no-such-client" });
  await app.open();
  const error = await app.outcome("login", { mode: "silent", timeout: 2 });
  expect(error).toMatchObject({ code: "frame_timed_out", phase: "authorize" });
});

test("on another site the frame gets no cookies, which is not taken for signed out", async ({
  app,
  site,
}) => {
  await app.page.goto(`${site.alias}/`);
  await app.login();
  await app.fillForm("kansalainen");
  await expect(app.status).toHaveText("signed-in");
  expect(await app.outcome("login", { mode: "silent" })).toMatchObject({
    code: "third_party_cookies_blocked",
  });
});

test("check_session_iframe: a logout elsewhere is noticed, a login of another application is not one", async ({
  app,
}) => {
  app.configure({ checkSessionIframe: true });
  await app.signIn();
  const said = () =>
    app.page.evaluate(
      () =>
        new Promise((resolve) => addEventListener("message", ({ data }) => resolve(data), { once: true })),
    );
  expect(await said()).toBe("unchanged");
  app.configure({ clientId: "other-ui" });
  const other = await app.tab();
  await other.signInAtOnce();
  expect(await said()).toBe("unchanged");
  await other.logout();
  await expect(app.status).toHaveText("signed-out ended-by-provider");
});
