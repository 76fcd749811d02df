// Where auth.fetch sends tokens, what it sends, and what it sends again.
import { API, call, PROFILE, post, test, tokenOf, withApi } from "../setup/apis.mjs";
import { App } from "../setup/app.mjs";
import { atKeycloak, expect } from "../setup/test.mjs";

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
  api.override("/moved", (request, response, answer) =>
    request.method === "OPTIONS"
      ? answer(request, response)
      : response
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

test("cookies go along only where somebody wants them to, even on the page's own origin", async ({
  uma,
  api,
  site,
}) => {
  const app = await uma({ allowedOrigins: [api.origin, site.origin] });
  await app.page.context().addCookies([{ name: "tracked", value: "1", url: api.origin }]);
  const cookies = [];
  site.override("/own", (request, response) => {
    cookies.push(request.headers.cookie ?? "");
    response.writeHead(200).end("{}");
  });
  const auth = { audience: API };
  await call(app, "/own", { auth });
  await call(app, "/own", { auth, credentials: "same-origin" });
  await call(app, `${api.origin}/for/${API}/me`, { auth });
  await call(app, `${api.origin}/for/${API}/me`, { auth, credentials: "include" });
  cookies.push(...api.seen.map(({ headers }) => headers.cookie ?? ""));
  expect(cookies.map((cookie) => cookie.includes("tracked"))).toEqual([false, true, false, true]);
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

test("a request that one person has begun is not sent again with the token of another", async ({
  uma,
  app,
  api,
  keycloak,
}) => {
  await uma();
  const { config, page } = app;
  const policy = { "frame-src": `'self' ${keycloak.origin}`, "frame-ancestors": "'self'" };
  app.serve({ ...config, provider: [keycloak.origin, api.origin], policy });
  await app.open();
  const path = `/for/${API}/save`;
  let refuse;
  const arrived = new Promise((resolve) => {
    api.override(path, (request, response, answer) => {
      if (request.method === "OPTIONS" || refuse) return answer(request, response);
      refuse = () => {
        const headers = {
          "access-control-allow-origin": "*",
          "access-control-expose-headers": "www-authenticate",
        };
        response.writeHead(401, { ...headers, "www-authenticate": 'Bearer error="invalid_token"' }).end();
      };
      resolve();
    });
  });
  const answer = call(app, api.origin + path, { auth: { audience: API }, method: "POST", body: "of Aino" });
  await arrived;
  await page.evaluate(() => window.app.auth.logout({ mode: "local" }));
  // Somebody else signs in at the provider, and so here.
  keycloak.endAllSessions();
  const other = new App(await page.context().newPage(), app.site);
  await other.signIn("bjorn");
  await page.evaluate(() => window.app.auth.login({ mode: "silent" }));
  expect((await app.session()).claims.given_name).not.toBe("Aino");
  refuse();
  expect((await answer).error?.code).toBe("not_signed_in");
  expect(api.count(path)).toBe(1);
  expect(api.seen).toEqual([]);
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
