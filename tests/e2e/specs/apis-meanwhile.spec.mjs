// Tokens for APIs while other things happen: somebody else signs in, the network fails, a renewal or a step-up asks anew.
import { API, payload, refusing, test, tokenOf } from "../setup/apis.mjs";
import { record, stay } from "../setup/provider-requests.mjs";
import { frames } from "../setup/renewals.mjs";
import { A, B, test as resources } from "../setup/resources.mjs";
import { expect } from "../setup/test.mjs";
import { tokenEndpoint } from "../setup/token-endpoint.mjs";

for (const mode of ["popup", "silent"]) {
  test(`who signs in as somebody else on the same page gets tokens of their own: ${mode}`, async ({
    uma,
    keycloak,
  }) => {
    const app = await uma({}, frames(keycloak));
    const { page } = app;
    const first = await tokenOf(app, { audience: API });
    await page.evaluate(() => {
      window.isSamePage = true;
    });
    keycloak.endAllSessions();
    keycloak.autoLogin("bjorn");
    if (mode === "silent") {
      await page.evaluate(() => window.app.auth.logout({ mode: "local" }));
      const other = await page.context().newPage();
      await other.goto(page.url());
      await other.evaluate(() => void window.app.login());
      await expect(other.locator("#status")).toHaveText("signed-in");
    }
    await page.evaluate((how) => window.app.auth.login({ mode: how }), mode);
    const { claims } = await app.session();
    const second = await tokenOf(app, { audience: API });
    expect(payload(second).sub).toBe(claims.sub);
    expect(payload(second).sub).not.toBe(payload(first).sub);
    expect(await page.evaluate(() => window.isSamePage)).toBe(true);
  });
}

test("a network that fails is tried twice more, after pauses", async ({ uma, keycloak }) => {
  const app = await uma();
  const { page } = app;
  let isCut = true;
  keycloak.override("token", (request, response, answer) =>
    isCut && request.method !== "OPTIONS" ? request.socket.destroy() : answer(request, response),
  );
  let failures = 0;
  page.on("requestfailed", (request) => {
    failures += Number(request.url().endsWith("/token"));
  });
  await page.clock.install();
  await page.clock.pauseAt(Date.now() + 1000);
  const ask = () =>
    page.evaluate((audience) => {
      window.outcome = undefined;
      window.app.auth.accessToken({ audience }).then(
        (token) => {
          window.outcome = token;
        },
        ({ code }) => {
          window.outcome = code;
        },
      );
    }, API);
  const outcome = async () => {
    await page.clock.runFor(500);
    return page.evaluate(() => window.outcome);
  };
  const failed = (times) =>
    expect(async () => {
      await page.clock.runFor(500);
      expect(failures).toBe(times);
    }).toPass();
  await ask();
  await expect.poll(outcome).toBe("api_token_unreachable");
  expect(failures).toBe(3);
  // While the clock stands still, nothing is tried again.
  failures = 0;
  await ask();
  await expect.poll(() => failures).toBe(1);
  await failed(2);
  isCut = false;
  await expect.poll(outcome).toMatch(/^ey/);
  expect(failures).toBe(2);
});

test("a token lives from the attempt that brought it, however long the one before took", async ({
  uma,
  app,
  keycloak,
}) => {
  await app.page.clock.install();
  // The sign-in lasts longer than a token of an API.
  tokenEndpoint(keycloak, { expiresIn: 86_400 });
  await uma();
  let asked = 0;
  let fail;
  const held = new Promise((resolve) => {
    keycloak.override("token", (request, response, answer) => {
      if (request.method === "OPTIONS" || asked++) return answer(request, response);
      fail = () => request.socket.destroy();
      resolve();
    });
  });
  const token = tokenOf(app, { audience: API });
  await held;
  await app.page.clock.fastForward("03:00:00");
  fail();
  expect(await token).toMatch(/^ey/);
  expect(asked).toBe(2);
});

test("a silent renewal asks again for the scope and in the language that the login asked for", async ({
  app,
  keycloak,
}) => {
  app.serve({ ...app.config, provider: keycloak.origin, policy: frames(keycloak) });
  await app.signIn("aino", { login: { scope: "openid profile", uiLocales: "sv" } });
  expect(app.config.options.scope).not.toBe("openid profile");
  expect(await renewedSilently(app, keycloak, "token", "authorization")).toMatchObject({
    prompt: ["none"],
    scope: ["openid profile"],
    ui_locales: ["sv"],
  });
  expect((await app.session()).scope).toEqual(["openid", "profile"]);
});

resources(
  "a silent renewal asks again for the resources that the login asked for",
  async ({ signedIn: { app, provider } }) => {
    expect(await renewedSilently(app, provider, "/token", "/auth")).toMatchObject({
      prompt: ["none"],
      resource: [A, B],
    });
    expect(payload(await tokenOf(app, { resource: B })).aud).toBe(B);
  },
);

resources(
  "a step-up asks again for the scope and the resources that the login asked for",
  async ({ signedIn: { app, provider, serve }, api }) => {
    serve({ stepUp: "redirect" });
    await app.open();
    await app.login({ resource: [A, B], scope: "openid read" });
    await app.page.waitForURL("**/callback");
    await expect(app.status).toHaveText("signed-in");
    const path = `/for/${encodeURIComponent(A)}`;
    refusing(api, path, () => true, { "www-authenticate": STRONGER });
    const asked = [];
    provider.override("/auth", (request, response) => {
      asked.push(request);
      stay(request, response);
    });
    await app.page.evaluate(
      ([address, resource]) => void window.app.auth.fetch(address, { auth: { resource } }),
      [api.origin + path, A],
    );
    await expect.poll(() => asked.length).toBe(1);
    expect(queryOf(asked[0])).toMatchObject({
      resource: [A, B],
      scope: ["openid read"],
      acr_values: ["2"],
      max_age: ["60"],
    });
  },
);

const STRONGER = 'Bearer error="insufficient_user_authentication", acr_values="2", max_age=60';

/** What a renewal asks for when the refresh token is refused. */
async function renewedSilently({ page }, provider, token, authorization) {
  const asked = record(provider, authorization);
  const undo = provider.override(token, async (request, response, answer) => {
    if (request.method === "OPTIONS") return answer(request, response);
    let body = "";
    for await (const chunk of request) body += chunk;
    request.body = Object.fromEntries(new URLSearchParams(body));
    if (request.body.grant_type !== "refresh_token") return answer(request, response);
    const headers = { "content-type": "application/json", "access-control-allow-origin": "*" };
    response.writeHead(400, headers).end('{"error":"invalid_grant"}');
  });
  await page.evaluate(() => window.app.auth.renew());
  undo();
  expect(asked).toHaveLength(1);
  return queryOf(asked[0]);
}

function queryOf({ url }) {
  const { searchParams } = new URL(url, "http://localhost");
  return Object.fromEntries([...searchParams.keys()].map((name) => [name, searchParams.getAll(name)]));
}
