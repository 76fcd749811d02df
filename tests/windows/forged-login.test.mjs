// Window messages that somebody else sends while a login popup is awaited.
import assert from "node:assert/strict";
import { atKeycloak } from "./setup/clients.mjs";
import { SIGNED_IN, scenario } from "./setup/scenario.mjs";
import { PAGES } from "./setup/servers.mjs";

const TELL_PARENT = "parent.postMessage({ kirjaudu: arguments[0] }, '*')";
const TELL_OPENER = "opener.postMessage({ kirjaudu: arguments[0] }, '*')";

/** Who sends the forged response, and how; each message is right but for this. */
const SENDERS = [
  [
    "the page itself",
    ({ app }, response) => app.run("window.postMessage({ kirjaudu: arguments[0] })", response),
  ],
  [
    "another window of the origin",
    async (scene, response) => {
      const another = await scene.opening(() => scene.app.click("#open-another"));
      await another.arrivedAt(`${scene.site.origin}/windows/blank.html`);
      await another.run(TELL_OPENER, response);
      await another.close();
    },
  ],
  [
    "a frame of the origin",
    ({ app, site }, response) => app.inFrame(`${site.origin}/windows/blank.html`, TELL_PARENT, response),
  ],
  [
    "a frame of another origin",
    ({ app, stranger }, response) => app.inFrame(stranger.origin, TELL_PARENT, response),
  ],
  [
    "a frame of the provider",
    ({ app, keycloak }, response) => app.inFrame(`${keycloak.origin}/nothing`, TELL_PARENT, response),
  ],
  ["the popup, at the provider", (_scene, response, popup) => popup.run(TELL_OPENER, response)],
];

scenario(
  "i_11 a login response told by anybody but our page in the popup is not believed; the real one is",
  async (scene) => {
    const { app, popup, call, forged } = await awaiting(scene);
    let sent = 0;
    for (const [sender, send] of SENDERS) {
      await send(scene, forged(), popup);
      sent += 1;
      assert.equal(await app.ignoredOf(sent), sent, sender);
      assert.equal((await app.call(call)).outcome, "pending", sender);
    }
    await realAnswerWins(scene, popup, call);
  },
);

scenario(
  "i_11 another state, and what is no response, are not believed from the popup either",
  async (scene) => {
    const { app, popup, call, forged } = await awaiting(scene);
    const form = await popup.run("return location.href");
    await popup.run("location.href = arguments[0]", `${scene.site.origin}/windows/blank.html`);
    await popup.arrivedAt(`${scene.site.origin}/windows/blank.html`);
    const wrong = [
      { kirjaudu: forged("w-another") },
      { kirjaudu: forged("") },
      { kirjaudu: `${scene.site.origin}${PAGES.callback}` },
      { kirjaudu: 7 },
      { kirjaudu: null },
      { kirjaudu: { url: forged() } },
      forged(),
      "hel:logout",
      null,
    ];
    await popup.run("for (const each of arguments[0]) opener.postMessage(each, location.origin)", wrong);
    assert.equal(await app.ignoredOf(wrong.length), wrong.length);
    assert.equal((await app.call(call)).outcome, "pending");
    await popup.run("location.href = arguments[0]", form);
    await realAnswerWins(scene, popup, call);
  },
);

scenario(
  "i_11 channel and storage are believed by their name: other names, and another state, are not",
  async (scene) => {
    const { app, popup, call, forged } = await awaiting(scene);
    const state = scene.stateAt(scene.keycloak);
    const tab = await scene.anotherTab("/elsewhere");
    const saying = `
    const [state, right, wrong] = arguments;
    const say = (name, url) => {
      const channel = new BroadcastChannel(name);
      channel.postMessage(url);
      channel.close();
      localStorage.setItem(name, url);
      localStorage.removeItem(name);
    };
    say("kirjaudu.w-another", right);
    say("kirjaudu", right);
    say("kirjaudu." + state, wrong);
    // What is heard after these was heard after them.
    const last = new BroadcastChannel("of the test");
    last.postMessage("said");
    localStorage.setItem("of the test", "said");`;
    await app.run(`
    window.heard = [];
    window.last = new BroadcastChannel("of the test");
    window.last.onmessage = () => window.heard.push("channel");
    addEventListener("storage", ({ key }) => key === "of the test" && window.heard.push("storage"));`);
    await tab.run(saying, state, forged(), forged("w-another"));
    await app.until("window.heard.length === 2", "what the other tab said");
    await tab.close();
    assert.equal((await app.call(call)).outcome, "pending");
    await realAnswerWins(scene, popup, call);
  },
);

scenario(
  "i_11 messages before the popup is open and after its end change nothing; nor does the answer, told again",
  async (scene) => {
    const { app, keycloak, site } = scene;
    app.serve(atKeycloak(scene));
    await app.open();
    const early = `${site.origin}${PAGES.callback}?code=forged&state=w-early`;
    await app.run("window.postMessage({ kirjaudu: arguments[0] }); window.postMessage('hel:logout')", early);
    assert.equal(await app.ignoredOf(2), 0);

    assert.equal((await app.result(await app.login({ mode: "popup" }))).status, "signed-in");
    const answer = scene.lastUrl(site, PAGES.callback);
    const state = scene.stateAt(keycloak);
    const { ignoredMessages } = await app.explain();
    const sent = await app.run("return window.messages");
    const tab = await scene.anotherTab("/elsewhere");
    await tab.run(
      `const channel = new BroadcastChannel("kirjaudu." + arguments[0]);
     channel.postMessage(arguments[1]);
     localStorage.setItem("kirjaudu." + arguments[0], arguments[1]);
     localStorage.removeItem("kirjaudu." + arguments[0]);`,
      state,
      answer,
    );
    await app.run("window.postMessage({ kirjaudu: arguments[0] })", answer);
    assert.equal(await app.ignoredOf(sent + 1), ignoredMessages);
    const requests = keycloak.count("token");
    await app.shows(SIGNED_IN);
    assert.equal(await app.run("return app.auth.accessToken().then(() => app.session().error)"), null);
    assert.equal(keycloak.count("token"), requests);
    assert.equal(requests, 1);
  },
);

scenario(
  "i_11 a storm of 10,000 messages is ignored and counted, and the real answer still wins",
  async (scene) => {
    const { app, stranger } = scene;
    const { popup, call, forged } = await awaiting(scene);
    await app.inFrame(
      stranger.origin,
      "for (let i = 0; i < 10000; i++) parent.postMessage({ kirjaudu: arguments[0] }, '*')",
      forged(),
    );
    assert.equal(await app.ignoredOf(10_000), 10_000);
    await realAnswerWins(scene, popup, call);
  },
);

/** A login whose popup shows the provider's form. */
async function awaiting(scene) {
  const { app, keycloak, site } = scene;
  app.serve(atKeycloak(scene));
  keycloak.autoLogin(undefined);
  await app.open();
  const { popup, call } = await scene.popup("login");
  await popup.until("document.querySelector('#username')");
  const forged = (state = scene.stateAt(keycloak)) =>
    `${site.origin}${PAGES.callback}?${new URLSearchParams({ code: "forged", state, iss: keycloak.issuer })}`;
  return { app, popup, call, forged };
}

async function realAnswerWins(scene, popup, call) {
  await scene.fillForm(popup);
  assert.equal((await scene.app.result(call)).status, "signed-in");
  await scene.app.shows(SIGNED_IN);
  assert.equal(scene.keycloak.count("token"), 1);
}
