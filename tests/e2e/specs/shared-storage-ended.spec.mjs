// How a session that all tabs share ends, and what a page does beside it that knows less than the others.
import { early } from "../setup/early.mjs";
import { inspectable } from "../setup/indexed-db.mjs";
import { record } from "../setup/provider-requests.mjs";
import { anotherTab, deafTab, status } from "../setup/tabs.mjs";
import { atKeycloak, expect, test } from "../setup/test.mjs";

test.beforeEach(async ({ app, keycloak }) => {
  await inspectable(app.page.context());
  serve(app, keycloak);
  keycloak.autoLogin("aino");
});

test("a logout before the page has seen the session tells the provider all the same", async ({
  app,
  keycloak,
}) => {
  await signIn(app);
  const logouts = record(keycloak, "endSession");
  await early(app.site, "auth.logout();");
  await app.page.reload();
  await expect.poll(() => logouts.length).toBeGreaterThan(0);
  expect(logouts[0].url + logouts[0].body).toContain("id_token_hint=ey");
  await cameBack(app);
  expect(await stored(app.page)).toBeUndefined();
});

test("nor does a blocked window keep the provider from being told, once the page leaves for it", async ({
  app,
  keycloak,
}) => {
  await signIn(app);
  const logouts = record(keycloak, "endSession");
  await early(
    app.site,
    `window.open = () => null;
     window.outcome = auth.logout({ mode: "popup" });
     window.outcome.then(() => auth.logout());`,
  );
  await app.page.reload();
  await expect.poll(() => logouts.length).toBeGreaterThan(0);
  expect(logouts[0].url + logouts[0].body).toContain("id_token_hint=ey");
  await cameBack(app);
  expect(await stored(app.page)).toBeUndefined();
});

test("a sign-in between the first look at the storage and the first ear for other tabs is seen", async ({
  app,
}) => {
  const other = await app.page.context().newPage();
  await other.addInitScript(() => {
    window.requestIdleCallback = (call) => {
      window.idle = call;
    };
  });
  await other.goto(app.site.origin);
  await expect(status(other)).toHaveText("signed-out never");
  await signIn(app);
  await other.evaluate(() => window.idle());
  await expect(status(other)).toHaveText("signed-in");
});

test("a token that a renewal has put an end to ends no session", async ({ app, keycloak }) => {
  serve(app, keycloak, { sessionPollInterval: 1 });
  let isRevoked = false;
  let refused = 0;
  keycloak.override("userinfo", (request, response, answer) => {
    if (!isRevoked || request.method === "OPTIONS") return answer(request, response);
    refused += 1;
    response.writeHead(401, { "access-control-allow-origin": "*" }).end();
  });
  await signIn(app);
  const before = await app.tokens();
  // The provider has done its part of the renewal; the page doesn't know yet.
  const release = keycloak.hold("token");
  const arrival = keycloak.arrival("token");
  const renewal = app.page.evaluate(() => window.app.auth.renew().then(({ status }) => status));
  await arrival;
  isRevoked = true;
  await app.page.bringToFront();
  await expect.poll(() => refused).toBeGreaterThan(0);
  isRevoked = false;
  release();
  expect(await renewal).toBe("signed-in");
  await expect(app.status).toHaveText("signed-in");
  expect((await app.tokens()).accessToken).not.toBe(before.accessToken);
  await app.page.reload();
  await expect(app.status).toHaveText("signed-in");
});

test("what the provider ended for one tab is over in all, and nobody finds it again", async ({
  app,
  keycloak,
}) => {
  await signIn(app);
  serve(app, keycloak, { sessionPollInterval: 1 });
  const other = await anotherTab(app);
  await expect(status(other)).toHaveText("signed-in");
  keycloak.override("userinfo", (request, response, answer) => {
    if (request.method === "OPTIONS") return answer(request, response);
    response.writeHead(401, { "access-control-allow-origin": "*" }).end();
  });
  await other.bringToFront();
  await expect(status(other)).toHaveText("signed-out ended-by-provider");
  await expect(app.status).toHaveText("signed-out logout-elsewhere");
  await app.page.reload();
  await expect(app.status).toHaveText("signed-out never");
});

test("a page whose session has lasted for too long finds the later one of another tab", async ({
  app,
  keycloak,
}) => {
  serve(app, keycloak, { absoluteLimit: 100 });
  await signIn(app);
  const first = (await stored(app.page)).begunAt;
  const deaf = await deafTab(app, { clock: true });
  keycloak.autoLogin("bjorn");
  await signIn(app, { prompt: "login" });
  await expect.poll(() => nameOf(app.page)).toBe("Björn");
  const second = (await stored(app.page)).begunAt;
  expect(second).toBeGreaterThan(first);
  expect(await nameOf(deaf)).toBe("Aino");
  // The limit of the first is over, and that of the second is not.
  await deaf.clock.pauseAt(Math.floor((first + second) / 2) + 100_000);
  await expect.poll(() => nameOf(deaf)).toBe("Björn");
});

test("where the browser keeps nothing, a tab is told of a login in another", async ({ app }) => {
  await app.page.context().addInitScript(() => {
    Object.defineProperty(window, "indexedDB", { value: undefined });
  });
  const other = await anotherTab(app);
  await expect(status(other)).toHaveText("signed-out never");
  await other.evaluate(() => {
    window.logins = 0;
    window.app.auth.on("login-elsewhere", () => window.logins++);
  });
  await signIn(app);
  await expect.poll(() => other.evaluate(() => window.logins)).toBe(1);
  await expect(status(other)).toHaveText("signed-out never");
});

function serve(app, keycloak, options) {
  app.serve(atKeycloak(keycloak, { storage: "shared", ...options }));
}

async function signIn(app, login = {}) {
  if (app.page.url() === "about:blank") await app.open();
  await app.login(login);
  await expect(app.page.locator("#ready")).toContainText('"kind":"login"');
  await expect(app.status).toHaveText("signed-in");
}

const cameBack = (app) => expect(app.page.locator("#ready")).toContainText('"kind":"logout"');
const nameOf = (page) => page.evaluate(() => window.app.auth.session.claims?.given_name);
const stored = (page) => page.evaluate(() => window.stored("sessions").then((found) => found?.[1]));
