// Several tabs of one application.
import assert from "node:assert/strict";
import { atKeycloak } from "./setup/clients.mjs";
import { SIGNED_IN, scenario } from "./setup/scenario.mjs";

const ELSEWHERE = "signed-out logout-elsewhere";

for (const [way, without] of [
  ["BroadcastChannel", []],
  ["the storage event", ["BroadcastChannel"]],
]) {
  for (const mode of ["local", "popup", "redirect"]) {
    scenario(`pain_25 a logout (${mode}) in one tab is seen in all others, by ${way}`, async (scene) => {
      const { app } = scene;
      const others = await tabs(scene, mode === "local" ? 2 : 1, { without });
      await app.logout({ mode });
      for (const tab of others) await tab.shows(ELSEWHERE);
      for (const tab of others) assert.equal(await tab.run("return app.auth.idToken() ?? null"), null);
      for (const tab of others)
        assert.equal(
          await tab.run("return JSON.stringify(Object.entries(sessionStorage)).includes('eyJ')"),
          false,
        );
    });
  }

  scenario(`pain_25 a login in another tab is told by an event, by ${way}`, async (scene) => {
    const { app } = scene;
    app.serve(atKeycloak(scene, {}, { without }));
    await app.open();
    await scene.anotherTab().then((tab) => scene.signIn(tab));
    await app.until("app.events.includes('login-elsewhere')");
    await app.shows("signed-out never");

    assert.equal((await app.result(await app.login({ mode: "silent" }))).status, "signed-in");
    await app.shows(SIGNED_IN);
  });
}

scenario("pain_23 a tab in the back/forward cache comes back signed out", async (scene, t) => {
  const { app, stranger } = scene;
  const [tab] = await tabs(scene, 1);
  await tab.run("window.marked = true; location.href = arguments[0]", stranger.origin);
  await tab.arrivedAt(stranger.origin);
  await app.result(await app.logout({ mode: "local" }));
  await tab.run("setTimeout(() => history.back())");
  await tab.until("window.app?.ready");
  await tab.shows(ELSEWHERE);
  if (!(await tab.run("return window.marked"))) t.skip("this browser loaded the page anew");
  else assert.equal(await tab.run("return window.arrivals.at(-1)"), "from the cache");
});

scenario(
  "pain_25 a tab that was away while another one logged out is signed out when it is loaded again",
  async (scene) => {
    const { app, stranger } = scene;
    const [tab] = await tabs(scene, 1);
    await tab.go(stranger.origin);
    await tab.arrivedAt(stranger.origin);
    await app.result(await app.logout({ mode: "local" }));
    await tab.open("/again");
    await tab.shows(ELSEWHERE);
    await tab.reload();
    assert.equal((await tab.session()).status, "signed-out");
  },
);

scenario("pain_23 a login that was left by the Back button can be begun again", async (scene) => {
  const { app, keycloak } = scene;
  app.serve(atKeycloak(scene));
  keycloak.autoLogin(undefined);
  await app.open();
  await app.login({ mode: "redirect" });
  await app.until("document.querySelector('#username')");
  await app.run("setTimeout(() => history.back())");
  await app.until("window.app?.ready");
  if (await app.run("return app.calls.length > 0"))
    assert.equal((await app.failure(0)).code, "login_cancelled");
  keycloak.autoLogin("aino");
  const call = await app.login({ mode: "popup" });
  assert.equal((await app.result(call)).status, "signed-in");
});

scenario("an application that empties localStorage signs nobody out", async (scene) => {
  const { app } = scene;
  const others = await tabs(scene, 1);
  await app.run("localStorage.clear()");
  await app.reload();
  await app.shows(SIGNED_IN);
  for (const tab of others) {
    await tab.run("dispatchEvent(new Event('focus'))");
    await tab.shows(SIGNED_IN);
    await tab.reload();
    await tab.shows(SIGNED_IN);
  }
  await app.result(await app.logout({ mode: "local" }));
  for (const tab of others) await tab.shows(ELSEWHERE);
});

scenario("h_11 forged messages with tokens sign nobody in, and sign nobody else in", async (scene) => {
  const { app } = scene;
  const [tab] = await tabs(scene, 1);
  const before = await app.session();
  const { names, tokens } = await tab.run(`
    const names = Object.keys(localStorage).filter((name) => name.startsWith("kirjaudu."));
    return { names, tokens: { idToken: app.auth.idToken().replace(/.$/, "x"), accessToken: "forged" } };`);
  assert.equal(names.length, 1);
  await app.run(
    "window.last = new BroadcastChannel('of the test'); last.onmessage = () => (window.heard = true)",
  );
  await tab.run(
    `const [name, tokens] = arguments;
     const channel = new BroadcastChannel(name);
     const session = { status: "signed-in", claims: { sub: "mallory" }, ...tokens };
     for (const forged of [{ type: "login", tokens }, { type: "login", ...session }, session, JSON.stringify(session), null, [name]])
       channel.postMessage(forged);
     localStorage.setItem("of the test", JSON.stringify(session));
     new BroadcastChannel("of the test").postMessage("said");`,
    names[0],
    tokens,
  );
  await app.until("window.heard");
  assert.deepEqual(await app.session(), before);
  assert.notEqual(await app.run("return app.auth.accessToken()"), "forged");

  await app.result(await app.logout({ mode: "local" }));
  await tab.run(
    "new BroadcastChannel(arguments[0]).postMessage({ type: 'login', tokens: arguments[1] })",
    names[0],
    tokens,
  );
  await app.run("window.heard = false");
  await tab.run("new BroadcastChannel('of the test').postMessage('said')");
  await app.until("window.heard");
  await app.shows("signed-out logout");
});

/** Signs in here and in so many other tabs; gives the others. */
async function tabs(scene, count, rest) {
  scene.app.serve(atKeycloak(scene, {}, rest));
  await scene.signIn();
  const others = [];
  for (let i = 0; i < count; i++) others.push(await scene.anotherTab());
  for (const tab of others) await scene.signIn(tab);
  return others;
}
