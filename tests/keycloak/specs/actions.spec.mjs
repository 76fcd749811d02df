// Actions that an application begins at Keycloak: kc_action.
import { expect, IN_FIREFOX_TOO, test } from "../setup/test.mjs";

test("success, and the session goes on with a new code", IN_FIREFOX_TOO, async ({ app, addPerson }) => {
  const person = await addPerson();
  await app.signIn(person);
  await app.login(action("UPDATE_PASSWORD"));
  await app.page.fill("#password-new", "a-new-password");
  await app.page.fill("#password-confirm", "a-new-password");
  await app.page.click("form [type=submit]:not([name=cancel-aia])");
  await expectAction(app, "success");
});

test("cancelled", async ({ app }) => {
  await app.signIn();
  await app.login(action("UPDATE_PASSWORD"));
  await app.page.click("[name=cancel-aia]");
  await expectAction(app, "cancelled");
});

test("an action that there is not: error, with a code all the same", async ({ app }) => {
  await app.signIn();
  await app.login(action("no_such_action"));
  await expectAction(app, "error");
  const answer = new URL((await app.atStart()).href).searchParams;
  expect(answer.get("code")).not.toBeNull();
  expect(answer.get("kc_action")).toBeNull();
});

test("without a question it can't be done", async ({ app }) => {
  await app.signIn();
  const refused = await app.outcome("login", { mode: "silent", ...action("UPDATE_PASSWORD") });
  expect(refused).toMatchObject({ code: "interaction_required" });
  await expect(app.status).toHaveText("signed-in");
});

const action = (name) => ({ returnTo: "/my-account", extraParams: { kc_action: name } });

async function expectAction(app, actionStatus) {
  await app.page.waitForURL("**/callback");
  expect((await app.ready()).callback).toEqual({ kind: "action", actionStatus, returnTo: "/my-account" });
  await expect(app.status).toHaveText("signed-in");
  expect((await app.outcome("userinfo")).sub).toBe((await app.session()).claims.sub);
}
