// `hel:logout` from somebody who has no say in it, while a logout popup is awaited.
import assert from "node:assert/strict";
import { atTunnistamo } from "./setup/clients.mjs";
import { scenario } from "./setup/scenario.mjs";

const TELL_PARENT = "parent.postMessage('hel:logout', '*')";
const TELL_OPENER = "opener.postMessage('hel:logout', '*')";

const SENDERS = [
  ["the page itself", ({ app }) => app.run("window.postMessage('hel:logout')")],
  [
    "another window of the origin",
    async (scene) => {
      const another = await scene.opening(() => scene.app.click("#open-another"));
      await another.arrivedAt(`${scene.site.origin}/windows/blank.html`);
      await another.run(TELL_OPENER);
      await another.close();
    },
  ],
  ["a frame of the origin", ({ app, site }) => app.inFrame(`${site.origin}/windows/blank.html`, TELL_PARENT)],
  ["a frame of the provider", framed],
  ["a frame of another origin", ({ app, stranger }) => app.inFrame(stranger.origin, TELL_PARENT)],
  [
    "the popup, at another origin",
    async ({ stranger, tunnistamo }, popup) => {
      await popup.run("location.href = arguments[0]", stranger.origin);
      await popup.arrivedAt(stranger.origin);
      await popup.run(TELL_OPENER);
      await popup.run("history.back()");
      await popup.arrivedAt(tunnistamo.issuer);
    },
  ],
];

scenario(
  "i_11 hel:logout told by anybody but the provider in the popup is not believed; the real one is",
  async (scene) => {
    const { app, popup, call } = await awaiting(scene);
    let sent = 0;
    for (const [sender, send] of SENDERS) {
      await send(scene, popup);
      sent += 1;
      assert.equal(await app.ignoredOf(sent), sent, sender);
      assert.equal((await app.call(call)).outcome, "pending", sender);
    }
    await realOneWins(scene, popup, call);
  },
);

scenario("i_11 other words from the provider's popup are no hel:logout", async (scene) => {
  const { app, popup, call } = await awaiting(scene);
  const wrong = [
    "hel:login",
    "HEL:LOGOUT",
    " hel:logout",
    ["hel:logout"],
    { type: "hel:login" },
    { "hel:logout": true },
    null,
    1,
  ];
  await popup.run("for (const each of arguments[0]) opener.postMessage(each, '*')", wrong);
  assert.equal(await app.ignoredOf(wrong.length), wrong.length);
  await realOneWins(scene, popup, call);
});

scenario("i_11 a storm of 10,000 hel:logout from elsewhere is ignored and counted", async (scene) => {
  const { app, popup, call } = await awaiting(scene);
  const storm = `for (let i = 0; i < 10000; i++) ${TELL_PARENT}`;
  await app.inFrame(scene.stranger.origin, storm);
  assert.equal(await app.ignoredOf(10_000), 10_000);
  await realOneWins(scene, popup, call);
});

/** A logout whose popup shows the provider's page as it is today, which tells nothing. */
async function awaiting(scene) {
  const { app, tunnistamo } = scene;
  app.serve(atTunnistamo(scene));
  await scene.signIn();
  const { popup, call } = await scene.popup("logout");
  await popup.arrivedAt(`${tunnistamo.issuer}/end-session`);
  return { app, popup, call };
}

// Its own pages refuse frames; this one is an answer that doesn't.
async function framed(scene) {
  scene.override(scene.tunnistamo, "other", (_request, response) => {
    response.writeHead(200, { "content-type": "text/html" }).end("<!doctype html><title>In a frame</title>");
  });
  await scene.app.inFrame(`${scene.tunnistamo.origin}/nothing`, TELL_PARENT);
}

async function realOneWins({ app }, popup, call) {
  assert.equal((await app.call(call)).outcome, "pending");
  await popup.run("opener.postMessage('hel:logout', arguments[0])", app.origin);
  assert.deepEqual(await app.result(call), {
    outcome: "confirmed",
    evidence: "hel:logout",
    window: "closed-by-us",
  });
  await popup.closed();
}
