// Signing out: here first, then at the provider, and the way back.
import { record, stay } from "../setup/provider-requests.mjs";
import { atKeycloak, atTunnistamo, expect, test } from "../setup/test.mjs";

test("logout by GET: with the ID token as hint, and the redirect back is recognised", async ({
  app,
  keycloak,
}) => {
  await app.signIn();
  const { idToken } = await app.tokens();
  await app.logout({ returnTo: "/goodbye?x=1", uiLocales: "fi" });
  await app.isBackFromLogout();
  await expect(app.status).toHaveText("signed-out logout");
  expect((await app.ready()).callback).toEqual({
    kind: "logout",
    returnTo: "/goodbye?x=1",
    logout: { outcome: "confirmed", evidence: "redirect" },
  });
  expect((await app.atStart()).href).toContain("/?state=");
  expect(await app.href()).toBe(`${app.site.origin}/`);

  const [{ method, url }] = keycloak.requests.filter(({ endpoint }) => endpoint === "endSession");
  const sent = new URL(url, keycloak.origin).searchParams;
  expect(method).toBe("GET");
  expect(sent.get("id_token_hint")).toBe(idToken);
  expect(sent.get("client_id")).toBe("exampleapp-ui");
  expect(sent.get("post_logout_redirect_uri")).toBe(`${app.site.origin}/`);
  expect(sent.get("ui_locales")).toBe("fi");
  await expectSignedOutAtProvider(app);
});

test("logout before the core is loaded: signed out at once, and the provider learns whose session it is", async ({
  app,
  site,
  keycloak,
}) => {
  await app.signIn();
  const { idToken } = await app.tokens();
  const release = site.hold("/kirjaudu/kirjaudu.wasm");
  await app.page.reload();
  await expect(app.status).toHaveText("signed-in");
  await app.logout();
  await expect(app.status).toHaveText("signed-out logout");
  expect(keycloak.count("endSession")).toBe(0);
  release();
  await app.page.waitForURL(/\/$/);
  const [{ url }] = keycloak.requests.filter(({ endpoint }) => endpoint === "endSession");
  expect(new URL(url, keycloak.origin).searchParams.get("id_token_hint")).toBe(idToken);
});

test("pain_32 an ID token of 32 kB: login, reload, and logout by POST", async ({ app, keycloak }) => {
  const logouts = record(keycloak, "endSession");
  await app.signIn("kirsi");
  const { idToken } = await app.tokens();
  expect(idToken.length).toBeGreaterThan(30_000);
  await app.page.reload();
  await expect(app.status).toHaveText("signed-in");
  expect((await app.session()).claims.ad_groups).toHaveLength(387);

  await app.logout();
  await app.isBackFromLogout();
  await expect(app.status).toHaveText("signed-out logout");
  expect((await app.ready()).callback.kind).toBe("logout");
  expect(logouts).toHaveLength(1);
  const [{ method, url, headers, body }] = logouts;
  expect(method).toBe("POST");
  expect(url).not.toContain("?");
  expect(headers["content-type"]).toBe("application/x-www-form-urlencoded");
  expect(new URLSearchParams(body).get("id_token_hint")).toBe(idToken);
  await expectSignedOutAtProvider(app);
});

test("pain_32 the 32 kB ID token also comes through the fragment", async ({ app, keycloak }) => {
  app.serve(atKeycloak(keycloak, { clientId: "legacy-ui", flow: "implicit" }));
  await app.signIn("kirsi");
  expect((await app.session()).claims.ad_groups).toHaveLength(387);
  expect(await app.href()).toBe(`${app.site.origin}/callback`);
});

test("a return from logout with a state that is not ours is no return", async ({ app }) => {
  await app.signIn();
  await app.open("/?state=somebody-elses");
  await expect(app.status).toHaveText("signed-in");
  expect((await app.ready()).callback).toBeUndefined();
  expect(await app.href()).toBe(`${app.site.origin}/?state=somebody-elses`);
});

test("a return from logout is recognised once", async ({ app }) => {
  await app.signIn();
  await app.logout();
  await app.isBackFromLogout();
  const { href } = await app.atStart();
  await app.page.goto(href);
  await expect(app.status).toHaveText("signed-out never");
  expect((await app.ready()).callback).toBeUndefined();
});

test("the local session is gone whatever the provider answers", async ({ app, keycloak }) => {
  await app.signIn();
  keycloak.override("endSession", stay);
  const arrival = keycloak.arrival("endSession");
  await app.logout({});
  await arrival;
  await app.expectTextWhereItIs("status", "signed-out logout");
  expect(await app.page.evaluate(() => JSON.stringify(sessionStorage))).not.toContain("idToken");
});

test("the tokens are revoked, the refresh token first", async ({ app, keycloak }) => {
  const hint = (body) => new URLSearchParams(body).get("token_type_hint");
  const received = record(keycloak, "revocation");
  // Two requests at once may arrive in either order; of what a page sends while it leaves, Firefox tells Playwright nothing.
  await app.page.addInitScript(() => {
    const { fetch } = window;
    window.fetch = (address, how) => {
      const sent = new URLSearchParams(how?.body).get("token_type_hint");
      if (sent) localStorage.setItem("sent", `${localStorage.getItem("sent") ?? ""}${sent} `);
      return fetch(address, how);
    };
  });
  await app.signIn();
  await app.logout();
  await app.isBackFromLogout();
  const sent = (await app.page.evaluate(() => localStorage.getItem("sent"))).trim().split(" ");
  expect(sent).toEqual(["refresh_token", "access_token"]);
  await expect.poll(() => received.map(({ body }) => hint(body)).sort()).toEqual([...sent].sort());
});

test("a provider that is down does not stop a logout", async ({ app, keycloak }) => {
  await app.signIn();
  await app.page.evaluate(() => {
    const forget = Object.keys(sessionStorage).filter((key) => !key.startsWith("kirjaudu.session."));
    for (const key of forget) sessionStorage.removeItem(key);
  });
  await keycloak.goDown(503);
  await app.logout();
  await expect(app.status).toHaveText("signed-out logout");
  await expect(app.problem).toHaveText("discovery_unreachable");
  await app.page.reload();
  await expect(app.status).toHaveText("signed-out never");
});

test("local logout tells the provider nothing", async ({ app, keycloak }) => {
  await app.signIn();
  keycloak.forget();
  expect(await app.page.evaluate(() => window.app.auth.logout({ mode: "local" }))).toEqual({
    outcome: "unconfirmed",
    evidence: "none",
  });
  await expect(app.status).toHaveText("signed-out logout");
  await app.page.reload();
  await expect(app.status).toHaveText("signed-out never");
  expect(keycloak.requests).toEqual([]);
});

test("logout at the Tunnistamo-like provider, whose page has only a link back", async ({
  app,
  tunnistamo,
}) => {
  app.serve(atTunnistamo(tunnistamo));
  await app.signIn();
  await app.logout();
  await app.page.waitForURL(/\/openid\/end-session/);
  expect(app.page.url()).not.toContain("id_token_hint");
  await app.page.click("main a");
  await app.isBackFromLogout();
  await expect(app.status).toHaveText("signed-out logout");
  expect((await app.ready()).callback.logout).toEqual({ outcome: "unconfirmed", evidence: "none" });
});

test("i_02 a return without our state, or with another, is told as unconfirmed, once, and leads on", async ({
  app,
  keycloak,
}) => {
  for (const query of ["", "?state=another&keep=1"]) {
    await app.signIn();
    keycloak.override("endSession", (_request, response) =>
      response.writeHead(302, { location: `${app.site.origin}/${query}` }).end(),
    );
    await app.logout({ returnTo: "/berths?free#3" });
    await app.isBackFromLogout();
    await expect(app.status).toHaveText("signed-out logout");
    const { callback } = await app.ready();
    expect(callback).toEqual({
      kind: "logout",
      returnTo: "/berths?free#3",
      logout: { outcome: "unconfirmed", evidence: "none" },
    });
    expect(await app.href()).toBe(`${app.site.origin}/${query}`);
    await app.page.reload();
    await expect(app.status).toHaveText("signed-out never");
    expect((await app.ready()).callback).toBeUndefined();
    keycloak.endAllSessions();
  }
});

test("a logout that was given up does not end the session that comes after it", async ({ app, keycloak }) => {
  await app.signIn();
  const end = keycloak.override("endSession", stay);
  const arrival = keycloak.arrival("endSession");
  await app.logout({});
  await arrival;
  end();
  keycloak.endAllSessions();
  await app.signIn("aino", { path: "/berths" });
  await app.open("/");
  await expect(app.status).toHaveText("signed-in");
  expect((await app.ready()).callback).toBeUndefined();
});

test("i_03 where a logout leads to is configured, and nothing in the address changes it", async ({
  app,
  keycloak,
}) => {
  await app.signIn("aino", {
    path: "/?post_logout_redirect_uri=https://evil.example/&returnTo=//evil.example",
  });
  await app.page.goto(`${app.site.origin}/?post_logout_redirect_uri=https://evil.example/`);
  await app.logout();
  await app.isBackFromLogout();
  const { url } = keycloak.requests.findLast(({ endpoint }) => endpoint === "endSession");
  const sent = new URL(url, app.site.origin).searchParams.getAll("post_logout_redirect_uri");
  expect(sent).toEqual([`${app.site.origin}/`]);
});

test("i_01 a logout whose navigation is blocked has signed out all the same", async ({ app }) => {
  await app.signIn();
  await app.page.evaluate(() => {
    window.onbeforeunload = (event) => event.preventDefault();
  });
  app.page.on("dialog", (dialog) => dialog.dismiss());
  const asked = app.page.waitForEvent("dialog");
  await app.page.click("body");
  await app.logout();
  await asked;
  await expect(app.status).toHaveText("signed-out logout");
  expect(await app.page.evaluate(() => JSON.stringify(sessionStorage))).not.toContain("idToken");
});

test("i_15 nothing of one person's session is left when another signs in", async ({ app }) => {
  await app.signIn("aino");
  const before = await app.tokens();
  await app.login({ prompt: "login" });
  await app.fillForm("bjorn");
  // Between the pages there is none to ask.
  const name = () =>
    app.session().then(
      ({ claims }) => claims?.given_name,
      () => "no page",
    );
  await expect.poll(name).toBe("Björn");
  const left = await app.page.evaluate(() => JSON.stringify([sessionStorage, localStorage]));
  for (const token of Object.values(before)) expect(left).not.toContain(token);
  expect((await app.page.evaluate(() => window.app.auth.userinfo())).given_name).toBe("Björn");
});

test("logout at django-oidc-provider comes back with our state", async ({ app, django }) => {
  app.serve(atTunnistamo(django, { idTokenHintAtLogout: true }));
  await app.signIn();
  await app.logout();
  await app.isBackFromLogout();
  await expect(app.status).toHaveText("signed-out logout");
  expect((await app.ready()).callback.kind).toBe("logout");
});

async function expectSignedOutAtProvider(app) {
  await app.login({ prompt: "none" });
  await expect(app.status).toHaveText("signed-out login-failed");
  expect((await app.session()).error.code).toBe("login_required");
}
