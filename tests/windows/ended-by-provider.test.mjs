// The provider ends the session: it says so in a frame, or is asked.
import assert from "node:assert/strict";
import { engine } from "./engines/engines.mjs";
import { atKeycloak } from "./setup/clients.mjs";
import { SIGNED_IN, scenario } from "./setup/scenario.mjs";
import { PAGES } from "./setup/servers.mjs";
import { until } from "./setup/until.mjs";

const ENDED = "signed-out ended-by-provider";

for (const [where, frame] of [
  ["of the provider's", (scene) => scene.keycloak.origin],
  ["of the application's", (scene) => scene.site.origin],
]) {
  scenario(
    `i_05 front-channel logout in a frame of a page ${where}: the right iss and sid end the session`,
    async (scene, t) => {
      const { app, keycloak, site } = scene;
      if (engine === "webkit" && frame(scene) !== site.origin)
        return t.skip(
          "WebKit keeps channels and storage of a frame apart from those of the same origin in tabs",
        );
      app.serve(atKeycloak(scene));
      await scene.signIn();
      const sid = await app.run("return app.auth.session.claims.sid");
      await frontChannel(scene, frame(scene), { iss: keycloak.issuer, sid });
      await app.shows(ENDED);
      assert.equal(await app.run("return app.auth.idToken() ?? null"), null);
    },
  );
}

scenario("i_05 front-channel logout: a wrong or missing iss or sid ends nothing", async (scene) => {
  const { app, keycloak } = scene;
  app.serve(atKeycloak(scene));
  await scene.signIn();
  const iss = keycloak.issuer;
  const sid = await app.run("return app.auth.session.claims.sid");
  const wrong = [
    {},
    { iss },
    { sid },
    { iss, sid: `${sid}x` },
    { iss: `${iss}/`, sid },
    { iss: sid, sid: iss },
    { iss: "", sid },
    { iss, sid: "" },
  ];
  await frontChannel(scene, scene.site.origin, ...wrong);
  await app.shows(SIGNED_IN);

  await frontChannel(scene, scene.site.origin, { iss, sid });
  await app.shows(ENDED);
});

scenario("i_05 a tab without BroadcastChannel hears of it by the storage event", async (scene) => {
  const { app, keycloak } = scene;
  app.serve(atKeycloak(scene, {}, { without: ["BroadcastChannel"] }));
  await scene.signIn();
  const sid = await app.run("return app.auth.session.claims.sid");
  await frontChannel(scene, scene.site.origin, { iss: keycloak.issuer, sid });
  await app.shows(ENDED);
});

scenario("session poll: userinfo that answers 401 ends the session", async (scene) => {
  const { app, keycloak } = scene;
  app.serve(atKeycloak(scene, { sessionPollInterval: 1 }));
  await scene.signIn();
  await until(() => keycloak.count("userinfo") >= 1, "the first poll");
  await app.shows(SIGNED_IN);
  keycloak.endAllSessions();
  await app.shows(ENDED);
});

for (const [what, respond] of [
  ["500", (_request, response) => response.writeHead(500).end()],
  ["403", (_request, response) => response.writeHead(403).end()],
  ["nothing", (request) => request.socket.destroy()],
]) {
  scenario(`session poll: userinfo that answers ${what} ends nothing, and is asked again`, async (scene) => {
    const { app, keycloak, site } = scene;
    app.serve(atKeycloak(scene, { sessionPollInterval: 1 }));
    scene.override(keycloak, "userinfo", (request, response) => {
      response.setHeader("access-control-allow-origin", site.origin);
      response.setHeader("access-control-allow-headers", "authorization");
      return request.method === "OPTIONS" ? response.writeHead(204).end() : respond(request, response);
    });
    await scene.signIn();
    await until(() => keycloak.count("userinfo") >= 2, "two polls");
    await app.shows(SIGNED_IN);
  });
}

scenario("without the option nobody polls", async (scene) => {
  const { app, keycloak } = scene;
  app.serve(atKeycloak(scene));
  await scene.signIn();
  await app.run("window.since = performance.now()");
  await app.until("performance.now() - window.since > 1500", "a second and a half");
  assert.equal(keycloak.count("userinfo"), 0);
});

/**
 * Opens a tab whose page holds the page of the package in frames, as a provider's logout page does, and waits until they have run and what they
 * say has been heard.
 */
async function frontChannel(scene, origin, ...calls) {
  const { app, site } = scene;
  const isOurs = origin === site.origin;
  const tab = await scene.blankTab(`${origin}/${isOurs ? "windows/blank.html" : "nothing"}`);
  for (const parameters of calls) {
    const url = `${site.origin}${PAGES.frontChannel}?${new URLSearchParams(parameters)}`;
    await tab.run(
      `const frame = document.createElement("iframe");
       frame.onload = () => (frame.dataset.loaded = "yes");
       frame.src = arguments[0];
       document.body.append(frame);`,
      url,
    );
    await tab.until("[...document.querySelectorAll('iframe')].every(({ dataset }) => dataset.loaded)");
  }
  await tab.close();
  // What is said after it is heard after it.
  const last = await scene.blankTab(`${site.origin}/windows/blank.html`);
  await app.run("addEventListener('storage', ({ key }) => (window.heard ||= key === 'of the test'))");
  await last.run("localStorage.setItem('of the test', 'said')");
  await last.close();
  await app.until("window.heard");
}
