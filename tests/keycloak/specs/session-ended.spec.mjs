// Sessions that Keycloak ends, and what the page notices of it.
import { expect, IN_FIREFOX_TOO, test } from "../setup/test.mjs";

test(
  "a session that the administrator ends is noticed by the poll",
  IN_FIREFOX_TOO,
  async ({ app, keycloak }) => {
    app.configure({ sessionPollInterval: 1 });
    await app.signIn();
    await keycloak.admin.endSession((await app.session()).claims.sid);
    await expect(app.status).toHaveText("signed-out ended-by-provider");
    expect(await app.outcome("login", { mode: "silent" })).toMatchObject({ code: "login_required" });
  },
);

test("a person who is disabled is signed out, and does not get in again", async ({
  app,
  keycloak,
  addPerson,
}) => {
  const person = await addPerson();
  app.configure({ sessionPollInterval: 1 });
  await app.signIn(person);
  await keycloak.admin.changeUser(person, { enabled: false });
  await expect(app.status).toHaveText("signed-out ended-by-provider");
  expect(await app.outcome("login", { mode: "silent" })).toMatchObject({ code: "login_required" });
  await app.login();
  await app.fillForm(person);
  await expect(app.page.locator("#input-error, .pf-m-danger").first()).toContainText("disabled");
});

test("userinfo of a session that is gone: 401 without a body, told as a refusal", async ({
  app,
  keycloak,
}) => {
  await app.signIn();
  await keycloak.admin.endSession((await app.session()).claims.sid);
  expect(await app.outcome("userinfo")).toMatchObject({ code: "userinfo_refused", phase: "api" });
});

test("a new key signs: the next login finds it, in the page that knows the old ones", async ({
  app,
  keycloak,
  requests,
}) => {
  await app.signIn();
  const first = await keyOf(app);
  await keycloak.admin.rotateKeys();
  const asked = requests.to("certs").length;
  expect((await app.outcome("login", { mode: "silent" })).status).toBe("signed-in");
  expect(await keyOf(app)).not.toBe(first);
  expect(requests.to("certs").length).toBe(asked + 1);
});

async function keyOf(app) {
  const { idToken } = await app.tokens();
  return JSON.parse(Buffer.from(idToken.split(".")[0], "base64url")).kid;
}
