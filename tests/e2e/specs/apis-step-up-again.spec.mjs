// More than one step-up: one after the other, and at the same time.
import { API, call, payload, refusing, test, tokenOf } from "../setup/apis.mjs";
import { stay } from "../setup/provider-requests.mjs";
import { leave, neverContent } from "../setup/step-up.mjs";
import { expect } from "../setup/test.mjs";
import { tokenEndpoint } from "../setup/token-endpoint.mjs";

test("j_02 a step-up that helped is no reason to refuse the next, whatever else was wrong", async ({
  uma,
  api,
  keycloak,
}) => {
  const app = await uma({ stepUp: "redirect" });
  const url = `${api.origin}/strong/me`;
  neverContent(api);
  leave(app, url);
  await app.fillForm("aino");
  await app.page.waitForURL(`${app.site.origin}/**`);
  await expect(app.status).toHaveText("signed-in");
  api.override("/strong/me", (request, response, answer) =>
    request.method === "OPTIONS"
      ? answer(request, response)
      : response.writeHead(422, { "access-control-allow-origin": "*" }).end("{}"),
  );
  expect((await call(app, url, { auth: { audience: API } })).status).toBe(422);
  neverContent(api);
  keycloak.forget();
  keycloak.override("authorization", stay);
  leave(app, url);
  await expect.poll(() => begun(app, keycloak)).toEqual({ logins: 1, outcomes: [] });
});

test("j_02 a redirect without effect is repeated after five minutes at the earliest", async ({
  uma,
  api,
  app,
  keycloak,
}) => {
  await app.page.clock.install();
  // Sign-ins last a day.
  const long = () => tokenEndpoint(keycloak, { expiresIn: 86_400 });
  const usual = () => keycloak.override("token", (request, response, answer) => answer(request, response));
  long();
  await uma({ stepUp: "redirect" });
  usual();
  const url = `${api.origin}/strong/me`;
  neverContent(api);
  leave(app, url);
  await app.page.waitForSelector("#username");
  long();
  await app.fillForm("aino");
  await app.page.waitForURL(`${app.site.origin}/**`);
  // The earlier sign-in is shown already before the new one is there.
  await app.ready();
  usual();
  keycloak.forget();
  keycloak.override("authorization", stay);
  for (const minutes of ["00:00", "04:00"]) {
    await app.page.clock.fastForward(minutes);
    expect((await call(app, url, { auth: { audience: API } })).error.code).toBe("step_up_required");
  }
  await app.page.clock.fastForward("01:10");
  leave(app, url);
  await expect.poll(() => begun(app, keycloak)).toEqual({ logins: 1, outcomes: [] });
});

test("j_02 requests that want different sign-ins at the same time get one each", async ({ uma, api }) => {
  const app = await uma({ stepUp: "popup" });
  const first = await tokenOf(app, { audience: API });
  const challenge = (wanted) => ({
    "www-authenticate": `Bearer error="insufficient_user_authentication", ${wanted}`,
  });
  const acr = ({ authorization }) => payload(authorization).acr;
  const step = {};
  const opened = new Promise((resolve) => (step.opened = resolve));
  const clicked = new Promise((resolve) => (step.clicked = resolve));
  const strong = refusing(api, "/strong/a", (headers) => acr(headers) !== "2", challenge('acr_values="2"'));
  // Refused while the window of the other is open, and again when that has helped the other only.
  const recent = refusing(
    api,
    `/for/${API}/b`,
    async (headers, place) => {
      await [opened, clicked][place - 1];
      return acr(headers) !== "1" || headers.authorization === `Bearer ${first}`;
    },
    challenge('acr_values="1", max_age=0'),
  );
  await app.page.evaluate(
    ([origin, audience]) => {
      const auth = { audience };
      const send = (path) =>
        window.app.auth.fetch(origin + path, { auth }).then(
          ({ status }) => status,
          ({ code }) => code,
        );
      document.getElementById("status").addEventListener(
        "click",
        () => {
          window.answers = [send("/strong/a"), send(`/for/${audience}/b`)];
        },
        { once: true },
      );
    },
    [api.origin, API],
  );
  const answer = (place) => app.page.evaluate((which) => window.answers[which], place);
  const signIn = async (popup) => {
    await popup.fill("#username", "aino");
    await popup.fill("#password", "esimerkki");
    await popup.click("#sign-in");
  };
  let popup = app.page.waitForEvent("popup");
  await app.page.click("#status");
  const window = await popup;
  const refused = app.page.waitForResponse(`${api.origin}/for/${API}/b`);
  step.opened();
  await refused;
  await signIn(window);
  expect(await answer(0)).toBe(200);
  await expect.poll(() => recent.length).toBe(2);
  popup = app.page.waitForEvent("popup");
  // The next window needs a click of its own.
  await app.page.click("#status");
  step.clicked();
  const outcome = await Promise.race([popup, answer(1)]);
  if (typeof outcome === "object") await signIn(outcome);
  expect(await answer(1)).toBe(200);
  expect([strong, recent].map((sent) => sent.map(acr))).toEqual([
    ["1", "2"],
    ["1", "2", "1"],
  ]);
});

/** Logins for which the page wants to be left, and what came of its requests. */
const begun = async ({ page }, keycloak) => ({
  logins: keycloak.count("authorization"),
  outcomes: await page.evaluate(() => window.outcomes),
});
