// Signing in at a real Keycloak, and what it tells of the person.
import { expect, IN_FIREFOX_TOO, test } from "../setup/test.mjs";

test(
  "code with PKCE: a citizen's claims, and the response is checked against its iss",
  IN_FIREFOX_TOO,
  async ({ app, requests, keycloak, site }) => {
    await app.signIn();
    const { claims, scope } = await app.session();
    expect(claims).toMatchObject({
      iss: keycloak.issuer,
      aud: "exampleapp-ui",
      azp: "exampleapp-ui",
      typ: "ID",
      given_name: "Kaisa",
      email: "kansalainen@example.test",
      amr: ["suomi_fi"],
      loa: "substantial",
      acr: "1",
    });
    // Absent, and no empty list.
    expect(claims).not.toHaveProperty("ad_groups");
    expect(scope).toEqual(expect.arrayContaining(["openid", "profile", "email", "add-amr-and-loa-claims"]));

    const [asked] = requests.to("auth");
    expect(asked.url.searchParams.get("code_challenge_method")).toBe("S256");
    const { href } = await app.atStart();
    const answer = new URL(href).searchParams;
    expect(answer.get("iss")).toBe(keycloak.issuer);
    expect(answer.get("session_state")).toBe(claims.sid);
    expect(await app.href()).toBe(`${site.origin}/callback`);
    expect((await app.explain()).flow).toBe("code");
  },
);

test(
  "an employee: 290 groups in an ID token of 24 kB, also after a reload",
  IN_FIREFOX_TOO,
  async ({ app }) => {
    await app.signIn("tyontekija");
    const { idToken } = await app.tokens();
    expect(idToken.length).toBeGreaterThan(24_000);
    await app.page.reload();
    await expect(app.status).toHaveText("signed-in");
    const { claims } = await app.session();
    expect(claims).toMatchObject({ amr: ["helsinkiad"], loa: "low" });
    expect(claims.ad_groups).toHaveLength(290);
    const info = await app.outcome("userinfo");
    expect(info.sub).toBe(claims.sub);
    expect(info.ad_groups).toHaveLength(290);
  },
);

for (const [responseType, flow] of [
  ["id_token token", "implicit"],
  ["id_token", "implicit"],
  ["code id_token", "hybrid"],
  ["code token", "hybrid"],
  ["code id_token token", "hybrid"],
]) {
  test(`legacy-ui: ${responseType}, through the fragment`, async ({ app, site }) => {
    app.configure({ clientId: "legacy-ui", flow, responseType });
    await app.signIn();
    const { claims } = await app.session();
    expect(claims).toMatchObject({ aud: "legacy-ui", amr: ["suomi_fi"], loa: "substantial" });
    const { href } = await app.atStart();
    // expires_in is a string here.
    if (responseType.includes(" token")) expect(new URL(href).hash).toContain("expires_in=");
    else expect(new URL(href).hash).toContain("id_token=");
    expect(await app.href()).toBe(`${site.origin}/callback`);
  });
}

test("legacy-ui: errors of a refused implicit request come in the fragment", async ({ app }) => {
  app.configure({ clientId: "legacy-ui", flow: "implicit", scope: "openid no-such-scope" });
  await app.open();
  await app.login();
  await expect(app.status).toHaveText("signed-out login-failed");
  expect((await app.shownError()).provider.error).toBe("invalid_scope");
  expect(new URL((await app.atStart()).href).hash).toContain("error=invalid_scope");
});

test("a scope that there is not: Keycloak's words reach the developer", async ({ app }) => {
  app.configure({ scope: "openid no-such-scope" });
  await app.open();
  await app.login();
  await expect(app.status).toHaveText("signed-out login-failed");
  const { code, phase, provider } = await app.shownError();
  expect({ code, phase }).toEqual({ code: "provider_error", phase: "callback" });
  expect(provider).toMatchObject({
    error: "invalid_scope",
    description: "Invalid scopes: openid no-such-scope",
  });
});

test("a refused consent has no words of its own, and is told as what it is", async ({ app, addClient }) => {
  await app.signIn();
  app.configure({ clientId: await addClient({ consentRequired: true }) });
  await app.open();
  await app.login();
  await app.page.click("#kc-cancel");
  await expect(app.status).toHaveText("signed-out login-failed");
  const { code, provider } = await app.shownError();
  expect({ code, provider }).toEqual({ code: "access_denied", provider: { error: "access_denied" } });
  // Signed in there, but nobody may be asked.
  expect(await app.outcome("login", { mode: "silent" })).toMatchObject({ code: "interaction_required" });
});

test("the login page speaks the language that is asked for, each time", async ({ app }) => {
  for (const [uiLocales, lang] of [
    ["sv", "sv"],
    ["de sv-FI", "sv"],
    ["fi", "fi"],
  ]) {
    await app.open();
    await app.login({ uiLocales });
    await app.page.waitForSelector("#kc-login");
    expect(await app.page.getAttribute("html", "lang")).toBe(lang);
  }
});

test("prompt=login asks for the password again, in the same session", async ({ app }) => {
  await app.signIn();
  const before = (await app.session()).claims;
  // auth_time is in whole seconds.
  await expect.poll(() => Date.now() / 1000 - before.auth_time).toBeGreaterThan(1);
  await app.login({ prompt: "login" });
  await app.fillForm("kansalainen");
  // Between the pages there is none to ask.
  const authTime = () =>
    app.session().then(
      ({ claims }) => claims?.auth_time,
      () => 0,
    );
  await expect.poll(authTime).toBeGreaterThan(before.auth_time);
  expect((await app.session()).claims.sid).toBe(before.sid);
});

test("a second tab that waits on the form goes on by itself when the first signs in", async ({ app }) => {
  const second = await app.tab();
  await second.open("/second");
  await second.login();
  await second.page.waitForSelector("#kc-login");
  await app.signIn();
  await expect(second.status).toHaveText("signed-in");
  expect((await second.ready()).callback).toMatchObject({ kind: "login", returnTo: "/second" });
  expect((await second.session()).claims.sid).toBe((await app.session()).claims.sid);
});

test(
  "a popup keeps its opener: the session comes to the page that stayed",
  IN_FIREFOX_TOO,
  async ({ app }) => {
    await app.open("/here");
    expect((await app.signInByPopup("kansalainen")).status).toBe("signed-in");
    expect(await app.href()).toBe(`${app.site.origin}/here`);
  },
);

test("acr_values: Keycloak asks again, and what it gives is held against what was asked for", async ({
  app,
}) => {
  await app.signIn();
  // The realm's highest level is 2, which is what Keycloak then gives.
  await app.login({ acrValues: "3" });
  await app.fillForm("kansalainen");
  await expect
    .poll(() =>
      app.shownError().then(
        (error) => error?.code,
        () => "no page",
      ),
    )
    .toBe("authentication_insufficient");
});
