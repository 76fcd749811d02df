// Login in a popup, where everybody does as they should.
import assert from "node:assert/strict";
import { atKeycloak, atTunnistamo } from "./setup/clients.mjs";
import { SIGNED_IN, scenario } from "./setup/scenario.mjs";
import { PAGES } from "./setup/servers.mjs";

for (const [flow, client, provider] of [
  ["code at the Keycloak-like provider", atKeycloak, "keycloak"],
  ["implicit at the Tunnistamo-like provider", atTunnistamo, "tunnistamo"],
]) {
  scenario(`pain_13 login in a popup: ${flow}`, async (scene) => {
    const { app, site } = scene;
    app.serve(client(scene));
    scene[provider].autoLogin(undefined);
    await app.open("/berths?page=2");
    await app.run("window.stayed = true");

    const { popup, call } = await scene.popup("login");
    await scene.fillForm(popup);
    const session = await app.result(call);
    assert.equal(session.status, "signed-in");
    assert.equal(session.claims.name, "Aino Esimerkki");
    await popup.closed();
    await app.shows(SIGNED_IN);
    assert.equal(site.count(PAGES.callback), 1);
    assert.equal(
      await app.run("return window.stayed && location.pathname + location.search"),
      "/berths?page=2",
    );
    assert.deepEqual(await app.run("return window.violations"), []);

    await app.reload();
    await app.shows(SIGNED_IN);
    assert.equal(await app.run("return app.auth.idToken() !== undefined"), true);
  });

  scenario(`pain_13 the application itself answers its popup: ${flow}`, async (scene) => {
    const { app, site } = scene;
    app.serve(client(scene, { windowRedirectUri: undefined }));
    await app.open();
    const call = await app.login({ mode: "popup" });
    assert.equal((await app.result(call)).status, "signed-in");
    await scene.alone();
    assert.equal(site.count("/callback"), 1);
    assert.equal(site.count(PAGES.callback), 0);
  });
}

scenario(
  "pain_13 without BroadcastChannel: tokens are told by message only, and never stand in localStorage",
  async (scene) => {
    const { app } = scene;
    app.serve(atTunnistamo(scene, {}, { without: ["BroadcastChannel"] }));
    await app.open();
    await app.run("window.keys = []; addEventListener('storage', ({ key }) => window.keys.push(key))");
    assert.equal((await app.result(await app.login({ mode: "popup" }))).status, "signed-in");
    assert.equal(await app.run("return window.keys.some((key) => key.startsWith('kirjaudu.w-'))"), false);
  },
);

scenario(
  "i_11 pain_13 without BroadcastChannel, under Cross-Origin-Opener-Policy: by the storage event",
  async (scene) => {
    const { app, site, keycloak } = scene;
    scene.addHeaders(keycloak, ["authorization", "resume"], { "cross-origin-opener-policy": "same-origin" });
    scene.addHeaders(site, ["/"], { "cross-origin-opener-policy": "same-origin" });
    app.serve(atKeycloak(scene, {}, { without: ["BroadcastChannel"] }));
    await app.open();
    assert.equal((await app.result(await app.login({ mode: "popup" }))).status, "signed-in");
    assert.deepEqual(
      await app.run("return Object.keys(localStorage).filter((key) => key.includes('w-'))"),
      [],
    );
  },
);

scenario("pain_14 the window opens in the click, before the wasm is there", async (scene) => {
  const { app, site } = scene;
  app.serve(atKeycloak(scene));
  const letGo = scene.hold(site, "/kirjaudu/kirjaudu.wasm");
  await app.go(site.origin);
  await app.until("window.app");
  const { popup, call } = await scene.popup("login");
  assert.equal(await popup.run("return location.href"), "about:blank");
  letGo();
  assert.equal((await app.result(call)).status, "signed-in");
});

scenario("the popup has the size that was asked for", async (scene) => {
  const { app, keycloak } = scene;
  app.serve(atKeycloak(scene));
  keycloak.autoLogin(undefined);
  await app.open();
  const { popup } = await scene.popup("login", { popup: { width: 420, height: 360 } });
  await popup.until("document.querySelector('#username')");
  // What a browser without a screen makes of it differs.
  const [features] = await app.run("return window.openedWith");
  assert.match(features, /\bpopup\b.*\bwidth=420\b.*\bheight=360\b/);
});

scenario("b_07 a login that the person refuses in the popup", async (scene) => {
  const { app, keycloak } = scene;
  app.serve(atKeycloak(scene));
  keycloak.autoLogin("cancel");
  await app.open();
  const error = await app.failure(await app.login({ mode: "popup" }));
  assert.equal(error.code, "access_denied");
  await app.shows("signed-out login-failed");
  assert.equal((await app.session()).error.code, "access_denied");
  await scene.alone();

  keycloak.autoLogin("aino");
  assert.equal((await app.result(await app.login({ mode: "popup" }))).status, "signed-in");
});

scenario("a login that is aborted closes its popup, and rejects with the reason", async (scene) => {
  const { app, keycloak } = scene;
  app.serve(atKeycloak(scene));
  keycloak.autoLogin(undefined);
  await app.open();
  const { popup, call } = await scene.popup("login", { abortable: true });
  await popup.until("document.querySelector('#username')");
  await app.run("app.controller.abort('enough')");
  assert.equal(await app.failure(call), "enough");
  await popup.closed();

  keycloak.autoLogin("aino");
  assert.equal((await app.result(await app.login({ mode: "popup" }))).status, "signed-in");
});
