// Responses that say no, in the query and in the fragment, and responses that somebody tampered with.
import { startDjango } from "../django/start.mjs";
import { atKeycloak, atTunnistamo, expect, test } from "../setup/test.mjs";

const IMPLICIT = { flow: "implicit" };

const ERRORS = [
  ["the Keycloak-like provider, code", (s) => atKeycloak(s.keycloak), { in: "?" }],
  [
    "the Keycloak-like provider, implicit",
    (s) => atKeycloak(s.keycloak, { ...IMPLICIT, clientId: "legacy-ui" }),
    { in: "#" },
  ],
  ["the Tunnistamo-like provider, code", (s) => atTunnistamo(s.tunnistamo), { in: "?" }],
  // What a person refused is told in the query there, whatever the flow.
  [
    "the Tunnistamo-like provider, implicit",
    (s) => atTunnistamo(s.tunnistamo, IMPLICIT),
    { in: "#", cancelledIn: "?" },
  ],
];

for (const [where, configuration, { in: mark, cancelledIn = mark }] of ERRORS) {
  test(`b_07 access_denied by the Cancel button at ${where}, in ${part(cancelledIn)}`, async ({
    app,
    servers,
  }) => {
    app.serve(configuration(servers));
    await app.open();
    await app.login();
    await app.page.click("#cancel");
    await expectError(app, "access_denied", cancelledIn);
    const { error } = await app.session();
    expect(error.provider.error).toBe("access_denied");
    expect(error.remedy).not.toBe("");
  });

  test(`b_07 login_required by prompt=none at ${where}, in ${part(mark)}`, async ({ app, servers }) => {
    app.serve(configuration(servers));
    await app.open();
    await app.login({ prompt: "none" });
    await expectError(app, "login_required", mark);
  });
}

for (const flow of ["code", "implicit"]) {
  test(`b_07 errors of django-oidc-provider, ${flow}`, async ({ app, django }) => {
    app.serve(atTunnistamo(django, { flow }));
    await app.open();
    await app.login();
    await app.page.click("#cancel");
    await expectError(app, "access_denied", "?");

    await app.login({ prompt: "none" });
    await expectError(app, "login_required", flow === "code" ? "?" : "#");
  });
}

test("b_07 a refused second login leaves the session as it was", async ({ app }) => {
  await app.signIn("bjorn");
  await app.login({ prompt: "login" });
  await app.page.click("#cancel");
  await expect(app.status).toHaveText("signed-in");
  const { session } = await app.ready();
  expect(session.claims.given_name).toBe("Björn");
  expect(session.error.code).toBe("access_denied");
  expect(await app.href()).toBe(`${app.site.origin}/callback`);
});

test("b_09 the provider's words stay text", async ({ app, keycloak }) => {
  const words = `<img src=x onerror="document.title='run'">\u0007`;
  respond(keycloak, { error: "access_denied", error_description: words });
  await app.open();
  await app.login();
  await expectError(app, "access_denied", "?");
  const { error } = await app.session();
  expect(error.provider.description).toBe(words.replace("\u0007", ""));
  expect(error.message).not.toContain("<img");
  await expect(app.page.locator("img")).toHaveCount(0);
});

const TAMPERED = [
  [
    "b_02 a state in other letters",
    ({ state }) => ({ code: "c", state: state.toUpperCase() }),
    "state_unknown",
  ],
  ["b_02 a state with a space after it", ({ state }) => ({ code: "c", state: `${state} ` }), "state_unknown"],
  ["b_02 an empty state", { code: "c", state: "" }, "state_missing"],
  [
    "b_04 a state that stands twice",
    { code: "c", again: { state: "theirs" } },
    "response_parameter_repeated",
  ],
  [
    "b_23 tokens in the fragment of a code login",
    { access_token: "t", id_token: "e30.e30.c2ln" },
    "response_mode_wrong",
    "#",
  ],
  ["b_03 the code in the fragment instead of the query", { code: "c" }, "response_mode_wrong", "#"],
  ["c_01 a response of another issuer", { code: "c", iss: "https://evil.example" }, "iss_mismatch"],
  ["c_02 a response without the promised issuer", { code: "c", iss: undefined }, "iss_missing"],
];

for (const [title, parameters, code, mark = "?"] of TAMPERED) {
  test(`${title} is refused before any token request`, async ({ app, keycloak }) => {
    respond(keycloak, parameters, mark);
    await app.open();
    await app.login();
    await expectError(app, code, mark);
    expect(keycloak.count("token")).toBe(0);
  });
}

test("b_18 a code of somebody else's login is refused by PKCE, and nobody is signed in", async ({
  app,
  keycloak,
  browser,
}) => {
  keycloak.autoLogin("bjorn");
  const codeOfAttacker = await codeOf(keycloak, app.site, await browser.newPage());
  respond(keycloak, { code: codeOfAttacker });
  await app.open();
  await app.login();
  await expectError(app, "invalid_grant", "?");
  expect(keycloak.count("token")).toBe(1);
});

test("e_15 a hybrid ID token without c_hash, as django-oidc-provider makes them, is refused", async ({
  app,
  site,
  django,
}) => {
  const plain = await startDjango({ appOrigins: [site.origin], auto: true });
  app.serve(atTunnistamo(plain, { flow: "hybrid", responseType: "code id_token" }));
  await app.open();
  await app.login();
  await expectError(app, "hash_mismatch", "#");
  await plain.close();
  app.serve(atTunnistamo(django, { flow: "hybrid", responseType: "code id_token" }));
  await app.signIn();
});

async function expectError(app, code, mark) {
  // The page before may have failed too.
  await expect(app.page.locator("#ready")).toContainText(`"${code}"`);
  await expect(app.status).toHaveText("signed-out login-failed");
  const { session } = await app.ready();
  expect(session.error).toMatchObject({ code });
  const { href } = await app.atStart();
  expect(href).toContain(`/callback${mark}`);
  expect(await app.href()).toBe(`${app.site.origin}/callback`);
}

// The authorization endpoint answers at once, with these parameters (or a function of the right ones) over the right state and issuer.
function respond(keycloak, response, mark = "?") {
  keycloak.override("authorization", (request, answer) => {
    const asked = new URL(request.url, keycloak.origin).searchParams;
    const issuer = `${keycloak.origin}/auth/realms/helsinki-tunnistus`;
    const right = { state: asked.get("state"), iss: issuer };
    const { again = {}, ...parameters } = typeof response === "function" ? response(right) : response;
    const pairs = [...Object.entries({ ...right, ...parameters }), ...Object.entries(again)];
    const sent = pairs.filter(([, value]) => value !== undefined);
    const location = `${asked.get("redirect_uri")}${mark}${new URLSearchParams(sent)}`;
    answer.writeHead(302, { location }).end();
  });
}

async function codeOf(keycloak, site, page) {
  const challenge = "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM";
  const parameters = {
    client_id: "exampleapp-ui",
    response_type: "code",
    scope: "openid",
    redirect_uri: `${site.origin}/callback`,
    code_challenge: challenge,
    code_challenge_method: "S256",
  };
  const issuer = `${keycloak.origin}/auth/realms/helsinki-tunnistus`;
  await page.goto(`${issuer}/protocol/openid-connect/auth?${new URLSearchParams(parameters)}`);
  const { url } = site.requests.findLast((request) => request.url.startsWith("/callback?"));
  await page.close();
  return new URL(url, site.origin).searchParams.get("code");
}

function part(mark) {
  return mark === "?" ? "the query" : "the fragment";
}
