// Logout in a popup at a provider that tells nothing: the access token that is refused is the evidence.
import assert from "node:assert/strict";
import { atKeycloak, atTunnistamo } from "./setup/clients.mjs";
import { scenario } from "./setup/scenario.mjs";
import { until } from "./setup/until.mjs";

const UNKNOWN = { outcome: "unconfirmed", evidence: "none" };

scenario(
  "pain_15 the page as it is today: the person closes it, and userinfo says that it was a logout",
  async (scene) => {
    const { app, tunnistamo } = scene;
    const { popup, call } = await atTheProvidersPage(scene);
    // Only then is it known who closed the window.
    const letGo = scene.hold(tunnistamo, "userinfo");
    await popup.close();
    await app.touch();
    letGo();
    assert.deepEqual(await app.result(call), {
      outcome: "confirmed",
      evidence: "userinfo",
      window: "closed-by-user",
    });
    atMostThree(tunnistamo);
  },
);

scenario(
  "pain_15 the page as it is today: nobody closes it, and userinfo is asked when time is up",
  async (scene) => {
    const { app, tunnistamo } = scene;
    const { call } = await atTheProvidersPage(scene, { timeout: 1 });
    const { window, ...told } = await app.result(call);
    assert.deepEqual(told, { outcome: "confirmed", evidence: "userinfo" });
    assert.equal(window, "timed-out");
    atMostThree(tunnistamo);
  },
);

for (const [answer, respond] of [
  ["200", (_request, response) => json(response, 200).end('{"sub":"x"}')],
  ["500", (_request, response) => json(response, 500).end()],
  ["nothing at all", (request) => request.socket.destroy()],
]) {
  scenario(`pain_15 userinfo that answers ${answer} is no evidence`, async (scene) => {
    const { app, site, tunnistamo } = scene;
    scene.override(tunnistamo, "userinfo", (request, response) => {
      response.setHeader("access-control-allow-origin", site.origin);
      response.setHeader("access-control-allow-headers", "authorization");
      return request.method === "OPTIONS" ? response.writeHead(200).end() : respond(request, response);
    });
    const { popup, call } = await atTheProvidersPage(scene);
    await popup.close();
    await app.touch();
    const { error, ...told } = await app.result(call);
    assert.deepEqual(told, { ...UNKNOWN, window: "closed-by-user" });
    await app.shows("signed-out logout");
    // A browser tries a request without any answer again by itself.
    if (answer !== "nothing at all") atMostThree(tunnistamo);
  });
}

scenario(
  "pain_15 userinfo is asked three times at most, however often the person comes back",
  async (scene) => {
    const { app, tunnistamo, site } = scene;
    scene.addHeaders(tunnistamo, ["endSession"], { "cross-origin-opener-policy": "same-origin" });
    scene.override(tunnistamo, "userinfo", (_request, response) => {
      response.setHeader("access-control-allow-origin", site.origin);
      response.setHeader("access-control-allow-headers", "authorization");
      response.writeHead(200).end("{}");
    });
    const { call } = await atTheProvidersPage(scene, { timeout: 3 });
    for (let i = 0; i < 12; i++) await app.touch();
    assert.deepEqual(await app.result(call), { ...UNKNOWN, window: "closed-by-user" });
    atMostThree(tunnistamo);
  },
);

scenario("pain_15 the provider is down: signed out here, and nothing is confirmed", async (scene) => {
  const { app, keycloak } = scene;
  app.serve(atKeycloak(scene));
  await scene.signIn();
  await keycloak.goDown();
  const { error, ...told } = await app.result(await app.logout({ mode: "popup", timeout: 1 }));
  assert.deepEqual(told, { ...UNKNOWN, window: "timed-out" });
  await app.shows("signed-out logout");
  await keycloak.comeUp();

  assert.equal((await app.result(await app.login({ mode: "popup" }))).status, "signed-in");
});

scenario("pain_15 a provider that can't be reached at all", async (scene) => {
  const { app, keycloak } = scene;
  app.serve(atKeycloak(scene));
  await scene.signIn();
  await keycloak.goDown("refuse");
  const { error, ...told } = await app.result(await app.logout({ mode: "popup", timeout: 1 }));
  assert.deepEqual(told, { ...UNKNOWN, window: "timed-out" });
  await app.shows("signed-out logout");
});

scenario("pain_15 a slow provider is waited for", async (scene) => {
  const { app, keycloak } = scene;
  app.serve(atKeycloak(scene));
  await scene.signIn();
  keycloak.switches.set({ logoutDelay: 1500 });
  const result = await app.result(await app.logout({ mode: "popup" }));
  assert.deepEqual(result, { outcome: "confirmed", evidence: "redirect", window: "closed-by-us" });
});

async function atTheProvidersPage(scene, how) {
  const { app, tunnistamo } = scene;
  app.serve(atTunnistamo(scene));
  await scene.signIn();
  const { popup, call } = await scene.popup("logout", how);
  await until(() => tunnistamo.count("endSession") === 1, "the provider to be asked");
  await popup.arrivedAt(`${tunnistamo.issuer}/end-session`);
  return { popup, call };
}

function atMostThree({ count }) {
  const asked = count("userinfo");
  assert.ok(asked >= 1 && asked <= 3, `userinfo was asked ${asked} times`);
}

function json(response, status) {
  return response.writeHead(status, { "content-type": "application/json" });
}
