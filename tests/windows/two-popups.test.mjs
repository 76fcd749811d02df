// More than one window, and a page that is loaded anew while one is open.
import assert from "node:assert/strict";
import { atKeycloak } from "./setup/clients.mjs";
import { SIGNED_IN, scenario } from "./setup/scenario.mjs";

for (const order of ["first", "second"]) {
  scenario(
    `two login popups at once, the ${order} answered first: both are answered, one person is signed in`,
    async (scene) => {
      const { app, keycloak } = scene;
      app.serve(atKeycloak(scene));
      keycloak.autoLogin(undefined);
      await app.open();
      const popups = [await scene.popup("login"), await scene.popup("login")];
      for (const { popup } of popups) await popup.until("document.querySelector('#username')");
      assert.equal((await app.call(popups[0].call)).outcome, "pending");
      if (order === "second") popups.reverse();
      for (const { popup, call } of popups) {
        await scene.fillForm(popup);
        assert.equal((await app.result(call)).status, "signed-in");
        await popup.closed();
        await app.shows(SIGNED_IN);
      }
      assert.equal(keycloak.count("token"), 2);
    },
  );
}

scenario("of two login popups one may be closed: the other still signs in", async (scene) => {
  const { app, keycloak } = scene;
  app.serve(atKeycloak(scene));
  keycloak.autoLogin(undefined);
  await app.open();
  const first = await scene.popup("login");
  const second = await scene.popup("login");
  for (const { popup } of [first, second]) await popup.until("document.querySelector('#username')");
  await second.popup.close();
  await app.touch();
  assert.equal((await app.failure(second.call)).code, "login_cancelled");
  await scene.fillForm(first.popup);
  assert.equal((await app.result(first.call)).status, "signed-in");
  await app.shows(SIGNED_IN);
});

scenario(
  "the page is reloaded while its login popup is open: it is signed in by it all the same",
  async (scene) => {
    const { app, keycloak } = scene;
    app.serve(atKeycloak(scene));
    keycloak.autoLogin(undefined);
    await app.open();
    const { popup } = await scene.popup("login");
    await popup.until("document.querySelector('#username')");
    await app.reload();
    await app.shows("signed-out never");
    await app.run("return app.auth.explain()");
    await scene.fillForm(popup);
    await app.shows(SIGNED_IN);
    await popup.closed();
    assert.equal(keycloak.count("token"), 1);
  },
);

scenario(
  "the page is reloaded while its logout popup is open: it stays signed out, and the next login works",
  async (scene) => {
    const { app, keycloak } = scene;
    app.serve(atKeycloak(scene));
    await scene.signIn();
    await app.open();
    const letGo = scene.hold(keycloak, "endSession");
    await scene.popup("logout");
    await app.shows("signed-out logout");
    await app.reload();
    assert.equal((await app.session()).status, "signed-out");
    letGo();
    assert.equal((await app.result(await app.login({ mode: "popup" }))).status, "signed-in");
  },
);
