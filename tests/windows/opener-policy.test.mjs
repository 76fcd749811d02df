// Cross-Origin-Opener-Policy: the windows lose sight of each other, and `closed` lies.
import assert from "node:assert/strict";
import { atKeycloak, atTunnistamo } from "./setup/clients.mjs";
import { SIGNED_IN, scenario } from "./setup/scenario.mjs";
import { PAGES } from "./setup/servers.mjs";
import { until } from "./setup/until.mjs";

const AT_PROVIDER = ["authorization", "resume", "signIn", "endSession"];
const AT_SITE = { page: ["/", "/callback"], pages: [PAGES.callback, PAGES.loggedOut] };
const WHERE = [
  ["at the provider", { provider: AT_PROVIDER, site: [] }],
  ["at the application", { provider: [], site: AT_SITE.page }],
  [
    "at the application and on the pages of the package",
    { provider: [], site: [...AT_SITE.page, ...AT_SITE.pages] },
  ],
  ["on the pages of the package only", { provider: [], site: AT_SITE.pages, honest: true }],
  ["everywhere", { provider: AT_PROVIDER, site: [...AT_SITE.page, ...AT_SITE.pages] }],
];

for (const [where, policy] of WHERE) {
  scenario(`i_11 pain_13 Cross-Origin-Opener-Policy ${where}: login and logout`, async (scene) => {
    const { app, keycloak } = scene;
    app.serve(atKeycloak(scene));
    severe(scene, keycloak, policy);
    keycloak.autoLogin(undefined);
    await app.open();

    const login = await scene.popup("login");
    await login.popup.until("document.querySelector('#username')");
    assert.equal(await looksClosed(app), !policy.honest);
    await scene.fillForm(login.popup);
    assert.equal((await app.result(login.call)).status, "signed-in");
    await login.popup.closed();
    await app.shows(SIGNED_IN);

    // Else a window that looks closed is reason enough to ask userinfo, and the first evidence wins.
    scene.hold(keycloak, "userinfo");
    const logout = await app.result(await app.logout({ mode: "popup" }));
    assert.deepEqual(logout, { outcome: "confirmed", evidence: "redirect", window: "closed-by-us" });
    await app.shows("signed-out logout");
    await scene.alone();
  });
}

scenario(
  "pain_15 a popup that looks closed is closed by us, though userinfo has told first",
  async (scene) => {
    const { app, keycloak, site } = scene;
    app.serve(atKeycloak(scene));
    await scene.signIn();
    severe(scene, keycloak, { provider: AT_PROVIDER, site: [] });
    const letGo = scene.hold(site, "/kirjaudu/pages/report.js");
    await app.open();
    const { popup, call } = await scene.popup("logout");
    await until(() => keycloak.count("userinfo") === 1, "userinfo to be asked");
    letGo();
    assert.deepEqual(await app.result(call), {
      outcome: "confirmed",
      evidence: "redirect",
      window: "closed-by-us",
    });
    await popup.closed();
  },
);

scenario(
  "i_11 a popup that looks closed for longer than the grace period is still waited for",
  async (scene) => {
    const { app, keycloak } = scene;
    app.serve(atKeycloak(scene));
    severe(scene, keycloak, { provider: AT_PROVIDER, site: [] });
    keycloak.autoLogin(undefined);
    await app.open();
    const { popup, call } = await scene.popup("login");
    await popup.until("document.querySelector('#username')");
    assert.equal(await looksClosed(app), true);
    await app.run("window.since = performance.now()");
    await app.until("performance.now() - window.since > 2000", "twice the grace period");
    assert.equal((await app.call(call)).outcome, "pending");
    await scene.fillForm(popup);
    assert.equal((await app.result(call)).status, "signed-in");
    await popup.closed();
  },
);

scenario("i_11 a popup that was given up too early still signs in", async (scene) => {
  const { app, keycloak } = scene;
  app.serve(atKeycloak(scene));
  severe(scene, keycloak, { provider: AT_PROVIDER, site: [] });
  keycloak.autoLogin(undefined);
  await app.open();
  const { popup, call } = await scene.popup("login");
  await popup.until("document.querySelector('#username')");
  await app.touch();
  assert.equal((await app.failure(call)).code, "login_cancelled");
  assert.equal(await popup.isOpen(), true);
  await scene.fillForm(popup);
  await app.shows(SIGNED_IN);
  await popup.closed();
});

scenario(
  "i_11 Cross-Origin-Opener-Policy at the Tunnistamo-like provider: userinfo says that it was a logout",
  async (scene) => {
    const { app, tunnistamo } = scene;
    app.serve(atTunnistamo(scene));
    await scene.signIn();
    severe(scene, tunnistamo, { provider: AT_PROVIDER, site: ["/"] });
    await app.open();
    const { popup, call } = await scene.popup("logout");
    await popup.arrivedAt(`${tunnistamo.issuer}/end-session`);
    assert.equal(await looksClosed(app), true);
    await popup.close();
    await app.touch();
    const { outcome, evidence } = await app.result(call);
    assert.deepEqual({ outcome, evidence }, { outcome: "confirmed", evidence: "userinfo" });
  },
);

function severe(scene, provider, policy) {
  const headers = { "cross-origin-opener-policy": "same-origin" };
  scene.addHeaders(provider, policy.provider, headers);
  scene.addHeaders(scene.site, policy.site, headers);
}

const looksClosed = (app) => app.run("return window.opened.at(-1).closed");
