// Windows and frames leave nothing behind in the page that opened them.
import assert from "node:assert/strict";
import { engine } from "./engines/engines.mjs";
import { atKeycloak, atTunnistamo } from "./setup/clients.mjs";
import { scenario } from "./setup/scenario.mjs";
import { until } from "./setup/until.mjs";

// Firefox takes half a second and more for a window.
const MANY = engine === "firefox" ? 30 : 100;

scenario(`${MANY} logouts in popups leave no listener, timer, channel or element`, async (scene) => {
  const { app, site, tunnistamo } = scene;
  app.serve(atTunnistamo(scene, {}, { counts: true }));
  // A provider that answers at once.
  scene.override(tunnistamo, "endSession", (_request, response) => {
    response.writeHead(200, { "content-type": "text/html" });
    response.end(`<!doctype html><script>opener.postMessage("hel:logout", "${site.origin}")</script>`);
  });
  await scene.signIn();
  await app.open();
  const logOut = async () => {
    const result = await app.result(await app.logout({ mode: "popup" }));
    assert.equal(result.evidence, "hel:logout");
  };
  await unchangedBy(app, logOut, MANY);
});

scenario("logins in popups and frames leave no listener, timer, channel or element", async (scene) => {
  const { app, keycloak } = scene;
  app.serve(atKeycloak(scene, {}, { counts: true }));
  await app.open();
  const logIn = async () => {
    for (const mode of ["popup", "silent"])
      assert.equal((await app.result(await app.login({ mode }))).status, "signed-in");
    keycloak.autoLogin("cancel");
    keycloak.endAllSessions();
    assert.equal((await app.failure(await app.login({ mode: "popup" }))).code, "access_denied");
    assert.equal((await app.failure(await app.login({ mode: "silent" }))).code, "login_required");
    keycloak.autoLogin("aino");
  };
  await unchangedBy(app, logIn, 3);
});

/** Does it once, so that everything is loaded, and then so many times. */
async function unchangedBy(app, work, times) {
  await work();
  await until(async () => (await app.driver.getAllWindowHandles()).length === 1, "the popup to close");
  const before = await app.run("return window.counted()");
  assert.ok(before.listeners > 5, JSON.stringify(before));
  for (let i = 0; i < times; i++) await work();
  let after;
  await until(
    async () => {
      after = await app.run("return window.counted()");
      return JSON.stringify(after) === JSON.stringify(before);
    },
    () => `${JSON.stringify(before)}; there is ${JSON.stringify(after)}`,
    3000,
  );
}
