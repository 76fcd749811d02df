// Logout in a popup: what counts as evidence, and what becomes of the window.
import assert from "node:assert/strict";
import { atKeycloak, atTunnistamo } from "./setup/clients.mjs";
import { SIGNED_IN, scenario } from "./setup/scenario.mjs";
import { PAGES } from "./setup/servers.mjs";

const BY_REDIRECT = { outcome: "confirmed", evidence: "redirect", window: "closed-by-us" };

scenario(
  "pain_15 the Keycloak-like provider comes back to logged-out.html, which tells and closes",
  async (scene) => {
    const { app, site, keycloak } = scene;
    app.serve(atKeycloak(scene));
    await scene.signIn();
    await app.open("/berths?page=2");
    assert.deepEqual(await app.result(await app.logout({ mode: "popup" })), BY_REDIRECT);
    await app.shows("signed-out logout");
    await scene.alone();
    assert.equal(site.count(PAGES.loggedOut), 1);
    assert.equal(await app.run("return location.pathname + location.search"), "/berths?page=2");
    assert.match(scene.lastUrl(keycloak, "endSession"), /[?&]state=w-/);

    keycloak.autoLogin(undefined); // the provider's session is over too: it asks again
    const { popup } = await scene.popup("login");
    await popup.until("document.querySelector('#username')");
  },
);

scenario("pain_15 without a page for it, the application itself answers the logout popup", async (scene) => {
  const { app } = scene;
  app.serve(atKeycloak(scene, { windowPostLogoutRedirectUri: undefined }));
  await scene.signIn();
  assert.deepEqual(await app.result(await app.logout({ mode: "popup" })), BY_REDIRECT);
  await scene.alone();
});

scenario("pain_15 signed out here before the provider has answered", async (scene) => {
  const { app, keycloak } = scene;
  app.serve(atKeycloak(scene));
  await scene.signIn();
  const letGo = scene.hold(keycloak, "endSession");
  const { call } = await scene.popup("logout");
  await app.shows("signed-out logout");
  assert.equal(await app.run("return app.auth.idToken() ?? null"), null);
  assert.equal(await app.run("return JSON.stringify(Object.entries(sessionStorage)).includes('eyJ')"), false);
  assert.equal((await app.call(call)).outcome, "pending");
  letGo();
  assert.deepEqual(await app.result(call), BY_REDIRECT);
});

scenario("pain_32 an ID token of 32 kB is posted into the popup", async (scene) => {
  const { app, keycloak } = scene;
  app.serve(atKeycloak(scene));
  keycloak.autoLogin("kirsi");
  await app.open();
  await app.login({ mode: "redirect" });
  await app.shows("signed-in Kirsi Työntekijä");
  assert.ok((await app.run("return app.auth.idToken().length")) > 30_000);
  assert.deepEqual(await app.result(await app.logout({ mode: "popup" })), BY_REDIRECT);
  const { method, url } = keycloak.requests.findLast(({ endpoint }) => endpoint === "endSession");
  assert.equal(method, "POST");
  assert.ok(!url.includes("id_token_hint"));
});

scenario("a window that is left to the person stays, and the result comes at the evidence", async (scene) => {
  const { app, site } = scene;
  app.serve(atKeycloak(scene));
  await scene.signIn();
  const { popup, call } = await scene.popup("logout", { closePopup: "by-user" });
  assert.deepEqual(await app.result(call), { outcome: "confirmed", evidence: "redirect" });
  await popup.arrivedAt(site.origin + PAGES.loggedOut);
  await popup.until("document.body.innerText.trim().length > 10", "what logged-out.html says");
  assert.equal(await popup.run("return location.search + location.hash"), "");
  await popup.close();

  const login = await app.result(await app.login({ mode: "popup" }));
  assert.equal(login.status, "signed-in");
});

for (const [form, message] of [
  ["a string", "hel:logout"],
  ["an object", { type: "hel:logout" }],
]) {
  for (const closePopup of ["when-confirmed", "by-user"]) {
    scenario(`pain_15 hel:logout as ${form}, closePopup "${closePopup}"`, async (scene) => {
      const { app, tunnistamo } = scene;
      app.serve(atTunnistamo(scene));
      await scene.signIn();
      const { popup, call } = await scene.popup("logout", { closePopup });
      await popup.arrivedAt(`${tunnistamo.issuer}/end-session`);
      await popup.run("opener.postMessage(arguments[0], arguments[1])", message, app.origin);
      const byUs = closePopup === "when-confirmed" ? { window: "closed-by-us" } : {};
      assert.deepEqual(await app.result(call), { outcome: "confirmed", evidence: "hel:logout", ...byUs });
      if (closePopup === "when-confirmed") await popup.closed();
      else assert.match(await popup.run("return document.body.innerText"), /\S/);
      assert.equal((await app.explain()).ignoredMessages, 0);
    });
  }
}

scenario("pain_15 the Tunnistamo-like provider, should it ever do as its guide promises", async (scene) => {
  const { app, tunnistamo } = scene;
  app.serve(atTunnistamo(scene));
  await scene.signIn();
  tunnistamo.switches.set({ logoutPage: "promised" });
  const result = await app.result(await app.logout({ mode: "popup" }));
  assert.equal(result.outcome, "confirmed");
  assert.equal(result.evidence, "hel:logout");
  assert.equal(result.window, "closed-by-us");
  await app.shows("signed-out logout");
});

scenario("the Tunnistamo-like provider is sent neither the ID token nor a POST", async (scene) => {
  const { app, tunnistamo } = scene;
  app.serve(atTunnistamo(scene, { uiLocales: "sv" }));
  await scene.signIn();
  const { popup, call } = await scene.popup("logout");
  await popup.arrivedAt(`${tunnistamo.issuer}/end-session`);
  const { method, url } = tunnistamo.requests.findLast(({ endpoint }) => endpoint === "endSession");
  assert.equal(method, "GET");
  assert.ok(!url.includes("id_token_hint"));
  assert.match(url, /ui_locales=sv/);
  await popup.close();
  await app.touch();
  assert.equal((await app.result(call)).evidence, "userinfo");
  assert.notEqual((await app.session()).status, SIGNED_IN);
});
