// Registrations and addresses that are wrong, and what the developer is told.
import { expect, IN_FIREFOX_TOO, test } from "../setup/test.mjs";

test(
  "an origin that is not among the client's web origins: the token answer can't be read, and the error says what to look at",
  IN_FIREFOX_TOO,
  async ({ app, addClient }) => {
    app.configure({ clientId: await addClient({ webOrigins: [] }) });
    await app.open();
    await app.login();
    await app.fillForm("kansalainen");
    await expect(app.status).toHaveText("signed-out login-failed");
    const { code, phase, remedy } = await app.shownError();
    expect({ code, phase }).toEqual({ code: "token_unreachable", phase: "token" });
    expect(remedy).toContain("CORS");
  },
);

for (const [what, issuer] of [
  ["a realm that there is not", (origin) => `${origin}/auth/realms/no-such-realm`],
  ["an issuer with a slash too many", (origin) => `${origin}/auth/realms//helsinki-tunnistus`],
]) {
  test(`${what}: an answer without CORS headers, told as unreachable`, async ({ app, keycloak }) => {
    app.configure({ issuer: issuer(keycloak.origin) });
    await app.open();
    const error = await app.outcome("login", {});
    expect(error).toMatchObject({ code: "discovery_unreachable", phase: "discover" });
    await expect(app.status).toHaveText("signed-out never");
  });
}

test("a base with a slash at its end is the same", async ({ app, keycloak }) => {
  app.configure(
    {},
    {
      preset: {
        name: "keycloak",
        argument: { url: `${keycloak.origin}/auth/`, realm: "helsinki-tunnistus" },
      },
    },
  );
  await app.signIn();
});

test("a redirect URI that is not registered: Keycloak's own page, and the way back is a cancelled login", async ({
  app,
  addClient,
}) => {
  app.configure({ clientId: await addClient({ redirectUris: ["https://elsewhere.example/*"] }) });
  await app.open("/start");
  await app.login();
  await expect(app.page.locator("#kc-error-message")).toContainText("redirect_uri");
  await app.page.goBack();
  await expect(app.status).toHaveText(/^signed-out/);
});

test("a client that demands PAR, without it", async ({ app }) => {
  app.configure({ clientId: "fapi-ui", par: false });
  await app.open();
  await app.login();
  await expect(app.status).toHaveText("signed-out login-failed");
  expect((await app.shownError()).provider).toEqual({
    error: "invalid_request",
    description: "Pushed Authorization Request is only allowed.",
  });
});
