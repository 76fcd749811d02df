// The City's presets in a browser: which provider they ask, and which of several addresses of a service they name there.
import { expect, test } from "../setup/test.mjs";

const PRESETS = [
  ["helsinkiProfile", "dev", "https://tunnistus.dev.hel.ninja/auth/realms/helsinki-tunnistus"],
  ["helsinkiProfile", "test", "https://tunnistus.test.hel.ninja/auth/realms/helsinki-tunnistus"],
  ["helsinkiProfile", "stage", "https://tunnistus.stage.hel.ninja/auth/realms/helsinki-tunnistus"],
  ["helsinkiProfile", "prod", "https://tunnistus.hel.fi/auth/realms/helsinki-tunnistus"],
  ["tunnistamo", "dev", "https://tunnistamo.dev.hel.ninja/openid"],
  ["tunnistamo", "test", "https://tunnistamo.test.hel.ninja/openid"],
  ["tunnistamo", "prod", "https://api.hel.fi/sso/openid"],
];

for (const [preset, environment, issuer] of PRESETS) {
  test(`${preset}("${environment}") asks ${issuer}`, async ({ app, page, site }) => {
    const login = await loginOf({ app, page, issuer, preset, environment, options: ADDRESSES(site) });
    expect(login.origin + login.pathname).toBe(`${issuer}/authorize`);
    expect(Object.fromEntries(login.searchParams)).toMatchObject({
      client_id: "berths-ui",
      response_type: "code",
      scope: "openid profile email",
      redirect_uri: `${site.origin}/callback`,
      code_challenge_method: "S256",
    });
  });
}

for (const preset of ["helsinkiProfile", "tunnistamo"]) {
  const [, , issuer] = PRESETS.find(([name, environment]) => name === preset && environment === "test");
  const asked = { preset, environment: "test", issuer };

  test(`${preset}: of several callback URLs the one on this origin is used, wherever the page is`, async ({
    app,
    page,
    site,
  }) => {
    for (const origin of [site.origin, site.alias]) {
      const login = await loginOf({ app, page, origin, ...asked, options: ADDRESSES(site) });
      expect(login.searchParams.get("redirect_uri")).toBe(`${origin}/callback`);
    }
  });

  test(`${preset}: a path is on every origin`, async ({ app, page, site }) => {
    const options = { redirectUri: [PUBLIC, "/callback"] };
    const login = await loginOf({ app, page, origin: site.alias, ...asked, options });
    expect(login.searchParams.get("redirect_uri")).toBe(`${site.alias}/callback`);
  });

  test(`${preset}: no callback URL on this origin is told with those that there are`, async ({
    app,
    page,
    site,
  }) => {
    await answerAs(page, issuer);
    await app.open();
    for (const option of ADDRESS_OPTIONS) {
      const options = { redirectUri: "/callback", [option]: [PUBLIC, "http://localhost:1/callback"] };
      const error = await page.evaluate(create, { ...asked, options });
      expect(error).toMatchObject({
        code: "redirect_uri_not_on_this_origin",
        phase: "configure",
        field: option,
      });
      for (const told of [PUBLIC, "http://localhost:1/callback", site.origin])
        expect(error.message).toContain(told);
    }
  });
}

test("an origin that only begins like this one is another", async ({ app, page, site }) => {
  await app.open();
  const options = { redirectUri: [`${site.origin}0/callback`, `${site.origin}.example/callback`] };
  const error = await page.evaluate(create, { preset: "helsinkiProfile", environment: "test", options });
  expect(error.code).toBe("redirect_uri_not_on_this_origin");
});

// Begins a login at a provider that has metadata only, and gives the address that the browser is sent to.
async function loginOf({ app, page, issuer, origin = app.site.origin, ...asked }) {
  app.serve({ ...app.config, provider: new URL(issuer).origin });
  await answerAs(page, issuer);
  await page.goto(`${origin}/`);
  const leaving = page.waitForRequest(`${issuer}/authorize?**`);
  await page.evaluate(create, { ...asked, login: true });
  const { href } = new URL((await leaving).url());
  await page.waitForURL(href);
  return new URL(href);
}

async function answerAs(page, issuer) {
  const metadata = {
    issuer,
    authorization_endpoint: `${issuer}/authorize`,
    token_endpoint: `${issuer}/token`,
    jwks_uri: `${issuer}/jwks`,
    response_types_supported: ["code", "id_token token"],
    id_token_signing_alg_values_supported: ["RS256"],
    subject_types_supported: ["public"],
  };
  const headers = { "access-control-allow-origin": "*" };
  await page.route(`${issuer}/.well-known/openid-configuration`, (route) =>
    route.fulfill({ json: metadata, headers }),
  );
  await page.route(`${issuer}/authorize?**`, (route) =>
    route.fulfill({ contentType: "text/html", body: "<h1>Log in</h1>" }),
  );
}

// In the page: makes a client by the preset. Gives what went wrong.
async function create({ preset, environment, options, login }) {
  const presets = await import("/kirjaudu/providers.js");
  try {
    const auth = window.app.createAuth({
      ...presets[preset](environment),
      clientId: "berths-ui",
      ...options,
    });
    if (login) auth.login();
    return undefined;
  } catch ({ code, phase, field, message }) {
    return { code, phase, field, message };
  }
}

const ADDRESS_OPTIONS = [
  "redirectUri",
  "postLogoutRedirectUri",
  "windowRedirectUri",
  "windowPostLogoutRedirectUri",
];
const PUBLIC = "https://berths.example/callback";
const ADDRESSES = ({ origin, alias }) => ({
  redirectUri: [PUBLIC, `${origin}/callback`, `${alias}/callback`],
  postLogoutRedirectUri: ["https://berths.example/", `${origin}/`, `${alias}/`],
});
