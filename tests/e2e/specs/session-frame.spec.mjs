// The provider's check_session_iframe (Session Management 1.0), as django-oidc-provider has it.
import { djangoMissing, startDjango } from "../django/start.mjs";
import { test as base, expect } from "../setup/test.mjs";

const CALLBACK_PAGE = "/kirjaudu/pages/callback.html";

const test = base.extend({
  provider: [
    async ({ servers: { site } }, use) => {
      const provider = djangoMissing()
        ? undefined
        : await startDjango({
            appOrigins: [site.origin],
            redirectPaths: ["/callback", CALLBACK_PAGE],
            logoutPage: true,
            sessionManagement: true,
          });
      await use(provider);
      await provider?.close();
    },
    { scope: "worker" },
  ],

  watched: async ({ app, provider }, use, testInfo) => {
    testInfo.skip(!provider, `no django-oidc-provider: ${djangoMissing()}`);
    app.serve({
      preset: { name: "tunnistamo", argument: { base: provider.base } },
      provider: provider.base,
      policy: { "frame-src": `'self' ${provider.base}`, "frame-ancestors": "'self'" },
      options: {
        clientId: "https://api.hel.fi/auth/exampleapp-ui",
        redirectUri: "/callback",
        windowRedirectUri: CALLBACK_PAGE,
        checkSessionIframe: true,
      },
    });
    await use(app);
  },
});

test("a logout at the provider is noticed, and checked before it counts", async ({ watched, provider }) => {
  await watched.signIn();
  const frame = await sessionFrame(watched);
  await said(frame, "unchanged");
  const other = await watched.page.context().newPage();
  await other.goto(`${provider.base}/openid/end-session`);
  await expect(watched.status).toHaveText("signed-out ended-by-provider");
  // Neither frame is left but the provider's own, which goes on for the next session.
  await expect(watched.page.locator("iframe")).toHaveCount(1);
});

test("i_08 the frame gets client and session, and only at the provider's origin", async ({
  watched,
  site,
}) => {
  await watched.page.addInitScript(() => {
    window.ticks = 0;
    const { setInterval } = window;
    window.setInterval = (work, delay) =>
      setInterval(() => {
        work();
        window.ticks += 1;
      }, delay);
  });
  await watched.signIn();
  const frame = await sessionFrame(watched);
  const heard = await frame.evaluate(
    () =>
      new Promise((resolve) => addEventListener("message", ({ data, origin }) => resolve([data, origin]))),
  );
  const record = await watched.page.evaluate(() =>
    JSON.parse(sessionStorage.getItem(Object.keys(sessionStorage).find((key) => key.includes(".session.")))),
  );
  expect(record.sessionState).toMatch(/.+\..+/);
  expect(heard).toEqual([`https://api.hel.fi/auth/exampleapp-ui ${record.sessionState}`, site.origin]);

  // Somebody has led the frame elsewhere: nothing is said there, however often it is tried.
  await frame.goto(`${site.origin}/kirjaudu/pages/frontchannel-logout.html`);
  await frame.evaluate(() => {
    window.heard = [];
    addEventListener("message", ({ data }) => window.heard.push(data));
  });
  const tried = await watched.page.evaluate(() => window.ticks);
  await expect.poll(() => watched.page.evaluate(() => window.ticks)).toBeGreaterThan(tried + 1);
  expect(await frame.evaluate(() => window.heard)).toEqual([]);
  await expect(watched.status).toHaveText("signed-in");
});

test("i_07 a forged changed is not even checked", async ({ watched, provider, site }) => {
  await watched.signIn();
  await said(await sessionFrame(watched), "unchanged");
  const asked = [];
  watched.page.on("request", (request) => asked.push(request.url()));
  await watched.page.evaluate(async (origin) => {
    postMessage("changed", "*");
    dispatchEvent(new MessageEvent("message", { data: "changed", origin, source: window }));
    const frame = document.createElement("iframe");
    frame.src = "/kirjaudu/pages/frontchannel-logout.html";
    document.body.append(frame);
    await new Promise((resolve) => (frame.onload = resolve));
    dispatchEvent(new MessageEvent("message", { data: "changed", origin, source: frame.contentWindow }));
    frame.remove();
  }, new URL(provider.base).origin);
  const frame = await sessionFrame(watched);
  await said(frame, "unchanged");
  // The right frame, but somebody else in it.
  await frame.goto(`${site.origin}/kirjaudu/pages/frontchannel-logout.html`);
  const forged = watched.page.evaluate(
    () => new Promise((resolve) => addEventListener("message", ({ data }) => resolve(data), { once: true })),
  );
  await frame.evaluate(() => parent.postMessage("changed", "*"));
  expect(await forged).toBe("changed");
  // A login in a frame would have been asked for by now.
  await watched.page.evaluate(() => window.app.auth.userinfo());
  expect(asked.filter((url) => url.includes("authorize"))).toEqual([]);
  await expect(watched.status).toHaveText("signed-in");
});

test("pain_24 a frame that says changed from the beginning is given up, and signs nobody out", async ({
  watched,
}) => {
  await watched.page.context().route("**/check-session-iframe**", (route) =>
    route.fulfill({
      contentType: "text/html",
      body: "<script>onmessage = ({ source, origin }) => source.postMessage('changed', origin)</script>",
    }),
  );
  await watched.signIn();
  await expect
    .poll(async () => JSON.stringify((await watched.explain()).timeline))
    .toContain("no use: changed");
  await expect(watched.page.locator("iframe")).toHaveCount(0);
  await expect(watched.status).toHaveText("signed-in");
});

test("pain_24 changed while the person is still the same goes on", async ({ watched, provider }) => {
  await watched.signIn();
  const frame = await sessionFrame(watched);
  await said(frame, "unchanged");
  await frame.evaluate(
    (origin) => parent.postMessage("changed", origin),
    await watched.page.evaluate(() => location.origin),
  );
  const renewed = () =>
    watched.explain().then(({ timeline }) => timeline.filter(({ step }) => step === "login"));
  await expect.poll(async () => (await renewed()).length).toBe(2);
  await expect(watched.status).toHaveText("signed-in");
  await said(await sessionFrame(watched), "unchanged");
  expect(provider.issuer).toContain("/openid");
});

/** The frame of the provider, once it is there. */
async function sessionFrame({ page }) {
  const find = () => page.frames().find((frame) => frame.url().includes("check-session"));
  await expect.poll(() => Boolean(find())).toBe(true);
  return find();
}

/** Waits for the frame's next answer. */
async function said(frame, word) {
  const page = frame.page();
  const next = page.evaluate(
    () => new Promise((resolve) => addEventListener("message", ({ data }) => resolve(data), { once: true })),
  );
  expect(await next).toBe(word);
}
