// Ways that people take: several tabs, several tries, the Back button, links deep into the service.
import { App } from "../setup/app.mjs";
import { stay } from "../setup/provider-requests.mjs";
import { expect, test } from "../setup/test.mjs";

test("a_11 pain_03 two logins in two tabs each end in their own tab", async ({ app, page, keycloak }) => {
  const second = new App(await page.context().newPage(), app.site);
  for (const [tab, path] of [
    [app, "/first"],
    [second, "/second"],
  ]) {
    await tab.open(path);
    await tab.login();
    await tab.page.waitForSelector("#sign-in");
  }
  for (const [tab, returnTo] of [
    [second, "/second"],
    [app, "/first"],
  ]) {
    await tab.fillForm("aino");
    await expect(tab.status).toHaveText("signed-in");
    expect((await tab.ready()).callback.returnTo).toBe(returnTo);
  }
  expect(keycloak.count("token")).toBe(2);
});

test("pain_03 of two logins begun in one tab the later ends, and the earlier after it", async ({
  app,
  keycloak,
}) => {
  await app.open("/first");
  await app.login();
  await app.page.waitForSelector("#sign-in");
  await app.open("/second");
  await app.login();
  await app.page.waitForSelector("#sign-in");
  await app.fillForm("aino");
  await expect(app.status).toHaveText("signed-in");
  expect((await app.ready()).callback.returnTo).toBe("/second");

  const [earlier] = keycloak.requests.filter(({ endpoint }) => endpoint === "authorization");
  await app.page.goto(keycloak.origin + earlier.url);
  await expect(app.status).toHaveText("signed-in");
  const { session, callback } = await app.ready();
  expect(callback.returnTo).toBe("/first");
  expect(session.error).toBeUndefined();
  expect(keycloak.count("token")).toBe(2);
});

test("pain_22 the page where the login began is where it returns to, with query and hash route", async ({
  app,
}) => {
  const path = "/orders/17?sort=due%20date&x=a+b#/rows/3?open=1";
  await app.signIn("aino", { path });
  expect((await app.ready()).callback).toEqual({ kind: "login", returnTo: path });
});

test("pain_22 a given target and what the application keeps come back", async ({ app }) => {
  const appState = { basket: [1, 2, { name: "Ärjä" }], none: null };
  await app.signIn("aino", { path: "/from", login: { returnTo: "/to?a=1#b", appState } });
  expect((await app.ready()).callback).toEqual({ kind: "login", returnTo: "/to?a=1#b", appState });
});

for (const path of ["/%2Fitems", "/%5citems?a=1", "/%2f%2fevil.example/"])
  test(`a_12 a login on the route ${path} comes back`, async ({ app }) => {
    await app.signIn("aino", { path });
    expect((await app.ready()).callback).toEqual({ kind: "login", returnTo: "/" });
  });

test("a_13 what is kept for the way back is not sent", async ({ app, keycloak }) => {
  await app.signIn("aino", { path: "/from-here", login: { appState: "kept-by-the-application" } });
  const sent = decodeURIComponent(JSON.stringify(keycloak.requests));
  expect(sent).toContain("response_type=code");
  expect(sent).not.toContain("from-here");
  expect(sent).not.toContain("kept-by");
});

for (const returnTo of [
  "//evil.example",
  "https://evil.example",
  "/\\evil.example",
  "javascript:alert(1)",
  "/\t/evil.example",
]) {
  test(`a_12 ${JSON.stringify(returnTo)} is no place to return to`, async ({ app, keycloak }) => {
    await app.open();
    await app.login({ returnTo });
    await expect(app.problem).toHaveText("return_to_invalid");
    expect(keycloak.count("authorization")).toBe(0);
  });
}

test("pain_16 Back from the provider's page: the button works again", async ({ app }) => {
  await app.open("/orders");
  await app.login();
  await app.page.waitForSelector("#sign-in");
  await app.page.goBack();
  await expect(app.status).toHaveText("signed-out never");
  await app.login();
  await app.fillForm("aino");
  await expect(app.status).toHaveText("signed-in");
});

test("pain_23 a page out of the back/forward cache: the login is told as cancelled, the button works again", async ({
  app,
  keycloak,
}) => {
  // The drivers switch that cache off, so the page never leaves, and is told what a browser would tell it.
  const end = keycloak.override("authorization", stay);
  const arrival = keycloak.arrival("authorization");
  await app.open();
  await app.login({});
  await arrival;
  await app.page.evaluate(() => dispatchEvent(new PageTransitionEvent("pageshow", { persisted: true })));
  await app.expectTextWhereItIs("problem", "login_cancelled");
  await app.expectTextWhereItIs("status", "signed-out never");
  end();
  await app.login({});
  await app.fillForm("aino");
  await expect(app.status).toHaveText("signed-in");
});

test("a_06 parameters that the protocol owns can't be given", async ({ app, keycloak }) => {
  await app.open();
  await app.login({ extraParams: { redirect_uri: "https://evil.example" } });
  await expect(app.problem).toHaveText("parameter_reserved");
  expect(keycloak.count("authorization")).toBe(0);
});

test("other parameters and languages reach the provider", async ({ app, keycloak }) => {
  await app.open();
  await app.login({ uiLocales: "sv", loginHint: "bjorn", extraParams: { kc_idp_hint: "suomi_fi" } });
  await expect(app.page.locator("#sign-in")).toHaveText("Logga in");
  await expect(app.page.locator("#username")).toHaveValue("bjorn");
  const { url } = keycloak.requests.find(({ endpoint }) => endpoint === "authorization");
  expect(new URL(url, keycloak.origin).searchParams.get("kc_idp_hint")).toBe("suomi_fi");
});

test("pain_10 logins that nobody asked for are stopped, and the reason is told; a click is no loop", async ({
  app,
  keycloak,
}) => {
  await app.open();
  for (let round = 1; round <= 5; round += 1) {
    await app.login({ prompt: "none" });
    await expect.poll(() => keycloak.count("authorization")).toBe(round);
    await expect(app.status).toHaveText("signed-out login-failed");
    await expect.poll(async () => (await app.ready()).session.error?.code).toBe("login_required");
  }
  await app.login({ prompt: "none" });
  await expect(app.problem).toHaveText("redirect_loop");
  const { message } = await app.page.evaluate(() => window.app.problem);
  expect(message).toContain("the last one failed: login_required");
  expect(keycloak.count("authorization")).toBe(5);
  await app.login();
  await app.fillForm("aino");
  await expect(app.status).toHaveText("signed-in");
});

test("pain_10 a guard that logs in while the answer is looked at waits for it", async ({ app, keycloak }) => {
  await app.open();
  await app.login();
  await app.page.waitForSelector("#sign-in");
  const open = keycloak.hold("token");
  const arrival = keycloak.arrival("token");
  await app.fillForm("aino");
  await arrival;
  await expect(app.status).toHaveText("loading");
  const authorizations = keycloak.count("authorization");
  await app.page.evaluate(() => {
    // Nobody has clicked for this one: a script of the test's counts as a click otherwise.
    window.guarded = window.app.auth.login({ prompt: "none" });
  });
  open();
  const session = await app.page.evaluate(async () => (await window.guarded).status);
  expect(session).toBe("signed-in");
  expect(keycloak.count("authorization")).toBe(authorizations);
});
