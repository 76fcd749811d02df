// One session for all tabs of the origin, and what happens where it can't be kept.
import { everything, inspectable } from "../setup/indexed-db.mjs";
import { anotherTab, deafTab, status } from "../setup/tabs.mjs";
import { atKeycloak, expect, test } from "../setup/test.mjs";
import { tokenEndpoint } from "../setup/token-endpoint.mjs";

test("who is signed in in one tab is signed in in all, and one renewal is for all", async ({
  app,
  keycloak,
}) => {
  const token = tokenEndpoint(keycloak);
  await signIn(app, keycloak);
  const other = await anotherTab(app);
  await expect(status(other)).toHaveText("signed-in");
  const late = await anotherTab(app);
  const release = keycloak.hold("token");
  const renewals = [app.page, other, late].map((page) => page.evaluate(() => window.app.auth.renew()));
  const waiting = () => app.page.evaluate(async () => (await navigator.locks.query()).pending.length);
  await expect.poll(waiting).toBe(2);
  release();
  await Promise.all(renewals);
  expect(token.refreshTokens).toHaveLength(1);
  const { accessToken } = await app.tokens();
  for (const page of [other, late]) await expect.poll(() => accessTokenOf(page)).toBe(accessToken);
  expect(token.forms).toHaveLength(2);
});

test("a page that heard nothing of a renewal finds the new tokens, and asks for none", async ({
  app,
  keycloak,
}) => {
  const token = tokenEndpoint(keycloak);
  await signIn(app, keycloak);
  const other = await deafTab(app);
  await app.page.evaluate(() => window.app.auth.renew());
  const { accessToken } = await app.tokens();
  expect(await accessTokenOf(other)).not.toBe(accessToken);
  await other.evaluate(() => window.app.auth.renew());
  expect(await accessTokenOf(other)).toBe(accessToken);
  expect(token.forms).toHaveLength(2);
});

test("a tab that was signed out learns of a login, and nobody is asked", async ({ app, keycloak }) => {
  app.serve(shared(keycloak));
  const other = await anotherTab(app);
  await expect(status(other)).toHaveText("signed-out never");
  await app.signIn();
  await expect(status(other)).toHaveText("signed-in");
  expect(keycloak.count("token")).toBe(1);
});

test("a tab learns of a login in a window when its session is there to be read", async ({
  app,
  keycloak,
}) => {
  app.serve(shared(keycloak));
  keycloak.autoLogin("aino");
  const loaded = (page) => page.waitForResponse(/renewal\.js$/).then((response) => response.finished());
  // Both listen, and look at what wants to be renewed, from then on.
  const context = app.page.context();
  const page = await context.newPage();
  for (const each of [app.page, page]) {
    const renewal = loaded(each);
    await each.goto(app.site.origin);
    await renewal;
  }
  await app.page.evaluate(() => {
    const { encrypt } = SubtleCrypto.prototype;
    let write;
    const held = new Promise((resolve) => (window.write = resolve));
    window.writing = new Promise((resolve) => (write = resolve));
    SubtleCrypto.prototype.encrypt = async function (...given) {
      write();
      await held;
      return encrypt.apply(this, given);
    };
    window.outcome = window.app.auth.login({ mode: "popup" }).catch(({ code }) => ({ status: code }));
  });
  await app.page.evaluate(() => window.writing);
  await app.page.evaluate(() => dispatchEvent(new Event("focus")));
  // What the event has begun, and what the other tab has heard of it, comes before this.
  for (const each of [app.page, page]) await accessTokenOf(each);
  await app.page.evaluate(() => window.write());
  expect(await app.page.evaluate(async () => (await window.outcome).status)).toBe("signed-in");
  await expect(status(page)).toHaveText("signed-in");
  expect(keycloak.count("token")).toBe(1);
});

test("a session outlives the browser, and no logout is undone by one that begins anew", async ({
  app,
  keycloak,
  browserName,
  playwright,
  launchOptions,
  channel,
}, testInfo) => {
  test.setTimeout(150_000); // three browsers are begun
  app.serve(shared(keycloak));
  keycloak.autoLogin("aino");
  const begin = () => {
    const options = { ...launchOptions, channel };
    return playwright[browserName].launchPersistentContext(testInfo.outputPath("profile"), options);
  };
  let browser = await begin();
  let page = await browser.newPage();
  await page.goto(app.site.origin);
  await page.evaluate(() => void window.app.login({}));
  await expect(status(page)).toHaveText("signed-in");
  await browser.close();

  browser = await begin();
  page = await browser.newPage();
  await page.goto(app.site.origin);
  await expect(status(page)).toHaveText("signed-in");
  await page.evaluate(() => window.app.auth.renew());
  // The logout is the last thing that this page does: what is stored may still be there.
  await page.evaluate(() => {
    IDBObjectStore.prototype.delete = () => new EventTarget();
    return window.app.auth.logout({ mode: "local" });
  });
  await browser.close();

  browser = await begin();
  page = await browser.newPage();
  await page.goto(app.site.origin);
  await expect(status(page)).toHaveText("signed-out never");
  await browser.close();
});

test("h_08 pain_17 no token can be read in any storage, and no key leaves the browser", async ({
  app,
  keycloak,
}) => {
  await signIn(app, keycloak);
  await app.page.evaluate(() => window.app.auth.renew());
  const tokens = await app.tokens();
  const stored = await app.page.evaluate(everything);
  expect(stored).toContain("AES-GCM"); // it looks in the right place
  expect(stored).toContain("sessions");
  for (const token of Object.values(tokens)) expect(stored).not.toContain(token);
  expect(stored).not.toContain("eyJ");
  expect(stored).not.toContain("5f1c2a34-0b7e-4d5c-9a86-3c1d7e9b2a10"); // her subject identifier
  const refused = await app.page.evaluate(async () => {
    const key = await window.stored("keys", "session");
    const formats = ["raw", "jwk"].map((format) => crypto.subtle.exportKey(format, key).catch((e) => e.name));
    return { extractable: key.extractable, formats: await Promise.all(formats) };
  });
  expect(refused).toEqual({ extractable: false, formats: ["InvalidAccessError", "InvalidAccessError"] });
});

test("a logout in one tab is one in all, also in one that is renewing", async ({ app, keycloak }) => {
  await signIn(app, keycloak);
  const other = await anotherTab(app);
  await expect(status(other)).toHaveText("signed-in");
  const release = keycloak.hold("token");
  const arrival = keycloak.arrival("token");
  const renewal = other.evaluate(() => window.app.auth.renew().catch((error) => error.code));
  await arrival;
  await app.page.evaluate(() => window.app.auth.logout({ mode: "local" }));
  release();
  expect(await renewal).toBe("not_signed_in");
  await expect(status(other)).toHaveText("signed-out logout-elsewhere");
  for (const page of [other, app.page]) {
    await page.reload();
    await expect(status(page)).toHaveText(/^signed-out/);
  }
});

test("a session that is written after the logout is no session", async ({ app, keycloak }) => {
  await signIn(app, keycloak);
  const entry = await app.page.evaluate(() => window.stored("sessions").then(([, value]) => value));
  expect(entry.epoch).toBeDefined();
  await app.page.evaluate(() => window.app.auth.logout({ mode: "local" }));
  // A tab that was frozen between the provider's answer and the write.
  await app.page.evaluate(() => window.store("sessions", window.kept));
  await app.page.reload();
  await expect(app.status).toHaveText("signed-out never");
  await expect.poll(() => app.page.evaluate(() => window.stored("sessions"))).toBeUndefined();
});

test("somebody else who signs in is who is signed in, in all tabs, and no late renewal changes that", async ({
  app,
  keycloak,
}) => {
  const token = tokenEndpoint(keycloak);
  await signIn(app, keycloak);
  const other = await anotherTab(app);
  await expect(status(other)).toHaveText("signed-in");
  const { arrived, release } = holdRefresh(token);
  const renewal = other.evaluate(() => window.app.auth.renew().catch((error) => error.code));
  await arrived;
  await app.login({ prompt: "login" });
  await app.fillForm("bjorn");
  const name = "Björn";
  for (const page of [app.page, other]) await expect.poll(() => nameOf(page)).toBe(name);
  release();
  expect(await renewal).toBe("not_signed_in");
  for (const page of [app.page, other, await anotherTab(app)]) {
    await expect.poll(() => nameOf(page)).toBe(name);
  }
});

test("a page that heard nothing of another sign-in does not put its own session in its place", async ({
  app,
  keycloak,
}) => {
  const token = tokenEndpoint(keycloak);
  await signIn(app, keycloak);
  const other = await deafTab(app);
  const { arrived, release } = holdRefresh(token);
  const renewal = other.evaluate(() => window.app.auth.renew().then(() => "done"));
  await arrived;
  await app.login({ prompt: "login" });
  await app.fillForm("bjorn");
  await expect.poll(() => nameOf(app.page)).toBe("Björn");
  release();
  expect(await renewal).toBe("done");
  expect(await nameOf(await anotherTabSignedIn(app))).toBe("Björn");
});

test("two clients of one origin have a session each", async ({ app, keycloak }) => {
  await signIn(app, keycloak);
  app.serve(shared(keycloak, { clientId: "legacy-ui" }));
  const other = await anotherTab(app);
  await expect(status(other)).toHaveText("signed-out never");
  keycloak.autoLogin("aino");
  await other.evaluate(() => void window.app.login({}));
  await expect(status(other)).toHaveText("signed-in");
  await other.evaluate(() => window.app.auth.logout({ mode: "local" }));
  await expect(app.status).toHaveText("signed-in");
  app.serve(shared(keycloak));
  await app.page.reload();
  await expect(app.status).toHaveText("signed-in");
});

test("a tab that was away during a logout and a login finds the new session", async ({ app, keycloak }) => {
  await signIn(app, keycloak);
  const other = await anotherTab(app);
  await other.evaluate(() => void window.app.login({}));
  await expect(other.locator("#ready")).toContainText('"kind":"login"');
  await other.goto("about:blank");
  await app.page.evaluate(() => window.app.auth.logout({ mode: "local" }));
  await app.login({});
  await expect(app.status).toHaveText("signed-in");
  await other.goto(app.site.origin);
  await expect(status(other)).toHaveText("signed-in");
});

function shared(keycloak, options) {
  return atKeycloak(keycloak, { storage: "shared", ...options });
}

async function signIn(app, keycloak, options) {
  await inspectable(app.page.context());
  app.serve(shared(keycloak, options));
  await app.signIn();
}

/** Keeps the answer to a refresh, which the provider has done its part of, until it is released. */
function holdRefresh(token) {
  let release;
  const held = new Promise((resolve) => (release = resolve));
  const arrived = new Promise((resolve) => {
    token.around = (form, answer, { response }) => {
      const { end } = response;
      if (form.get("grant_type") === "refresh_token")
        response.end = (...given) => {
          resolve();
          held.then(() => end.apply(response, given));
        };
      return answer();
    };
  });
  return { arrived, release };
}

async function anotherTabSignedIn(app) {
  const page = await anotherTab(app);
  await expect(status(page)).toHaveText("signed-in");
  return page;
}

const accessTokenOf = (page) => page.evaluate(() => window.app.auth.accessToken().catch((e) => e.code));
const nameOf = (page) => page.evaluate(() => window.app?.auth.session.claims?.given_name);
