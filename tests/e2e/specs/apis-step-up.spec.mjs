// APIs that want a stronger or a more recent sign-in: RFC 9470.
import { API, call, clickThatFetches, test } from "../setup/apis.mjs";
import { stay } from "../setup/provider-requests.mjs";
import { leave, neverContent } from "../setup/step-up.mjs";
import { expect } from "../setup/test.mjs";

test("j_01 a step-up that is not allowed is told with what to ask for", async ({ uma, api }) => {
  const app = await uma();
  const { error } = await call(app, `${api.origin}/strong/me`, { auth: { audience: API } });
  expect(error).toMatchObject({ code: "step_up_required", phase: "api", acrValues: "2", maxAge: 60 });
  expect(api.seen).toHaveLength(1);
});

test("j_01 a step-up in a window, and the request is sent again", async ({ uma, api }) => {
  const app = await uma({ stepUp: "popup" });
  const before = await app.session();
  const opened = app.page.waitForEvent("popup");
  const status = clickThatFetches(app, `${api.origin}/strong/save`);
  const popup = await opened;
  await popup.fill("#username", "aino");
  await popup.fill("#password", "esimerkki");
  await popup.click("#sign-in");
  expect(await status).toEqual({ status: 200, body: "kept" });
  const after = await app.session();
  expect([before.claims.acr, after.claims.acr]).toEqual(["1", "2"]);
});

test("j_01 a window that the browser blocks leaves it to the application", async ({ uma, api }) => {
  const app = await uma({ stepUp: "popup" });
  await app.page.evaluate(() => {
    window.open = () => null;
  });
  const { error } = await call(app, `${api.origin}/strong/me`, { auth: { audience: API } });
  expect(error).toMatchObject({ code: "step_up_required", acrValues: "2" });
});

test("j_02 an API that is never content gets one step-up", async ({ uma, api }) => {
  const app = await uma({ stepUp: "popup" });
  api.override("/strong/save", (request, response, answer) => {
    if (request.method === "OPTIONS") return answer(request, response);
    const challenge = 'Bearer error="insufficient_user_authentication", acr_values="2"';
    const headers = {
      "access-control-allow-origin": "*",
      "access-control-expose-headers": "www-authenticate",
    };
    response.writeHead(401, { ...headers, "www-authenticate": challenge }).end();
  });
  const opened = app.page.waitForEvent("popup");
  const answer = clickThatFetches(app, `${api.origin}/strong/save`);
  const popup = await opened;
  await popup.fill("#username", "aino");
  await popup.fill("#password", "esimerkki");
  await popup.click("#sign-in");
  expect(await answer).toBe("step_up_required");
  expect(api.count("/strong/save")).toBe(2);
});

test("j_02 a step-up by redirect that changes nothing is not repeated", async ({ uma, api, keycloak }) => {
  const app = await uma({ stepUp: "redirect" });
  const url = `${api.origin}/strong/me`;
  await app.page.evaluate(
    ([address, audience]) => void window.app.auth.fetch(address, { auth: { audience } }),
    [url, API],
  );
  await app.fillForm("aino");
  await app.page.waitForURL(`${app.site.origin}/**`);
  // A request waits for the answer that has just come.
  expect((await call(app, url, { auth: { audience: API } })).status).toBe(200);
  keycloak.forget();
  api.override("/strong/me", (request, response, answer) => {
    if (request.method === "OPTIONS") return answer(request, response);
    const challenge = 'Bearer error="insufficient_user_authentication", max_age=0';
    const headers = {
      "access-control-allow-origin": "*",
      "access-control-expose-headers": "www-authenticate",
    };
    response.writeHead(401, { ...headers, "www-authenticate": challenge }).end();
  });
  await app.page.evaluate(
    ([address, audience]) => void window.app.auth.fetch(address, { auth: { audience } }),
    [url, API],
  );
  await app.fillForm("aino");
  await app.page.waitForURL(`${app.site.origin}/**`);
  expect(keycloak.count("authorization")).toBe(1);
  expect((await call(app, url, { auth: { audience: API } })).error.code).toBe("step_up_required");
});

test("j_02 a redirect without effect is not repeated when other requests succeed, until a logout", async ({
  uma,
  api,
}) => {
  const app = await uma({ stepUp: "redirect" });
  neverContent(api);
  leave(app, `${api.origin}/strong/me`);
  await app.fillForm("aino");
  await app.page.waitForURL(`${app.site.origin}/**`);
  await expect(app.status).toHaveText("signed-in");
  const strong = () => call(app, `${api.origin}/strong/me`, { auth: { audience: API } });
  for (const _ of ["after the login", "at the next page load"]) {
    expect((await call(app, `${api.origin}/for/${API}/me`, { auth: { audience: API } })).status).toBe(200);
    expect((await strong()).error.code).toBe("step_up_required");
    await app.open();
  }
  expect((await strong()).error.code).toBe("step_up_required");
  await app.page.evaluate(() => window.app.auth.logout({ mode: "local" }));
  expect(await marks(app)).toEqual([]);
});

test("j_02 requests that want the same at the same time leave the page once, and are not repeated", async ({
  uma,
  api,
}) => {
  const app = await uma({ stepUp: "redirect" });
  neverContent(api);
  leave(app, `${api.origin}/strong/me`, `${api.origin}/strong/me`);
  await app.fillForm("aino");
  await app.page.waitForURL(`${app.site.origin}/**`);
  await expect(app.status).toHaveText("signed-in");
  const { error } = await call(app, `${api.origin}/strong/me`, { auth: { audience: API } });
  expect(error.code).toBe("step_up_required");
});

test("j_02 a redirect that could not begin is tried again", async ({ uma, api }) => {
  const app = await uma({ stepUp: "redirect" });
  await app.page.evaluate(() => {
    const { setItem } = Storage.prototype;
    Storage.prototype.setItem = function (key, value) {
      if (key.startsWith("kirjaudu.login.")) throw new Error("full");
      setItem.call(this, key, value);
    };
    window.makeRoom = () => {
      Storage.prototype.setItem = setItem;
    };
  });
  const { error } = await call(app, `${api.origin}/strong/me`, { auth: { audience: API } });
  expect(error.code).toBe("storage_unavailable");
  await app.page.evaluate(() => window.makeRoom());
  leave(app, `${api.origin}/strong/me`);
  await app.fillForm("aino");
  await app.page.waitForURL(`${app.site.origin}/**`);
  await expect(app.status).toHaveText("signed-in");
  expect(await marks(app)).toHaveLength(1);
  expect((await call(app, `${api.origin}/strong/me`, { auth: { audience: API } })).status).toBe(200);
  expect(await marks(app)).toEqual([]);
});

test("j_02 a step-up by redirect that never leaves the page is given up, and so is the next one", async ({
  uma,
  api,
  keycloak,
}) => {
  const app = await uma({ stepUp: "redirect" });
  // Playwright's clock does not reach a page that has asked to be left.
  await app.page.evaluate(() => {
    const { setTimeout } = window;
    window.setTimeout = (work, delay, ...given) => {
      if (delay !== 30_000) return setTimeout(work, delay, ...given);
      window.letTimePass = work;
      return 0;
    };
  });
  keycloak.forget();
  keycloak.override("authorization", stay);
  const arrival = keycloak.arrival("authorization");
  leave(app, `${api.origin}/strong/me`);
  await arrival;
  const outcomes = () => app.page.evaluate(() => window.outcomes);
  expect(await outcomes()).toEqual([]);
  await app.page.evaluate(() => window.letTimePass());
  const required = ["step_up_required", "2"];
  await expect.poll(outcomes).toEqual([required]);
  leave(app, `${api.origin}/strong/me`);
  await expect.poll(outcomes).toEqual([required, required]);
  expect(keycloak.count("authorization")).toBe(1);
});

test("j_04 a step-up that the provider takes lightly sends no request", async ({ uma, api, keycloak }) => {
  const app = await uma({ stepUp: "popup" });
  keycloak.override("authorization", (request, response, answer) => {
    request.url = request.url.replace(/&acr_values=[^&]*/, "");
    return answer(request, response);
  });
  // Who is signed in there need not do it again.
  expect(await clickThatFetches(app, `${api.origin}/strong/save`)).toBe("authentication_insufficient");
  expect(api.count("/strong/save")).toBe(1);
});

test("j_02 a step-up as another person does not send their request", async ({ uma, api }) => {
  const app = await uma({ stepUp: "popup" });
  const opened = app.page.waitForEvent("popup");
  const answer = clickThatFetches(app, `${api.origin}/strong/save`);
  const popup = await opened;
  await popup.fill("#username", "bjorn");
  await popup.fill("#password", "esimerkki");
  await popup.click("#sign-in");
  expect(await answer).toBe("step_up_required");
  expect(api.count("/strong/save")).toBe(1);
});

const marks = ({ page }) =>
  page.evaluate(() => Object.keys(sessionStorage).filter((key) => key.startsWith("kirjaudu.step-up ")));
