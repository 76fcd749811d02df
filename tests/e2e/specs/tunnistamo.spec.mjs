// What Tunnistamo does in its own way, and what a client has to make of it: at the Tunnistamo-like provider, and at django-oidc-provider
// where it is that library's way.
import { atTunnistamo, expect, test } from "../setup/test.mjs";

atBoth("state comes back unencoded in an error, and ours is whole", async (app, provider) => {
  const raw = await errorFor(app, provider, "a b&c");
  expect(raw.endsWith("&state=a b&c")).toBe(true);

  app.serve(atTunnistamo(provider));
  await app.open();
  const asking = app.page.waitForRequest(/\/openid\/authorize/);
  await app.login({ prompt: "none" });
  const state = new URL((await asking).url()).searchParams.get("state");
  await expect(app.status).toHaveText("signed-out login-failed");
  expect((await app.session()).error.code).toBe("login_required");
  expect(state).toMatch(/^[\w-]+$/);
  const { href } = await app.atStart();
  expect(href.endsWith(`&state=${state}`)).toBe(true);
});

atBoth("an implicit login's error is read in the fragment and in the query", async (app, provider) => {
  app.serve(atTunnistamo(provider, { flow: "implicit" }));
  await app.open();
  await app.login({ prompt: "none" });
  await expectFailure(app, "login_required", "#");
  await app.login({ returnTo: "/second" });
  await app.page.click("#cancel");
  await expectFailure(app, "access_denied", "?");
  expect((await app.ready()).callback).toEqual({ kind: "login", returnTo: "/second" });
});

test("the words of an error are in the person's language, and text only", async ({ app, tunnistamo }) => {
  const WORDS = {
    fi: "Käyttäjä keskeytti tunnistautumisen",
    sv: "Användaren avbröt identifieringen",
    en: "The user cancelled the identification",
  };
  app.serve(atTunnistamo(tunnistamo));
  await app.open();
  for (const [uiLocales, description] of Object.entries(WORDS)) {
    await app.login({ uiLocales });
    await app.page.click("#cancel");
    await expect(app.page.locator("#ready")).toContainText(description);
    const { error } = await app.session();
    expect(error).toMatchObject({ code: "access_denied", provider: { error: "access_denied", description } });
    expect(error.message).not.toContain(description);
    expect(error.remedy).not.toContain(description);
  }
});

atBoth("amr, which comes as a string, is a list in the claims", async (app, provider) => {
  app.serve(atTunnistamo(provider));
  await app.signIn("bjorn");
  const { amr } = payload((await app.tokens()).idToken);
  expect(typeof amr).toBe("string");
  expect((await app.session()).claims.amr).toEqual([amr]);
});

test("amr, which does not come after a password, is not made up", async ({ app, django }) => {
  app.serve(atTunnistamo(django));
  await app.signIn("aino");
  expect(payload((await app.tokens()).idToken)).not.toHaveProperty("amr");
  expect((await app.session()).claims).not.toHaveProperty("amr");
});

atBoth("a session lives as long as its access token, not as its ID token", async (app, provider) => {
  app.serve(atTunnistamo(provider, { autoRenew: false }));
  await app.page.clock.install();
  await app.signIn();
  const { idToken, accessToken } = await app.tokens();
  const { iat, exp } = payload(idToken);
  expect(exp - iat).toBe(600);
  const { expiresAt } = await app.session();
  expect(Math.abs(expiresAt - (iat + 3600) * 1000)).toBeLessThan(60_000);

  await app.page.clock.fastForward(1200_000);
  await expect(app.status).toHaveText("signed-in");
  expect((await app.tokens()).accessToken).toBe(accessToken);
  await app.page.reload();
  await expect(app.status).toHaveText("signed-in");
  await app.page.clock.fastForward(2400_000);
  await expect(app.status).toHaveText("signed-out expired");
});

for (const [wrong, options] of [
  ["redirect URI", { redirectUri: "/elsewhere" }],
  ["client", { clientId: "https://api.hel.fi/auth/nobody" }],
]) {
  atBoth(`an unknown ${wrong} is answered with a page, and nothing hangs`, async (app, provider) => {
    app.serve(atTunnistamo(provider, options));
    await app.open("/here");
    const answering = app.page.waitForResponse(/\/openid\/authorize/);
    await app.login();
    const answer = await answering;
    expect(answer.status()).toBe(200);
    expect(answer.headers()["content-type"]).toContain("text/html");
    await app.page.waitForURL(/\/openid\/authorize/);
    await app.page.goBack();
    await expect(app.status).toHaveText("signed-out never");
    const { session, callback } = await app.ready();
    expect({ callback, error: session.error }).toEqual({});

    app.serve(atTunnistamo(provider));
    await app.signIn("aino", { path: "/here" });
    expect((await app.ready()).callback).toEqual({ kind: "login", returnTo: "/here" });
  });
}

for (const flow of ["code", "implicit"]) {
  test(`what a Keycloak action came to stands in the query, also for ${flow}`, async ({
    app,
    tunnistamo,
  }) => {
    app.serve(atTunnistamo(tunnistamo, { flow }));
    await app.signIn();
    await app.login({ returnTo: "/profile", extraParams: { kc_action: "UPDATE_PASSWORD" } });
    await expect(app.page.locator("#ready")).toContainText("/profile");
    const returned = { kind: "action", returnTo: "/profile", actionStatus: "success" };
    expect((await app.ready()).callback).toEqual(returned);
    expect((await app.session()).status).toBe("signed-in");
    const { href } = await app.atStart();
    expect(new URL(href).searchParams.get("kc_action_status")).toBe("success");
    expect(await app.href()).toBe(`${app.site.origin}/callback`);
  });
}

test("idp_hint restricts how a person may sign in", async ({ app, tunnistamo }) => {
  app.serve(atTunnistamo(tunnistamo));
  await app.open();
  await app.login({ extraParams: { idp_hint: "facebook,google" } });
  await expect(app.page.locator("#methods")).toHaveText("Login method: Facebook, Google");
  await app.fillForm("aino");
  await expect(app.status).toHaveText("signed-in");
  expect((await app.session()).claims.amr).toEqual(["facebook"]);
});

atBoth("the issuer of a base with and without a slash at its end", async (app, provider) => {
  for (const base of [provider.base, `${provider.base}/`]) {
    app.serve({ ...atTunnistamo(provider), preset: { name: "tunnistamo", argument: { base } } });
    await app.signIn();
    expect((await app.session()).claims.iss).toBe(`${provider.base}/openid`);
    await app.page.evaluate(() => window.app.auth.logout({ mode: "local" }));
    await app.page.context().clearCookies();
  }
});

test("userinfo is refused by its status, whatever the header beside it says", async ({ app, tunnistamo }) => {
  app.serve(atTunnistamo(tunnistamo));
  await app.signIn();
  tunnistamo.endAllSessions();
  const answering = app.page.waitForResponse(/\/openid\/userinfo/);
  const refusal = app.page.evaluate(() => window.app.auth.userinfo().catch(({ code }) => code));
  expect(await refusal).toBe("userinfo_refused");
  const { status, header } = await answering.then(async (answer) => ({
    status: answer.status(),
    header: await answer.headerValue("www-authenticate"),
  }));
  expect(status).toBe(401);
  expect(header).not.toContain("Bearer");
});

test("a second application of the same provider signs in without asking", async ({ app, tunnistamo }) => {
  app.serve(atTunnistamo(tunnistamo));
  await app.signIn("bjorn");
  app.serve(atTunnistamo(tunnistamo, { clientId: "https://api.hel.fi/auth/otherapp-ui" }));
  await app.page.goto(`${app.site.alias}/`);
  await app.login({ prompt: "none" });
  await expect(app.status).toHaveText("signed-in");
  expect(await app.href()).toBe(`${app.site.alias}/callback`);
  expect((await app.session()).claims).toMatchObject({
    given_name: "Björn",
    aud: "https://api.hel.fi/auth/otherapp-ui",
  });
});

function atBoth(title, body) {
  test(`${title}: the Tunnistamo-like provider`, ({ app, tunnistamo }) => body(app, tunnistamo));
  test(`${title}: django-oidc-provider`, ({ app, django }) => body(app, django));
}

async function expectFailure(app, code, mark) {
  await expect(app.page.locator("#ready")).toContainText(code);
  expect((await app.session()).error.code).toBe(code);
  const { href } = await app.atStart();
  expect(href).toContain(`/callback${mark}error=${code}`);
  expect(await app.href()).toBe(`${app.site.origin}/callback`);
}

// Where the provider sends the browser for a login that can't be, without a browser.
async function errorFor({ page, site }, provider, state) {
  const parameters = {
    client_id: "https://api.hel.fi/auth/exampleapp-ui",
    response_type: "code",
    scope: "openid",
    prompt: "none",
    redirect_uri: `${site.origin}/callback`,
    state,
  };
  const url = `${provider.issuer}/authorize?${new URLSearchParams(parameters)}`;
  const answer = await page.request.get(url, { maxRedirects: 0 });
  return decodeURI(answer.headers().location);
}

const payload = (token) => JSON.parse(Buffer.from(token.split(".")[1], "base64url"));
