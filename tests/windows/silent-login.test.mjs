// Login without a question, in a hidden frame.
import assert from "node:assert/strict";
import { atKeycloak, atTunnistamo } from "./setup/clients.mjs";
import { SIGNED_IN, scenario } from "./setup/scenario.mjs";
import { PAGES } from "./setup/servers.mjs";
import { until } from "./setup/until.mjs";

for (const [provider, client] of [
  ["keycloak", atKeycloak],
  ["tunnistamo", atTunnistamo],
]) {
  scenario(`somebody who is signed in at the provider is signed in silently: ${provider}`, async (scene) => {
    const { app, site } = scene;
    app.serve(client(scene));
    await onlyAtTheProvider(scene);
    const session = await app.result(await app.login({ mode: "silent" }));
    assert.equal(session.claims.name, "Aino Esimerkki");
    await app.shows(SIGNED_IN);
    assert.equal(site.count(PAGES.callback), 1);
    assert.match(scene.lastUrl(scene[provider], "authorization"), /prompt=none/);
    assert.deepEqual(await app.run("return window.framesSeen"), [
      { sandbox: "allow-scripts allow-same-origin", hidden: true },
    ]);
    await noFrameIsLeft(app);
  });
}

scenario("the application itself answers its frame", async (scene) => {
  const { app } = scene;
  app.serve(atKeycloak(scene, { windowRedirectUri: undefined }));
  await onlyAtTheProvider(scene);
  assert.equal((await app.result(await app.login({ mode: "silent" }))).status, "signed-in");
  await noFrameIsLeft(app);
});

scenario(
  "login_required: nobody is signed in at the provider, and the session here stays as it was",
  async (scene) => {
    const { app, keycloak } = scene;
    app.serve(atKeycloak(scene));
    await scene.signIn();
    const before = await app.session();
    keycloak.endAllSessions();
    const error = await app.failure(await app.login({ mode: "silent" }));
    assert.equal(error.code, "login_required");
    assert.deepEqual(await app.session(), before);
    await noFrameIsLeft(app);
  },
);

const REFUSALS = [
  [
    "a page that refuses frames",
    /X-Frame-Options/,
    (scene) =>
      scene.override(scene.keycloak, "authorization", (_request, response) =>
        response
          .writeHead(200, { "content-type": "text/html", "x-frame-options": "DENY" })
          .end("<h1>No frames</h1>"),
      ),
  ],
  [
    "a redirect URI that is not registered",
    /redirect URI may not be registered/,
    () => ({ windowRedirectUri: "/unregistered" }),
  ],
  ["no answer at all", /no answer/, (scene) => scene.hold(scene.keycloak, "authorization")],
];

for (const [what, diagnosis, prepare] of REFUSALS) {
  scenario(`a_14 ${what}: frame_timed_out says so, and the frame is gone`, async (scene) => {
    const { app } = scene;
    app.serve(atKeycloak(scene));
    await scene.signIn();
    const prepared = prepare(scene);
    const options = typeof prepared === "object" ? prepared : {};
    app.serve(atKeycloak(scene, options));
    await app.open();
    await app.shows(SIGNED_IN);
    const error = await app.failure(await app.login({ mode: "silent", timeout: 1 }));
    assert.equal(error.code, "frame_timed_out");
    assert.equal(error.phase, "authorize");
    assert.match(error.message, diagnosis);
    await app.shows(SIGNED_IN);
    assert.equal((await app.session()).error, undefined);
    await noFrameIsLeft(app);
  });
}

scenario("a_14 a silent login that is aborted removes its frame", async (scene) => {
  const { app, keycloak } = scene;
  app.serve(atKeycloak(scene));
  await app.open();
  scene.hold(keycloak, "authorization");
  const call = await app.login({ mode: "silent", abortable: true });
  await app.until("document.querySelector('iframe')");
  await app.run("app.controller.abort('enough')");
  assert.equal(await app.failure(call), "enough");
  await noFrameIsLeft(app);
});

scenario(
  "i_10 the state of a login of the whole page, arriving in the frame, is not taken",
  async (scene) => {
    const { app, keycloak, site } = scene;
    app.serve(atKeycloak(scene));
    await app.open();
    keycloak.autoLogin(undefined);
    await app.login({ mode: "redirect" });
    await app.until("document.querySelector('#username')");
    const state = scene.stateAt(keycloak);
    await app.run("history.back()");
    await app.until("window.app?.ready");

    // The provider, or whoever poses as it, answers the frame with the other login's state.
    scene.override(keycloak, "authorization", (_request, response) => {
      const answer = new URLSearchParams({ code: "of-another-login", state, iss: keycloak.issuer });
      response.writeHead(302, { location: `${site.origin}${PAGES.callback}?${answer}` }).end();
    });
    const error = await app.failure(await app.login({ mode: "silent", timeout: 1 }));
    assert.equal(error.code, "frame_timed_out");
    assert.equal(keycloak.count("token"), 0);
    assert.equal((await app.session()).status, "signed-out");
    await noFrameIsLeft(app);
  },
);

scenario(
  "a provider on another site, whose cookies the browser keeps from frames: third_party_cookies_blocked",
  async (scene) => {
    const { app, site } = scene;
    app.serve(atKeycloak(scene));
    app.origin = site.alias;
    await scene.signIn();
    const before = await app.session();
    const error = await app.failure(await app.login({ mode: "silent" }));
    assert.equal(error.code, "third_party_cookies_blocked");
    assert.equal(error.phase, "callback");
    assert.deepEqual(await app.session(), before);
    await noFrameIsLeft(app);
  },
);

/** Signed in at the provider, and not here any more. */
async function onlyAtTheProvider(scene) {
  const { app, site } = scene;
  await scene.signIn();
  await app.open();
  assert.equal((await app.result(await app.logout({ mode: "local" }))).outcome, "unconfirmed");
  await app.shows("signed-out logout");
  site.forget();
}

async function noFrameIsLeft(app) {
  await until(
    async () => (await app.run("return document.querySelectorAll('iframe').length")) === 0,
    "no frame",
  );
  assert.ok((await app.run("return window.framesSeen.length")) >= 1);
}
