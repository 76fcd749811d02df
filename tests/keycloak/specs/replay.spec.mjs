// A response that is seen twice: Keycloak kills the tokens of a code that is used again, so it must not be.
import { expect, IN_FIREFOX_TOO, test } from "../setup/test.mjs";

test(
  "the address with the code, opened again, asks for nothing",
  IN_FIREFOX_TOO,
  async ({ app, requests }) => {
    await app.signIn();
    const { href } = await app.atStart();
    expect(href).toContain("code=");
    await app.page.goto(href);
    await expectStillSignedIn(app);
    expect(requests.to("token")).toHaveLength(1);
  },
);

test("in another tab the code is not used either", async ({ app, requests }) => {
  await app.signIn();
  const { href } = await app.atStart();
  const other = await app.tab();
  await other.page.goto(href);
  await expect(other.status).toHaveText("signed-out login-failed");
  expect((await other.shownError()).code).toBe("state_unknown");
  expect(requests.to("token")).toHaveLength(1);
  expect((await app.outcome("userinfo")).sub).toBe((await app.session()).claims.sub);
});

test("the Back button after a login: Keycloak answers with the same state and a new code, which is left alone", async ({
  app,
  requests,
}) => {
  await app.signIn();
  const first = new URL((await app.atStart()).href).searchParams;
  // To the form, which Keycloak answers with a redirect, since the person is signed in.
  const answered = app.page.waitForRequest(/\/callback\?/);
  await app.page.goBack();
  const second = new URL((await answered).url()).searchParams;
  expect(second.get("state")).toBe(first.get("state"));
  expect(second.get("code")).not.toBe(first.get("code"));
  await expectStillSignedIn(app);
  expect(requests.to("token")).toHaveLength(1);
});

test("a code that somebody else has used: the login fails, and says why", async ({ app, keycloak, site }) => {
  await app.open();
  const end = site.override("/callback", async (request, response, answer) => {
    // Whoever has the code, but not the verifier, spends it.
    const code = new URL(request.url, site.origin).searchParams.get("code");
    await fetch(`${keycloak.protocol}/token`, {
      method: "POST",
      body: new URLSearchParams({
        grant_type: "authorization_code",
        client_id: "exampleapp-ui",
        redirect_uri: `${site.origin}/callback`,
        code_verifier: "a-verifier-that-was-guessed-and-is-long-enough",
        code,
      }),
    });
    return answer(request, response);
  });
  await app.login();
  await app.fillForm("kansalainen");
  await expect(app.status).toHaveText("signed-out login-failed");
  const { code, provider } = await app.shownError();
  expect({ code, provider }).toEqual({
    code: "invalid_grant",
    provider: { error: "invalid_grant", description: "Code not valid" },
  });
  end();
});

async function expectStillSignedIn(app) {
  await app.page.waitForURL("**/callback");
  await app.ready();
  await expect(app.status).toHaveText("signed-in");
  // The tokens would be dead if the code had been sent twice.
  expect((await app.outcome("userinfo")).sub).toBe((await app.session()).claims.sub);
}
