// The person closes the window, at each step that a login and a logout have.
import assert from "node:assert/strict";
import { atKeycloak } from "./setup/clients.mjs";
import { SIGNED_IN, scenario } from "./setup/scenario.mjs";
import { PAGES } from "./setup/servers.mjs";

const LOGIN_STEPS = [
  [
    "while it is empty",
    {
      empty: true,
      hold: (scene) => scene.hold(scene.keycloak, "discovery"),
      reached: async (popup) => assert.equal(await popup.run("return location.href"), "about:blank"),
    },
  ],
  [
    "at the provider's form",
    {
      hold: (scene) => () => scene.keycloak.autoLogin("aino"),
      form: true,
      reached: (popup) => popup.until("document.querySelector('#username')"),
    },
  ],
  [
    "on its way back",
    {
      hold: (scene) => scene.hold(scene.site, PAGES.callback),
      reached: (_popup, scene) => arrival(scene.site, PAGES.callback),
    },
  ],
];

for (const [when, { hold, reached, form, empty }] of LOGIN_STEPS) {
  scenario(
    `i_11 the login popup is closed ${when}: login_cancelled, and the next login succeeds`,
    async (scene) => {
      const { app, keycloak } = scene;
      app.serve(atKeycloak(scene));
      if (form) keycloak.autoLogin(undefined);
      const letGo = hold(scene);
      await app.open();
      const { popup, call } = await scene.popup("login");
      await reached(popup, scene);
      await popup.close();
      await app.touch();
      if (empty) letGo(); // what is to be shown in it has to be known first
      assert.equal((await app.failure(call)).code, "login_cancelled");
      letGo();
      await app.shows("signed-out never");

      assert.equal((await app.result(await app.login({ mode: "popup" }))).status, "signed-in");
      await app.shows(SIGNED_IN);
    },
  );
}

const NOTHING_KNOWN = { outcome: "unconfirmed", evidence: "none", window: "closed-by-user" };
const LOGOUT_STEPS = [
  [
    "while it is empty",
    {
      held: ["site", "/kirjaudu/kirjaudu.wasm"],
      reached: async (popup) => assert.equal(await popup.run("return location.href"), "about:blank"),
      result: NOTHING_KNOWN,
    },
  ],
  ["while the provider doesn't answer", { held: ["keycloak", "endSession"], result: NOTHING_KNOWN }],
  [
    "on its way back",
    {
      held: ["site", PAGES.loggedOut],
      result: { outcome: "confirmed", evidence: "userinfo", window: "closed-by-user" },
    },
  ],
];

for (const [
  when,
  {
    held: [server, endpoint],
    reached,
    result,
  },
] of LOGOUT_STEPS) {
  scenario(
    `pain_15 the logout popup is closed ${when}: signed out here, and the result tells what is known`,
    async (scene) => {
      const { app } = scene;
      app.serve(atKeycloak(scene));
      await scene.signIn();
      const letGo = scene.hold(scene[server], endpoint);
      await app.open();
      await app.shows(SIGNED_IN);
      const { popup, call } = await scene.popup("logout");
      await app.shows("signed-out logout");
      await (reached ? reached(popup) : arrival(scene[server], endpoint));
      // What userinfo says comes when the person has been seen: only then is it known who closed the window.
      const letUserinfoGo = scene.hold(scene.keycloak, "userinfo");
      await popup.close();
      await app.touch();
      letUserinfoGo();
      if (reached) letGo(); // nothing can be asked before it is there
      const { error, ...told } = await app.result(call);
      assert.deepEqual(told, result);
      letGo();

      assert.equal((await app.result(await app.login({ mode: "popup" }))).status, "signed-in");
      const again = await app.result(await app.logout({ mode: "popup" }));
      assert.deepEqual(again, { outcome: "confirmed", evidence: "redirect", window: "closed-by-us" });
    },
  );
}

/** Waits until the request is there; it may have come already. */
async function arrival(server, endpoint) {
  if (server.count(endpoint) === 0) await server.arrival(endpoint);
}
