// Signing out at a real Keycloak.
import { EMPLOYEE_GROUPS } from "../../../www-demo/keycloak/people.mjs";
import { expect, IN_FIREFOX_TOO, test, unique } from "../setup/test.mjs";

test("by GET, with the ID token as hint: for every application", async ({ app, requests }) => {
  await app.signIn();
  const { idToken } = await app.tokens();
  app.configure({ clientId: "other-ui", sessionPollInterval: 1 });
  const other = await app.tab();
  await other.signInAtOnce();
  app.configure();
  await app.logout({ returnTo: "/goodbye" });
  await expectConfirmed(app, { returnTo: "/goodbye" });
  const [{ method, url }] = requests.to("logout");
  expect(method).toBe("GET");
  expect(url.searchParams.get("id_token_hint")).toBe(idToken);
  // A page that nobody sees asks nothing.
  await other.page.bringToFront();
  await expect(other.status).toHaveText("signed-out ended-by-provider");
  expect(await app.outcome("login", { mode: "silent" })).toMatchObject({ code: "login_required" });
});

test("by POST, since a hint of 24 kB is no part of a URL", async ({ app, requests }) => {
  await app.signIn("tyontekija");
  const { idToken } = await app.tokens();
  await app.logout();
  await expectConfirmed(app);
  const [{ method, url, form }] = requests.to("logout");
  expect(method).toBe("POST");
  expect(url.search).toBe("");
  expect(form.get("id_token_hint")).toBe(idToken);
  expect(await app.outcome("login", { mode: "silent" })).toMatchObject({ code: "login_required" });
});

test("by POST, with a hint of over 32 kB: more than a request line of Keycloak's may have", async ({
  app,
  keycloak,
  addPerson,
  requests,
}) => {
  // Names as long as Keycloak takes them, beside the groups that there are.
  const long = Array.from({ length: 40 }, (_, i) => unique(`group-${i}-`).padEnd(250, "x"));
  for (const name of long) await keycloak.admin.addGroup(name);
  const groups = [...EMPLOYEE_GROUPS, ...long].map((name) => `/${name}`);
  const person = await addPerson({ groups });
  await app.signIn(person);
  const { idToken } = await app.tokens();
  expect(idToken.length).toBeGreaterThan(32 * 1024);
  await app.logout();
  await expectConfirmed(app);
  const [{ method, url, form }] = requests.to("logout");
  expect([method, url.search]).toEqual(["POST", ""]);
  expect(form.get("id_token_hint")).toBe(idToken);
  expect(await keycloak.admin.sessionsOf(person)).toEqual([]);
});

test("by popup, with the hint of 24 kB: nothing is asked", IN_FIREFOX_TOO, async ({ app, requests }) => {
  await app.signIn("tyontekija");
  expect(await app.outcome("logout", { mode: "popup" })).toEqual(CLOSED_BY_US);
  await expect(app.status).toHaveText("signed-out logout");
  expect(requests.to("logout").map(({ method }) => method)).toEqual(["POST"]);
});

test(
  "by popup without a hint: the person confirms, in the language asked for",
  IN_FIREFOX_TOO,
  async ({ app }) => {
    app.configure({ idTokenHintAtLogout: false });
    await app.signIn();
    const opened = app.page.waitForEvent("popup");
    const result = app.outcome("logout", { mode: "popup", revoke: false, uiLocales: "sv" });
    const popup = await opened;
    await popup.waitForSelector("#kc-logout");
    expect(await popup.getAttribute("html", "lang")).toBe("sv");
    await popup.click("#kc-logout");
    expect(await result).toEqual(CLOSED_BY_US);
    await expect.poll(() => popup.isClosed()).toBe(true);
    expect(await app.outcome("login", { mode: "silent" })).toMatchObject({ code: "login_required" });
  },
);

test("by popup without a hint: who closes the question is still signed in there, and is told nothing else", async ({
  app,
}) => {
  app.configure({ idTokenHintAtLogout: false });
  await app.signIn();
  const opened = app.page.waitForEvent("popup");
  const result = app.outcome("logout", { mode: "popup", revoke: false });
  const popup = await opened;
  await popup.waitForSelector("#kc-logout");
  await popup.close();
  await app.page.click("#status");
  expect(await result).toEqual({ outcome: "unconfirmed", evidence: "none", window: "closed-by-user" });
  expect((await app.outcome("login", { mode: "silent" })).status).toBe("signed-in");
});

test("by redirect without a hint: a page to confirm, and back with our state", async ({ app }) => {
  app.configure({ idTokenHintAtLogout: false });
  await app.signIn();
  await app.logout({ revoke: false });
  await app.page.click("#kc-logout");
  await expectConfirmed(app);
});

test("with a session that is gone at Keycloak", async ({ app, keycloak }) => {
  await app.signIn();
  await keycloak.admin.endSession((await app.session()).claims.sid);
  await app.logout();
  await expectConfirmed(app);
});

test("an address that is not registered: Keycloak's page says so, and here the person is signed out", async ({
  app,
  addClient,
  site,
}) => {
  const clientId = await addClient({ redirectUris: [`${site.origin}/callback`] });
  app.configure({ clientId });
  await app.signIn();
  await app.logout({ revoke: false });
  await expect(app.page.locator("#kc-error-message")).toContainText("Invalid redirect uri");
  await app.open();
  await expect(app.status).toHaveText("signed-out logout");
  expect((await app.ready()).callback.logout).toEqual({ outcome: "unconfirmed", evidence: "none" });
  // Nothing has ended there.
  await app.signInAtOnce();
});

test("an offline session doesn't outlive our logout", async ({ app, keycloak, addPerson }) => {
  const person = await addPerson();
  app.configure({ scope: "openid offline_access" });
  await app.signIn(person);
  const offline = () => keycloak.admin.offlineSessionsOf(person, "exampleapp-ui");
  expect(await offline()).toHaveLength(1);
  await app.logout();
  await expectConfirmed(app);
  // Keycloak's own logout leaves it: it is the revocation that ends it, which nobody waits for.
  await expect.poll(async () => (await offline()).length).toBe(0);
});

const CLOSED_BY_US = { outcome: "confirmed", evidence: "redirect", window: "closed-by-us" };

async function expectConfirmed(app, { returnTo = "/" } = {}) {
  // The page that left was signed out at once; this is the one that came back.
  await expect(app.page.locator("#ready")).toContainText('"kind":"logout"');
  await expect(app.status).toHaveText("signed-out logout");
  expect((await app.ready()).callback).toMatchObject({
    kind: "logout",
    returnTo,
    logout: { outcome: "confirmed", evidence: "redirect" },
  });
}
