// Signing in by every flow at every provider.
import { requestsOfPage } from "../setup/provider-requests.mjs";
import { atKeycloak, atTunnistamo, expect, test } from "../setup/test.mjs";

const AINO = "5f1c2a34-0b7e-4d5c-9a86-3c1d7e9b2a10";

const FLOWS = [
  { flow: "code", responseType: "code", tokenRequests: 1 },
  { flow: "implicit", responseType: "id_token token", tokenRequests: 0 },
  { flow: "implicit", responseType: "id_token", tokenRequests: 0 },
  { flow: "hybrid", responseType: "code id_token", tokenRequests: 1 },
  { flow: "hybrid", responseType: "code token", tokenRequests: 1 },
  { flow: "hybrid", responseType: "code id_token token", tokenRequests: 1 },
];

for (const { flow, responseType, tokenRequests } of FLOWS) {
  const options = { flow, responseType };

  test(`${responseType} at the Keycloak-like provider`, async ({ app, keycloak }) => {
    app.serve(atKeycloak(keycloak, { ...options, clientId: "legacy-ui" }));
    await signInAndLook(app, responseType, keycloak, tokenRequests);
  });

  test(`${responseType} at the Tunnistamo-like provider`, async ({ app, tunnistamo }) => {
    app.serve(atTunnistamo(tunnistamo, options));
    await signInAndLook(app, responseType, tunnistamo, tokenRequests);
  });

  test(`${responseType} at django-oidc-provider`, async ({ app, django }) => {
    app.serve(atTunnistamo(django, options));
    await signInAndLook(app, responseType);
  });
}

test("code with the response in the fragment", async ({ app, keycloak }) => {
  app.serve(atKeycloak(keycloak, { responseMode: "fragment" }));
  await signInAndLook(app, "code", keycloak, 1);
  expect((await app.atStart()).href).toMatch(/\/callback#.*code=/);
});

test("the flow is chosen from the metadata: code with PKCE, and why is told", async ({
  app,
  keycloak,
  tunnistamo,
}) => {
  await app.signIn();
  const { flow, because } = await app.explain();
  expect(flow).toBe("code");
  expect(because).toEqual(["code was asked for", "PKCE with S256, as advertised"]);

  app.serve(atTunnistamo(tunnistamo));
  await app.signIn();
  const there = await app.explain();
  expect(there.flow).toBe("code");
  expect(there.because).toEqual(["the provider offers code", "PKCE with S256, not advertised"]);
  const [{ url }] = tunnistamo.requests.filter(({ endpoint }) => endpoint === "authorization");
  expect(new URL(url, tunnistamo.base).searchParams.get("code_challenge_method")).toBe("S256");
  expect(keycloak.count("token")).toBe(1);
});

async function signInAndLook(app, responseType, provider, tokenRequests) {
  await app.open();
  await app.login();
  await app.page.waitForSelector("#sign-in");
  provider?.forget();
  await app.fillForm("aino");
  await expect(app.status).toHaveText("signed-in");

  // The page that handles the response asks the provider for nothing but the tokens.
  if (provider) expect(requestsOfPage(provider)).toEqual(Array(tokenRequests).fill("token"));

  const session = await app.session();
  expect(session.claims).toMatchObject({ sub: AINO, given_name: "Aino" });
  expect(session.error).toBeUndefined();
  expect(session.expiresAt).toBeGreaterThan(Date.now());
  expect((await app.explain()).flow).toBe(responseType);
  expect(await app.href()).toBe(`${app.site.origin}/callback`);

  const { idToken, accessToken } = await app.tokens();
  expect(idToken.split(".")).toHaveLength(3);
  if (responseType === "id_token") expect(accessToken).toBe("access_token_unavailable");
  else expect(await app.page.evaluate(() => window.app.auth.userinfo())).toMatchObject({ sub: AINO });
}
