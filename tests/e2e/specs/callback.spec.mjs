// The page that the response comes back to: handled once, whatever the person or the framework does.
import { requestsOfPage } from "../setup/provider-requests.mjs";
import { atKeycloak, expect, test } from "../setup/test.mjs";

test("pain_02 a reload of the callback page keeps the session and asks for nothing", async ({
  app,
  keycloak,
}) => {
  await app.signIn();
  keycloak.forget();
  await app.page.reload();
  await expect(app.status).toHaveText("signed-in");
  expect((await app.ready()).callback).toBeUndefined();
  await app.tokens(); // by now the core has looked at the session too
  await expect(app.status).toHaveText("signed-in");
  expect(requestsOfPage(keycloak)).toEqual([]);
});

test("pain_02 a reload in the middle of the exchange sends the code once, and login works again", async ({
  app,
  keycloak,
}) => {
  await app.open();
  await app.login();
  const release = keycloak.hold("token");
  const arrival = keycloak.arrival("token");
  await app.fillForm("aino");
  await arrival;
  await expect(app.status).toHaveText("loading");
  await app.page.reload();
  await expect(app.status).toHaveText("signed-out never");
  expect((await app.ready()).callback).toBeUndefined();
  expect(keycloak.count("token")).toBe(1);
  release();

  await app.login();
  await expect(app.status).toHaveText("signed-in");
  expect(keycloak.count("token")).toBe(2);
});

test("pain_01 two clients with the same options, as StrictMode makes them, send one token request", async ({
  app,
  keycloak,
}) => {
  app.serve({ ...atKeycloak(keycloak), clients: 2 });
  await app.signIn();
  expect((await app.ready()).callback.kind).toBe("login");
  expect(await app.page.evaluate(() => window.app.sameAnswer)).toBe(true);
  expect(keycloak.count("token")).toBe(1);
});

test("d_10 a client made while the exchange is on its way shares it", async ({ app, keycloak }) => {
  await app.open();
  await app.login();
  const release = keycloak.hold("token");
  const arrival = keycloak.arrival("token");
  await app.fillForm("aino");
  await arrival;
  await app.page.evaluate(() => {
    const { createAuth, options } = window.app;
    const late = createAuth(structuredClone(options));
    window.late = late
      .ready()
      .then(({ session, callback }) => ({ status: session.status, kind: callback.kind }));
  });
  release();
  await expect(app.status).toHaveText("signed-in");
  expect(await app.page.evaluate(() => window.late)).toEqual({ status: "signed-in", kind: "login" });
  expect(keycloak.count("token")).toBe(1);
});

test("d_10 a login that is on its way back outlives the session before it", async ({ app, keycloak }) => {
  app.serve(atKeycloak(keycloak, { clientId: "exampleapp-short-ui", autoRenew: false }));
  await app.page.clock.install();
  await app.signIn();
  // The first session ends 15 seconds after it began: here while the code of the second one is exchanged.
  await app.page.clock.fastForward(10_000);
  const release = keycloak.hold("token");
  const arrival = keycloak.arrival("token");
  await app.login({ prompt: "login" });
  await app.fillForm("aino");
  await arrival;
  await expect(app.status).toHaveText("signed-in");
  await app.page.clock.fastForward(6_000);
  await expect(app.status).toHaveText("signed-out expired");
  release();
  await expect(app.status).toHaveText("signed-in");
});

test("b_05 the callback URL opened again changes nothing for somebody who is signed in", async ({
  app,
  keycloak,
}) => {
  await app.signIn();
  await app.open(lastCallback(app));
  await expect(app.status).toHaveText("signed-in");
  const { session } = await app.ready();
  expect(session.status).toBe("signed-in");
  expect(session.error).toBeUndefined();
  expect(await app.href()).toBe(`${app.site.origin}/callback`);
  expect(keycloak.count("token")).toBe(1);
});

test("b_05 the callback URL opened again after a failure is told as already used", async ({
  app,
  keycloak,
}) => {
  keycloak.autoLogin("aino");
  keycloak.override("token", refuseGrant(app.site.origin));
  await app.open();
  await app.login();
  await expect(app.status).toHaveText("signed-out login-failed");
  expect((await app.session()).error.code).toBe("invalid_grant");
  await app.open(lastCallback(app));
  await expect(app.status).toHaveText("signed-out login-failed");
  expect((await app.session()).error.code).toBe("state_already_used");
  expect(await app.href()).toBe(`${app.site.origin}/callback`);
  expect(keycloak.count("token")).toBe(1);
});

test("pain_02 the back button after login finds the session", async ({ app, keycloak }) => {
  await app.signIn();
  await app.open("/elsewhere");
  await expect(app.status).toHaveText("signed-in");
  await app.page.goBack();
  await expect(app.status).toHaveText("signed-in");
  expect(await app.href()).toBe(`${app.site.origin}/callback`);
  expect((await app.ready()).session.error).toBeUndefined();
  expect(keycloak.count("token")).toBe(1);
});

test("b_01 b_17 a response that this tab did not ask for is refused before any request", async ({
  app,
  keycloak,
}) => {
  const iss = encodeURIComponent(`${keycloak.origin}/auth/realms/helsinki-tunnistus`);
  await app.open(`/callback?code=stolen&state=UNKNOWN&iss=${iss}`);
  await expect(app.status).toHaveText("signed-out login-failed");
  expect((await app.session()).error).toMatchObject({ code: "state_unknown", phase: "callback" });
  expect(await app.href()).toBe(`${app.site.origin}/callback`);
  expect(requestsOfPage(keycloak)).toEqual([]);

  keycloak.autoLogin("aino");
  await app.login();
  await expect(app.status).toHaveText("signed-in");
});

test("b_06 a login that took more than half an hour is refused", async ({ app, keycloak }) => {
  await app.page.clock.install();
  await app.open();
  await app.login();
  await app.page.waitForSelector("#sign-in");
  await app.page.clock.fastForward("31:00");
  await app.fillForm("aino");
  await expect(app.status).toHaveText("signed-out login-failed");
  expect((await app.session()).error.code).toBe("state_expired");
  expect(keycloak.count("token")).toBe(0);
});

test("b_14 the address is clean and the history not longer after a response in the query", async ({
  app,
}) => {
  await app.signIn();
  await expectCleaned(app, /[?&]code=.*/);
});

test("b_14 the address is clean and the history not longer after a response in the fragment", async ({
  app,
  keycloak,
}) => {
  app.serve(atKeycloak(keycloak, { clientId: "legacy-ui", flow: "implicit" }));
  await app.signIn();
  await expectCleaned(app, /#.*access_token=.*/);
});

test("b_14 the address is clean after a refusal; what is not of the response stays", async ({ app }) => {
  const own = "lang=fi&utm=%20a+b";
  await app.open(`/callback?${own}&error=access_denied&state=x&error_description=no&x=%E4#/orders/1?a=b`);
  await expect(app.status).toHaveText("signed-out login-failed");
  expect(await app.href()).toBe(`${app.site.origin}/callback?${own}&x=%E4#/orders/1?a=b`);
  const { historyLength } = await app.atStart();
  expect(await app.page.evaluate(() => history.length)).toBe(historyLength);
});

test("b_16 a frame does not take the response of the page's login; the page still can", async ({
  app,
  keycloak,
  site,
}) => {
  app.serve({ ...atKeycloak(keycloak), policy: { "frame-ancestors": "'self'", "frame-src": "'self'" } });
  keycloak.autoLogin("aino");
  await app.open();
  // The response stops at a page of this origin without any script.
  const script = site.override("/page.js", (_request, response) => response.writeHead(404).end());
  await app.login();
  await app.page.waitForURL(/\/callback\?.*code=/);
  script();

  const response = app.page.url();
  await app.page.evaluate((src) => {
    document.body.append(Object.assign(document.createElement("iframe"), { src }));
  }, response);
  const frame = app.page.frameLocator("iframe");
  await expect(frame.locator("#status")).toHaveText("signed-out login-failed");
  await expect(frame.locator("#ready")).toContainText('"callback_in_frame"');
  expect(keycloak.count("token")).toBe(0);

  await app.page.reload();
  await expect(app.status).toHaveText("signed-in");
  expect(keycloak.count("token")).toBe(1);
});

function lastCallback({ site }) {
  return site.requests.findLast(({ url }) => url.startsWith("/callback?")).url;
}

function refuseGrant(origin) {
  return (_request, response) =>
    response
      .writeHead(400, { "content-type": "application/json", "access-control-allow-origin": origin })
      .end('{"error":"invalid_grant"}');
}

async function expectCleaned(app, response) {
  const { href, historyLength } = await app.atStart();
  expect(href).toMatch(response); // there was something to clean
  const clean = `${app.site.origin}/callback`;
  expect(await app.page.evaluate(() => window.app.firstFrame)).toEqual({ status: "loading", href: clean });
  expect(await app.href()).toBe(clean);
  expect(await app.page.evaluate(() => history.length)).toBe(historyLength);
}
