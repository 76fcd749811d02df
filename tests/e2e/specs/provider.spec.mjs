// Providers that are down, that answer nonsense, or that change their keys; and what the token request looks like.
import { record, requestsOfPage } from "../setup/provider-requests.mjs";
import { atKeycloak, atTunnistamo, expect, test } from "../setup/test.mjs";

const DOWN = [
  ["not there", (keycloak) => keycloak.goDown("refuse"), "discovery_unreachable"],
  ["down behind a proxy without CORS", (keycloak) => keycloak.goDown(503), "discovery_unreachable"],
  ["down and says so", (keycloak) => keycloak.goDown(503, { cors: true }), "discovery_refused"],
];

for (const [how, goDown, code] of DOWN) {
  test(`pain_21 a provider that is ${how} at login: a typed error, and login works once it is back`, async ({
    app,
    keycloak,
  }) => {
    await goDown(keycloak);
    await app.open();
    await app.login();
    await expect(app.problem).toHaveText(code);
    const problem = await app.page.evaluate(() => window.app.problem);
    expect(problem).toMatchObject({ phase: "discover" });
    if (code === "discovery_unreachable") expect(problem.message).toContain(keycloak.origin);
    expect(problem.remedy).not.toBe("");
    await expect(app.status).toHaveText("signed-out never");

    await keycloak.comeUp();
    await app.login();
    await app.fillForm("aino");
    await expect(app.status).toHaveText("signed-in");
  });
}

test("d_04 the token endpoint down at the callback: the code is not sent again, and login works again", async ({
  app,
  keycloak,
}) => {
  const end = keycloak.override("token", (_request, response) => response.writeHead(503).end());
  await app.open();
  await app.login();
  await app.fillForm("aino");
  await expect(app.status).toHaveText("signed-out login-failed");
  expect((await app.session()).error.code).toBe("token_unreachable");
  expect(keycloak.count("token")).toBe(1);
  end();
  await app.login();
  await expect(app.status).toHaveText("signed-in");
  expect(keycloak.count("token")).toBe(2);
});

test("d_01 an HTML page instead of tokens is refused", async ({ app, keycloak, site }) => {
  keycloak.override("token", answerPage(site.origin, 200, "text/html", "<h1>Welcome</h1>"));
  await failToSignIn(app, keycloak);
  expect((await app.session()).error).toMatchObject({ code: "token_response_invalid", phase: "token" });
});

test("d_03 a token endpoint that redirects is not followed", async ({ app, keycloak, tunnistamo }) => {
  // The policy would let it.
  app.serve({ ...atKeycloak(keycloak), provider: [keycloak.origin, tunnistamo.origin] });
  keycloak.override("token", (request, response) =>
    response
      .writeHead(307, {
        location: `${tunnistamo.base}/openid/token`,
        "access-control-allow-origin": request.headers.origin,
      })
      .end(),
  );
  await failToSignIn(app, keycloak);
  expect((await app.session()).error.code).toBe("token_unreachable");
  expect(tunnistamo.requests).toEqual([]);
});

test("d_08 the token request: a form, no cookie, no referrer, nothing secret in the URL", async ({
  app,
  keycloak,
  site,
}) => {
  const requests = record(keycloak, "token");
  await app.signIn();
  expect(requests).toHaveLength(1);
  const [{ method, url, headers, body }] = requests;
  const sent = new URLSearchParams(body);
  const { url: callback } = site.requests.findLast((request) => request.url.startsWith("/callback?"));

  expect(method).toBe("POST");
  expect(new URL(url, keycloak.origin).search).toBe("");
  expect(headers["content-type"]).toBe("application/x-www-form-urlencoded");
  expect(headers).not.toHaveProperty("cookie");
  expect(headers).not.toHaveProperty("referer");
  expect(headers).not.toHaveProperty("authorization");
  expect(headers["cache-control"]).toBe("no-cache"); // what cache: "no-store" puts on the wire
  expect([...sent.keys()].sort()).toEqual([
    "client_id",
    "code",
    "code_verifier",
    "grant_type",
    "redirect_uri",
  ]);
  expect(sent.get("grant_type")).toBe("authorization_code");
  expect(sent.get("code")).toBe(new URL(callback, site.origin).searchParams.get("code"));
  expect(sent.get("code_verifier")).toMatch(/^[\w-]{43,128}$/);
  expect((await app.page.context().cookies(keycloak.origin)).length).toBeGreaterThan(0); // there were cookies to send
});

test("pain_19 keys changed between two logins: the new ones are used", async ({ app, keycloak }) => {
  await app.signIn();
  await keycloak.rotateKeys();
  keycloak.endAllSessions();
  keycloak.forget();
  await app.login();
  await app.fillForm("bjorn");
  await expect(app.page.locator("#ready")).toContainText("Björn");
  expect((await app.ready()).session.error).toBeUndefined();
  expect(requestsOfPage(keycloak)).toEqual(["token", "jwks"]);
});

test("pain_19 keys changed while the person signs in, without a code", async ({ app, keycloak }) => {
  app.serve(atKeycloak(keycloak, { clientId: "legacy-ui", flow: "implicit" }));
  await app.open();
  await app.login();
  await app.page.waitForSelector("#sign-in");
  await keycloak.rotateKeys();
  keycloak.forget();
  await app.fillForm("aino");
  await expect(app.status).toHaveText("signed-in");
  expect(requestsOfPage(keycloak)).toEqual(["jwks"]);
});

test("pain_19 keys changed between two logins at django-oidc-provider", async ({ app, django }) => {
  app.serve(atTunnistamo(django));
  await app.signIn();
  await django.rotateKey();
  await app.login({ returnTo: "/second" });
  await expect(app.page.locator("#ready")).toContainText("/second");
  await expect(app.status).toHaveText("signed-in");
  expect((await app.session()).error).toBeUndefined();
});

test("e_03 an ID token that was changed on the way is refused", async ({ app, keycloak }) => {
  keycloak.override("token", (request, response, answer) => {
    const { end } = response;
    response.end = (body) => end.call(response, withOtherClaims(String(body)));
    return answer(request, response);
  });
  await failToSignIn(app, keycloak);
  expect((await app.session()).error).toMatchObject({ code: "signature_invalid", phase: "verify" });
  expect(await app.page.evaluate(() => JSON.stringify(sessionStorage))).not.toContain("Aina");
});

test("e_37 keys that can't be had: nobody is signed in", async ({ app, keycloak }) => {
  await app.open();
  await app.login();
  await app.page.waitForSelector("#sign-in");
  await keycloak.rotateKeys();
  keycloak.override("jwks", (request, response) =>
    response
      .writeHead(200, { "content-type": "text/html", "access-control-allow-origin": request.headers.origin })
      .end("<h1>Welcome</h1>"),
  );
  await app.fillForm("aino");
  await expect(app.status).toHaveText("signed-out login-failed");
  expect((await app.session()).error).toMatchObject({ code: "jwks_invalid", phase: "verify" });
});

test("c_08 metadata that names another issuer is refused", async ({ app, keycloak, site }) => {
  const metadata = JSON.stringify({
    issuer: "https://evil.example",
    authorization_endpoint: "https://evil.example/a",
  });
  keycloak.override("discovery", answerPage(site.origin, 200, "application/json", metadata));
  await app.open();
  await app.login();
  await expect(app.problem).toHaveText("issuer_mismatch");
});

test("c_10 discovery that redirects to another origin is not followed there", async ({
  app,
  keycloak,
  tunnistamo,
}) => {
  app.serve({ ...atKeycloak(keycloak), provider: [keycloak.origin, tunnistamo.origin] });
  keycloak.override("discovery", (request, response) =>
    response
      .writeHead(302, {
        location: `${tunnistamo.issuer}/.well-known/openid-configuration`,
        "access-control-allow-origin": request.headers.origin,
      })
      .end(),
  );
  await app.open();
  await app.login();
  await expect(app.problem).toHaveText("discovery_unreachable");
  expect(await app.page.evaluate(() => JSON.stringify(sessionStorage))).not.toContain(tunnistamo.issuer);
});

async function failToSignIn(app, keycloak) {
  keycloak.autoLogin("aino");
  await app.open();
  await app.login();
  await expect(app.status).toHaveText("signed-out login-failed");
  expect(keycloak.count("token")).toBe(1);
}

// Of the same length, with the signature as it was.
function withOtherClaims(body) {
  const answer = JSON.parse(body);
  const [header, claims, signature] = answer.id_token.split(".");
  const changed = Buffer.from(claims, "base64url").toString().replaceAll("Aino", "Aina");
  answer.id_token = [header, Buffer.from(changed).toString("base64url"), signature].join(".");
  return JSON.stringify(answer);
}

function answerPage(origin, status, type, body) {
  return (_request, response) =>
    response.writeHead(status, { "content-type": type, "access-control-allow-origin": origin }).end(body);
}
