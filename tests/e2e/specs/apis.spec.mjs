// Tokens for APIs, and requests with them, to an API that checks every token for real.
import { record } from "../setup/provider-requests.mjs";
import { atKeycloak, atTunnistamo, test as base, expect } from "../setup/test.mjs";

const API = "exampleapp-api-test";
const PROFILE = "profile-api-test";
const HELSINKI_PROFILE = "https://api.hel.fi/auth/helsinkiprofile";
const EXAMPLE_APP = "https://api.hel.fi/auth/exampleapp";

const test = base.extend({
  /** Signed in at the Keycloak-like provider, with UMA tickets. */
  uma: async ({ app, keycloak, api }, use) => {
    await use(async (options) => {
      app.serve(withApi(atKeycloak(keycloak, { apiTokens: { kind: "uma-ticket" }, ...options }), api));
      await app.signIn();
      return app;
    });
  },
});

test("a UMA ticket is asked for as Keycloak wants it, once, and the API takes it", async ({
  uma,
  keycloak,
  api,
}) => {
  const { page } = await uma();
  const { accessToken } = await page.evaluate(async () => ({
    accessToken: await window.app.auth.accessToken(),
  }));
  const requests = record(keycloak, "token");
  // In parallel: one request for each audience.
  const answers = await page.evaluate(
    ([origin, names]) =>
      Promise.all(
        names.map(async (audience) => {
          const reply = await window.app.auth.fetch(`${origin}/for/${audience}/me`, { auth: { audience } });
          return [reply.status, (await reply.json()).aud];
        }),
      ),
    [api.origin, [API, PROFILE, API]],
  );
  expect(answers).toEqual([API, PROFILE, API].map((name) => [200, name]));
  const asked = requests.filter(({ method }) => method === "POST");
  expect(asked.map(({ body }) => body).sort()).toEqual(
    [API, PROFILE].map(
      (name) =>
        `audience=${name}&grant_type=urn%3Aietf%3Aparams%3Aoauth%3Agrant-type%3Auma-ticket&permission=%23access`,
    ),
  );
  for (const { headers } of asked) expect(headers.authorization).toBe(`Bearer ${accessToken}`);
  expect(api.seen.filter(({ headers }) => headers.cookie)).toEqual([]);
});

test("a token of an API is kept in the page's memory only, and forgotten with the session", async ({
  uma,
  keycloak,
}) => {
  const app = await uma();
  const asked = () => keycloak.count("token");
  const before = asked();
  const token = await tokenOf(app, { audience: API });
  expect(await tokenOf(app, { audience: API })).toBe(token);
  expect(asked()).toBe(before + 1);
  // Another scope, permission or lifetime is another token.
  expect(await tokenOf(app, { audience: API, minValidity: 3600 })).toBe("access_token_unavailable");
  expect(await tokenOf(app, { audience: API, permission: "#none" })).toBe("api_token_refused");
  const stored = await app.page.evaluate(() => JSON.stringify([{ ...sessionStorage }, { ...localStorage }]));
  expect(stored).not.toContain(token);
  await app.logout({ mode: "local" });
  await expect(app.status).toHaveText("signed-out logout");
  expect(await tokenOf(app, { audience: API })).toBe("not_signed_in");
});

test("who signs in as somebody else gets tokens of their own", async ({ uma, keycloak }) => {
  const app = await uma();
  const first = payload(await tokenOf(app, { audience: API }));
  await app.page.evaluate(() => window.app.auth.logout({ mode: "local" }));
  keycloak.endAllSessions();
  await app.signIn("bjorn");
  const second = payload(await tokenOf(app, { audience: API }));
  expect(second.sub).not.toBe(first.sub);
});

test("each audience has a result of its own", async ({ uma }) => {
  const app = await uma();
  const results = await app.page.evaluate(
    (names) =>
      Promise.all(
        names.map((audience) =>
          window.app.auth.accessToken({ audience }).then(
            () => "a token",
            ({ code, phase, retryable, provider }) => ({ code, phase, retryable, provider }),
          ),
        ),
      ),
    [API, "internal-api-test", "no-api"],
  );
  const refused = { code: "api_token_refused", phase: "api", retryable: false };
  expect(results).toEqual([
    "a token",
    { ...refused, provider: { error: "access_denied", description: "not_authorized" } },
    {
      ...refused,
      provider: { error: "invalid_request", description: "Unknown resource server id: [no-api]" },
    },
  ]);
});

test("a provider that is down is tried twice more, and one that refuses is not", async ({
  uma,
  keycloak,
}) => {
  const app = await uma();
  let answered = 0;
  keycloak.override("token", async (request, response, answer) => {
    if (request.method === "OPTIONS" || ++answered > 2) return answer(request, response);
    response.writeHead(503, { "access-control-allow-origin": "*" }).end();
  });
  expect(await tokenOf(app, { audience: API })).toMatch(/^ey/);
  expect(answered).toBe(3);
  answered = -100;
  expect(await tokenOf(app, { audience: PROFILE })).toBe("api_token_unreachable");
  expect(answered).toBe(-97);
  answered = 10;
  expect(await tokenOf(app, { audience: "no-api" })).toBe("api_token_refused");
  expect(answered).toBe(11);
});

test("without apiTokens the access token of the sign-in goes along", async ({ app, keycloak, api }) => {
  app.serve(withApi(atKeycloak(keycloak), api));
  await app.signIn();
  expect(await call(app, `${api.origin}/plain/me`)).toMatchObject({
    status: 200,
    body: { name: "Aino Esimerkki" },
  });
  expect(await call(app, `${api.origin}/plain/me`, { auth: { audience: API } })).toMatchObject({
    error: { code: "config_invalid", field: "audience" },
  });
});

test("Tunnistamo gives the tokens of all APIs at once", async ({ app, tunnistamo, api }) => {
  const options = {
    scope: `openid profile ${HELSINKI_PROFILE} ${EXAMPLE_APP}`,
    apiTokens: { kind: "tunnistamo", url: `${tunnistamo.base}/api-tokens` },
  };
  app.serve(withApi(atTunnistamo(tunnistamo, options), api));
  await app.signIn();
  const requests = record(tunnistamo, "apiTokens");
  const at = (name) =>
    call(app, `${api.origin}/for/${encodeURIComponent(name)}`, { auth: { audience: name } });
  for (const answer of await Promise.all([HELSINKI_PROFILE, EXAMPLE_APP].map(at)))
    expect(answer.status).toBe(200);
  expect(await at("https://api.hel.fi/auth/other")).toMatchObject({ error: { code: "api_token_refused" } });
  expect(requests.filter(({ method }) => method === "POST")).toMatchObject([
    { url: "/api-tokens/", body: "" },
  ]);
  tunnistamo.endAllSessions();
  await app.page.reload();
  expect(await at(EXAMPLE_APP)).toMatchObject({ error: { code: "api_token_refused" } });
});

test("g_17 a token goes to no other place than those that are allowed", async ({ uma, api, site }) => {
  const { port } = new URL(api.origin);
  const app = await uma({ allowedOrigins: [api.origin, "https://api.example", "https://below.example/v1/"] });
  for (const [url, code = "api_origin_not_allowed"] of [
    ["https://api.example.evil.com/"],
    ["https://api.example:444/"],
    ["http://api.example/"],
    ["https://API.example.evil.com/"],
    ["https://аpi.example/"],
    ["//evil.example/"],
    ["https:\\\\evil.example\\@api.example"],
    [`http://localhost:${port}@evil.example/`, "TypeError"],
    ["https://api.example@evil.com/", "TypeError"],
    ["https://user@api.example/", "TypeError"],
    [`http://127.0.0.1:${port}/`],
    ["https://below.example/"],
    ["https://below.example/v1"],
    ["https://below.example/v10/"],
    ["https://below.example/v1/../admin"],
    ["https://below.example/v1/%2e%2e/admin"],
    ["https://below.example/v1/..%2Fadmin"],
    ["https://below.example/v1/..%5cadmin"],
    [`${site.origin}/`],
    ["/here"],
    ["blob:https://api.example/1"],
    ["data:text/plain,x"],
  ]) {
    const { error } = await call(app, url, { auth: { audience: API } });
    expect([url, error?.code ?? error?.name]).toEqual([url, code]);
  }
  expect(api.seen).toEqual([]);
});

test("g_17 what is no list of origins is refused, not interpreted", async ({ app, keycloak, api }) => {
  for (const allowedOrigins of [
    ["https://api.example/v1"],
    ["https://api.example@evil.com"],
    ["https://API.example"],
    ["http://api.example"],
    ["https://*.example"],
    ["https://api.example/?x=/"],
    ["https://api.example/#/"],
    ["https://api.example/v1/../"],
    ["null"],
    ["*"],
  ]) {
    app.serve(withApi(atKeycloak(keycloak, { allowedOrigins }), api));
    await app.open();
    const { error } = await call(app, `${api.origin}/plain/`);
    expect([allowedOrigins, error.code, error.field]).toEqual([
      allowedOrigins,
      "config_invalid",
      "allowedOrigins",
    ]);
  }
  app.serve(withApi(atKeycloak(keycloak, { allowedOrigins: undefined }), api));
  await app.open();
  expect((await call(app, `${api.origin}/plain/`)).error.code).toBe("api_origin_not_allowed");
});

test("a token follows no redirect", async ({ uma, api }) => {
  const app = await uma();
  api.override("/moved", (_request, response) =>
    response
      .writeHead(302, { location: `${api.origin}/elsewhere`, "access-control-allow-origin": "*" })
      .end(),
  );
  const at = (init) => call(app, `${api.origin}/moved`, { auth: { audience: API }, ...init });
  expect((await at()).error.name).toBe("TypeError");
  expect((await at({ redirect: "manual" })).type).toBe("opaqueredirect");
  expect((await at({ redirect: "follow" })).error).toMatchObject({
    code: "api_request_invalid",
    field: "redirect",
  });
  expect(api.count("/elsewhere")).toBe(0);
});

test("headers that the caller has set are refused, not overwritten", async ({ uma, api }) => {
  const app = await uma();
  const url = `${api.origin}/both/me`;
  const auth = { audience: API, headers: { "X-Authorization": { audience: PROFILE } } };
  for (const [init, field] of [
    [{ headers: { authorization: "Bearer mine" } }, "Authorization"],
    [{ headers: { "x-authorization": "mine" } }, "X-Authorization"],
    [{ headers: { dpop: "mine" } }, "DPoP"],
    [{ mode: "no-cors" }, "mode"],
    [{ auth: { audience: API, headers: { AUTHORIZATION: { audience: PROFILE } } } }, "auth.headers"],
  ]) {
    const { error } = await call(app, url, { auth, ...init });
    expect([error.code, error.field]).toEqual(["api_request_invalid", field]);
  }
  expect(api.seen).toEqual([]);
  expect(await call(app, url, { auth })).toMatchObject({ status: 200, body: { aud: API, other: PROFILE } });
});

test("cookies go along only where somebody wants them to", async ({ uma, api }) => {
  const app = await uma();
  await app.page.context().addCookies([{ name: "tracked", value: "1", url: api.origin }]);
  const url = `${api.origin}/for/${API}/me`;
  await call(app, url, { auth: { audience: API } });
  await call(app, url, { auth: { audience: API }, credentials: "include" });
  expect(api.seen.map(({ headers }) => headers.cookie?.includes("tracked") ?? false)).toEqual([false, true]);
});

test("a token that an API refuses is replaced once, and the body is sent again", async ({
  uma,
  api,
  keycloak,
}) => {
  const app = await uma();
  const url = `${api.origin}/for/${API}/save`;
  const first = await tokenOf(app, { audience: API });
  let refusals = 1;
  api.override(new URL(url).pathname, (request, response, answer) => {
    if (request.method === "OPTIONS" || refusals-- <= 0) return answer(request, response);
    response
      .writeHead(401, {
        "access-control-allow-origin": "*",
        "www-authenticate": 'Bearer error="invalid_token"',
      })
      .end("no");
  });
  const before = keycloak.count("token");
  for (const kind of ["text", "form", "blob", "request"]) {
    refusals = 1;
    api.forget();
    expect([kind, await post(app, url, kind)]).toEqual([kind, 200]);
    expect(api.seen[0].body).toContain("ä");
  }
  expect(keycloak.count("token")).toBe(before + 4);
  expect(await tokenOf(app, { audience: API })).not.toBe(first);
  // The second answer is given as it is.
  refusals = 2;
  expect(await post(app, url, "text")).toBe(401);
  expect(refusals).toBe(0);
});

test("a stream is sent once, and that is said", async ({ uma, api, browserName }) => {
  test.skip(browserName !== "chromium", "only Chromium sends streams");
  const app = await uma();
  const status = await app.page.evaluate(async (url) => {
    const body = new ReadableStream({ start: (controller) => controller.close() });
    const init = { method: "POST", body, duplex: "half", auth: { audience: "exampleapp-api-test" } };
    return window.app.auth.fetch(url, init).then(
      ({ status }) => status,
      (error) => error.name,
    );
  }, `${api.origin}/for/${API}/save`);
  // Streams need HTTP/2, which this server does not speak: that it is fetch which refuses shows that it got that far.
  expect(status).toBe("TypeError");
});

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
  await expect(app.status).toHaveText("signed-in");
  expect((await app.session()).claims.acr).toBe("2");
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
  await expect(app.status).toHaveText("signed-in");
  expect(keycloak.count("authorization")).toBe(1);
  expect((await call(app, url, { auth: { audience: API } })).error.code).toBe("step_up_required");
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

test("a request that is given up while its token is on its way is not sent", async ({
  uma,
  api,
  keycloak,
}) => {
  const app = await uma();
  const release = keycloak.hold("token");
  const asked = keycloak.arrival("token");
  const result = app.page.evaluate(
    ([url, audience]) => {
      const controller = new AbortController();
      window.giveUp = () => controller.abort();
      return window.app.auth
        .fetch(url, { auth: { audience }, signal: controller.signal })
        .catch(({ name }) => name);
    },
    [`${api.origin}/for/${API}/me`, API],
  );
  await asked;
  await app.page.evaluate(() => window.giveUp());
  expect(await result).toBe("AbortError");
  release();
  expect(await tokenOf(app, { audience: API })).toMatch(/^ey/);
  expect(api.seen).toEqual([]);
});

// The API may be called, and is allowed to get tokens unless the options say otherwise.
function withApi({ provider, options, ...rest }, { origin }) {
  return { ...rest, provider: [provider, origin], options: { allowedOrigins: [origin], ...options } };
}

function call({ page }, url, init) {
  return page.evaluate(
    async ([address, how]) => {
      try {
        const reply = await window.app.auth.fetch(address, how);
        const text = await reply.text();
        return { status: reply.status, type: reply.type, body: text && JSON.parse(text) };
      } catch (error) {
        return { error: { ...error, name: error.name, message: error.message } };
      }
    },
    [url, init],
  );
}

const tokenOf = ({ page }, options) =>
  page.evaluate((asked) => window.app.auth.accessToken(asked).catch(({ code }) => code), options);

const payload = (token) => JSON.parse(Buffer.from(token.split(".")[1], "base64url"));

// Bodies that a page may send, as it may send them.
function post({ page }, url, kind) {
  return page.evaluate(
    async ([address, body, audience]) => {
      const form = new FormData();
      form.set("name", "ä");
      const init = { method: "POST", body: { text: "ä", form, blob: new Blob(["ä"]), request: "ä" }[body] };
      const auth = { audience };
      const { fetch } = window.app.auth;
      const reply =
        body === "request"
          ? await fetch(new Request(address, init), { auth })
          : await fetch(address, { ...init, auth });
      return reply.status;
    },
    [url, kind, API],
  );
}

// Windows open only upon a click.
async function clickThatFetches({ page }, url) {
  await page.evaluate(
    ([address, audience]) => {
      window.answer = new Promise((resolve) =>
        document.getElementById("status").addEventListener("click", async () => {
          const init = { method: "POST", body: "kept", auth: { audience } };
          const reply = window.app.auth.fetch(address, init);
          resolve(
            reply.then(
              async (answer) => ({ status: answer.status, body: (await answer.json()).body }),
              ({ code }) => code,
            ),
          );
        }),
      );
    },
    [url, API],
  );
  await page.click("#status");
  return page.evaluate(() => window.answer);
}
