// How the package reaches the page: Content-Security-Policy, a wasm file that is not what it should be, places without https.
import { requestsOfPage } from "../setup/provider-requests.mjs";
import { INSECURE_HOST } from "../setup/site.mjs";
import { atKeycloak, expect, test } from "../setup/test.mjs";

const WASM = "/kirjaudu/kirjaudu.wasm";

test("o_03 a strict policy with Trusted Types is never offended: login, reload, logout by POST", async ({
  app,
  page,
}) => {
  const offences = [];
  page.on("console", (message) => {
    if (/Content.Security.Policy|Trusted.?Type/i.test(message.text())) offences.push(message.text());
  });
  const look = async () => offences.push(...(await page.evaluate(() => window.violations)));
  const response = await app.open();
  expect(response.headers()["content-security-policy"]).toContain(
    "require-trusted-types-for 'script'; trusted-types 'none'",
  );
  await look();
  await app.login();
  await app.fillForm("kirsi");
  await expect(app.status).toHaveText("signed-in");
  await look();
  await page.reload();
  await app.tokens();
  await look();
  await app.logout();
  await app.isBackFromLogout();
  await look();
  expect(offences).toEqual([]);
  // The listener does hear of offences.
  await page.evaluate(() => fetch("https://evil.example").catch(() => {}));
  expect(await page.evaluate(() => window.violations)).toHaveLength(1);
});

test("o_02 pain_33 a policy without 'wasm-unsafe-eval' is named in the error", async ({ app, keycloak }) => {
  app.serve({ ...atKeycloak(keycloak), policy: { "script-src": "'self'" } });
  await app.open();
  await expect(app.status).toHaveText("signed-out never");
  await app.login();
  await expect(app.problem).toHaveText("wasm_blocked_by_csp");
  const problem = await app.page.evaluate(() => window.app.problem);
  expect(problem.phase).toBe("load");
  expect(problem.remedy).toContain("'wasm-unsafe-eval'");
  expect(requestsOfPage(keycloak)).toEqual([]);
});

const NOT_THE_WASM = [
  ["missing", (_request, response) => response.writeHead(404).end(), "wasm_not_found"],
  [
    "a page of the application",
    (_request, response) => response.writeHead(200, { "content-type": "text/html" }).end("<!doctype html>"),
    "wasm_not_found",
  ],
  ["cut off by the network", (request) => request.socket.destroy(), "wasm_unreachable"],
  [
    "of another version",
    (_request, response) =>
      response
        .writeHead(200, { "content-type": "application/wasm" })
        .end(Buffer.from("\0asm\x01\0\0\0", "latin1")),
    "wasm_failed",
  ],
];

for (const [how, answer, code] of NOT_THE_WASM) {
  test(`o_02 the wasm is ${how}: ${code}, and login works once it is there`, async ({
    app,
    site,
    keycloak,
  }) => {
    const end = site.override(WASM, answer);
    await app.open();
    await app.login();
    await expect(app.problem).toHaveText(code);
    expect((await app.page.evaluate(() => window.app.problem)).remedy).not.toBe("");
    await expect(app.status).toHaveText("signed-out never");
    expect(requestsOfPage(keycloak)).toEqual([]);
    end();
    await app.login();
    await app.fillForm("aino");
    await expect(app.status).toHaveText("signed-in");
  });
}

test("o_02 a callback without the wasm is a failed login, not a page that hangs", async ({
  app,
  site,
  keycloak,
}) => {
  keycloak.autoLogin("aino");
  await app.open();
  // The first login still has the core.
  await app.tokens();
  site.override(WASM, (_request, response) => response.writeHead(404).end());
  await app.login();
  await expect(app.status).toHaveText("signed-out login-failed");
  expect((await app.ready()).session.error).toMatchObject({ code: "wasm_not_found", phase: "load" });
  expect(await app.href()).toBe(`${site.origin}/callback`);
});

test("o_02 a wasm that somebody changed is not run", async ({ app, site, keycloak }) => {
  const response = await fetch(site.origin + WASM);
  const original = Buffer.from(await response.arrayBuffer());
  // The same program with one more, empty, custom section: nothing but its hash tells.
  const changed = Buffer.concat([original, Buffer.from([0, 2, 1, 120])]);
  site.override(WASM, (_request, answer) =>
    answer.writeHead(200, { "content-type": "application/wasm" }).end(changed),
  );
  await app.open();
  await app.login();
  await expect(app.problem).toHaveText("wasm_failed");
  expect(requestsOfPage(keycloak)).toEqual([]);
});

test("o_02 the wasm as application/octet-stream works too", async ({ app, site }) => {
  const original = Buffer.from(await (await fetch(site.origin + WASM)).arrayBuffer());
  site.override(WASM, (_request, response) =>
    response.writeHead(200, { "content-type": "application/octet-stream" }).end(original),
  );
  await app.signIn();
});

test("o_04 pain_20 a page without https elsewhere than on localhost is refused at once", async ({
  app,
  site,
  keycloak,
}) => {
  await app.page.goto(`http://${INSECURE_HOST}:${site.port}/`);
  expect(await app.page.evaluate(() => isSecureContext)).toBe(false);
  await expect(app.problem).toHaveText("insecure_context");
  expect(requestsOfPage(keycloak)).toEqual([]);
});

test("two origins of this machine: the redirect URI of the page's own is used", async ({
  app,
  site,
  keycloak,
}) => {
  const redirectUri = [`${site.origin}/callback`, `${site.alias}/callback`];
  app.serve(atKeycloak(keycloak, { redirectUri, postLogoutRedirectUri: undefined }));
  keycloak.autoLogin("aino");
  await app.page.goto(site.alias);
  await app.login();
  await expect(app.status).toHaveText("signed-in");
  expect(await app.href()).toBe(`${site.alias}/callback`);
});

test("b_15 a redirect URI of another origin is refused at once", async ({ app, keycloak }) => {
  app.serve(atKeycloak(keycloak, { redirectUri: "https://other.example/callback" }));
  await app.open();
  await expect(app.problem).toHaveText("redirect_uri_not_on_this_origin");
});

test("nothing secret is in the timeline, in messages, or in what the package writes to the console", async ({
  app,
  page,
}) => {
  const written = [];
  page.on("console", (message) => written.push(message.text()));
  await app.signIn();
  const tokens = await app.tokens();
  const explained = JSON.stringify(await app.explain());
  // Of both pages: the one before the sign-in and the one after it.
  expect(explained).toContain("authorization request");
  expect(explained).toMatch(/request.{1,40}200 http[^"]*token/);
  for (const token of Object.values(tokens)) expect(explained).not.toContain(token);
  expect(written).toEqual([]);
});
