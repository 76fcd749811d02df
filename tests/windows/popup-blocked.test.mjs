// The popup blocker: a call that is not made in a click.
import assert from "node:assert/strict";
import { atKeycloak } from "./setup/clients.mjs";
import { SIGNED_IN, scenario } from "./setup/scenario.mjs";

scenario("pain_14 a login whose popup is blocked says so, and leaves the page where it is", async (scene) => {
  const { app, keycloak } = scene;
  app.serve(atKeycloak(scene));
  await app.open("/berths");
  const error = await app.failure(await withoutClick(app, "login"));
  assert.equal(error.code, "popup_blocked");
  assert.equal(error.phase, "authorize");
  await nothingOpened(scene);
  assert.equal(keycloak.count("authorization"), 0);
  assert.equal((await app.session()).status, "signed-out");

  assert.equal((await app.result(await app.login({ mode: "popup" }))).status, "signed-in");
});

scenario("pain_14 a logout whose popup is blocked is done here, and redirects nobody", async (scene) => {
  const { app, keycloak } = scene;
  app.serve(atKeycloak(scene));
  await scene.signIn();
  await app.open("/berths");
  await app.shows(SIGNED_IN);
  const result = await app.result(await withoutClick(app, "logout"));
  assert.deepEqual(
    { outcome: result.outcome, evidence: result.evidence, window: result.window },
    { outcome: "unconfirmed", evidence: "none", window: "blocked" },
  );
  await app.shows("signed-out logout");
  await nothingOpened(scene);
  assert.equal(keycloak.count("endSession"), 0);
  assert.equal(await app.run("return app.auth.idToken()"), null);
});

function withoutClick(app, kind) {
  return app.run("return app.call(arguments[0], { mode: 'popup' })", kind);
}

async function nothingOpened(scene) {
  assert.equal(await scene.windows(), 1);
  assert.equal(await scene.app.run("return location.pathname"), "/berths");
  assert.deepEqual(await scene.app.run("return window.opened.map(String)"), ["null"]);
}
