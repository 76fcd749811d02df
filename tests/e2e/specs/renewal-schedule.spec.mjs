// When a session is renewed without anybody asking, and what the page shows while that fails.
import { codeOf, DUE, frames, IMPLICIT, LIFE, listen, signInFor } from "../setup/renewals.mjs";
import { atTunnistamo, expect, test } from "../setup/test.mjs";
import { failing, tokenEndpoint } from "../setup/token-endpoint.mjs";

test("pain_29 a session is renewed ahead of its end, again and again, and nothing flickers", async ({
  app,
  keycloak,
}) => {
  const token = await signInFor(app, keycloak);
  const told = await listen(app.page);
  for (const round of [1, 2, 3]) {
    const before = await app.session();
    await app.page.clock.fastForward(DUE);
    await expect.poll(() => told("renewed")).toHaveLength(round);
    expect((await app.session()).expiresAt).toBeGreaterThan(before.expiresAt);
  }
  expect(token.refreshTokens).toHaveLength(3);
  expect(new Set(token.refreshTokens).size).toBe(3);
  for (const { status, stale } of await told("session"))
    expect({ status, stale }).toEqual({ status: "signed-in", stale: false });
  expect(await told("signed-in")).toEqual([]);
  // An operation that changes nothing leaves the object as it is.
  const same = await app.page.evaluate(async () => {
    const { auth } = window.app;
    const before = auth.session;
    await auth.accessToken();
    dispatchEvent(new Event("focus"));
    await auth.accessToken();
    return auth.session === before;
  });
  expect(same).toBe(true);
});

test("h_02 a provider that asks for a pause gets it, whoever looks at the page", async ({
  app,
  keycloak,
}) => {
  const token = await signInFor(app, keycloak);
  token.around = failing(503, { "retry-after": "40" });
  await app.page.clock.fastForward(DUE);
  await expect.poll(() => app.session()).toMatchObject({ status: "signed-in", stale: true });
  await app.page.evaluate(() => {
    for (const event of ["focus", "online", "pageshow"]) dispatchEvent(new Event(event));
  });
  await app.page.clock.fastForward(30_000);
  // Whatever the events have begun comes before this.
  await app.page.evaluate(() => window.app.auth.userinfo().catch(() => {}));
  const asked = token.refreshTokens.length;
  // userinfo() itself has asked once, since the access token is over.
  expect(asked).toBeLessThanOrEqual(2);
  token.around = (_form, answer) => answer();
  await app.page.clock.fastForward(41_000);
  await expect.poll(() => app.session()).toMatchObject({ status: "signed-in", stale: false });
  expect(new Set(token.refreshTokens).size).toBe(1); // a 503 uses nothing up
});

test("h_02 a provider that fails is asked again after pauses, and then everything is fine", async ({
  app,
  keycloak,
}) => {
  test.setTimeout(120_000);
  const token = await signInFor(app, keycloak);
  token.around = failing(500);
  await app.page.clock.fastForward(DUE);
  for (const times of [1, 2, 3]) {
    await expect.poll(() => token.refreshTokens.length).toBeGreaterThanOrEqual(times);
    await expect.poll(() => app.session()).toMatchObject({ status: "signed-in", stale: true });
    await app.page.clock.fastForward(20_000);
  }
  token.around = (_form, answer) => answer();
  // The pause may begin after the clock has been moved; and in a step of 30 seconds an answer that is on its way comes too late.
  await expect(async () => {
    await app.page.clock.fastForward(20_000);
    const fine = { status: "signed-in", stale: false };
    // On a busy machine a renewal takes seconds: the clock is not to run away from it.
    await expect.poll(() => app.session(), { timeout: 10_000 }).toMatchObject(fine);
  }).toPass();
  expect((await app.tokens()).accessToken).toMatch(/.{20}/);
});

test("h_02 a provider that is down at the end of the access token signs nobody out", async ({
  app,
  keycloak,
}) => {
  await signInFor(app, keycloak);
  await keycloak.goDown("refuse");
  await app.page.clock.fastForward(LIFE * 1000 + 30_000);
  await expect.poll(() => app.session()).toMatchObject({ status: "signed-in", stale: true });
  expect(await codeOf(app.page, () => window.app.auth.accessToken())).toBe("renewal_unreachable");
  await app.page.reload();
  await expect(app.status).toHaveText("signed-in");
  await keycloak.comeUp();
  // The clock is not moved: an answer that is on its way would come too late, and bring the last refresh token.
  await app.page.evaluate(() => dispatchEvent(new Event("focus")));
  await expect.poll(() => app.session()).toMatchObject({ status: "signed-in", stale: false });
});

test("pain_12 a page whose timers stood still renews as soon as it is woken, by whatever event", async ({
  app,
  keycloak,
}) => {
  await signInFor(app, keycloak);
  const half = tokenEndpoint(keycloak, { expiresIn: LIFE / 2 });
  await app.page.evaluate(() => window.app.auth.renew());
  let now = Date.now();
  for (const [round, event] of ["focus", "pageshow", "online", "visibilitychange", "resume"].entries()) {
    const { expiresAt } = await app.session();
    now += DUE / 2;
    // The clock goes on, no timer runs.
    await app.page.clock.setSystemTime(now);
    expect(half.refreshTokens).toHaveLength(round + 1);
    await app.page.evaluate((name) => {
      const target = name === "visibilitychange" || name === "resume" ? document : window;
      target.dispatchEvent(new Event(name));
    }, event);
    await expect.poll(async () => (await app.session()).expiresAt, event).toBeGreaterThan(expiresAt);
  }
});

test("pain_12 a token that ended while the computer slept is renewed before it is given, and before it is used", async ({
  app,
  keycloak,
}) => {
  const token = await signInFor(app, keycloak, { autoRenew: true });
  const before = await app.tokens();
  // The monotonic clock stands still in the sleep of some computers.
  await app.page.clock.setSystemTime(Date.now() + LIFE * 1000 + 1000);
  const { accessToken } = await app.tokens();
  expect(accessToken).toMatch(/.{20}/);
  expect(accessToken).not.toBe(before.accessToken);
  expect(token.refreshTokens).toHaveLength(1);
  await app.page.clock.setSystemTime(Date.now() + 2 * LIFE * 1000 + 2000);
  expect(await app.page.evaluate(() => window.app.auth.userinfo())).toHaveProperty("sub");
  expect(token.refreshTokens).toHaveLength(2);
  // One that lives on, but not for as long as is asked for.
  await app.page.evaluate(() => window.app.auth.accessToken({ minValidity: 110 }));
  await app.page.clock.fastForward(30_000);
  await app.page.evaluate(() => window.app.auth.accessToken({ minValidity: 110 }));
  expect(token.refreshTokens).toHaveLength(3);
});

test("pain_26 reauthentication is asked for ahead of time, and without it the session ends with its access token", async ({
  app,
  tunnistamo,
}) => {
  app.serve({ ...atTunnistamo(tunnistamo, IMPLICIT), policy: frames(tunnistamo) });
  await app.page.clock.install();
  await app.signIn();
  const told = await listen(app.page);
  const { expiresAt } = await app.session();
  await app.page.context().clearCookies();
  await app.page.clock.setSystemTime(expiresAt - 30_000);
  await app.page.evaluate(() => dispatchEvent(new Event("focus")));
  await expect.poll(() => told("error")).toHaveLength(1);
  const session = await app.session();
  expect(session).toMatchObject({ status: "signed-in", stale: false, expiresAt });
  expect(session.error).toMatchObject({ code: "reauthentication_required", retryable: false });
  expect((await app.tokens()).accessToken).toMatch(/.{20}/);
  const asked = tunnistamo.count("authorization");
  await app.page.clock.fastForward(31_000);
  await expect(app.status).toHaveText("signed-out expired");
  expect((await app.session()).error.code).toBe("reauthentication_required");
  expect(tunnistamo.count("authorization")).toBe(asked);
});

test("the implicit flow is renewed in a frame, ahead of its end", async ({ app, tunnistamo }) => {
  const clientId = "https://api.hel.fi/auth/exampleapp-short-ui";
  app.serve({ ...atTunnistamo(tunnistamo, { ...IMPLICIT, clientId }), policy: frames(tunnistamo) });
  await app.page.clock.install();
  await app.signIn();
  const told = await listen(app.page);
  await app.page.clock.fastForward(12_000);
  await expect.poll(() => told("renewed")).not.toHaveLength(0);
  expect(await told("signed-out")).toEqual([]);
  expect(await app.page.locator("iframe").count()).toBe(0);
});

test("a provider that is down keeps no session from being renewed in a frame later", async ({
  app,
  tunnistamo,
}) => {
  app.serve({ ...atTunnistamo(tunnistamo, IMPLICIT), policy: frames(tunnistamo) });
  await app.page.clock.install();
  await app.signIn();
  await tunnistamo.goDown(503);
  const renewal = codeOf(app.page, () => window.app.auth.renew());
  await expect(app.page.locator("iframe")).toBeAttached();
  await app.page.clock.fastForward(11_000);
  expect(await renewal).toBe("renewal_unreachable");
  await tunnistamo.comeUp();
  await app.page.evaluate(() => window.app.auth.renew());
  expect((await app.session()).error).toBeUndefined();
});

test("a network that is too slow for a frame ends no session either", async ({ app, tunnistamo }) => {
  app.serve({ ...atTunnistamo(tunnistamo, IMPLICIT), policy: frames(tunnistamo) });
  await app.page.clock.install();
  await app.signIn();
  // All that is small comes, and the frame stays empty.
  const release = tunnistamo.hold("authorization");
  const arrival = tunnistamo.arrival("authorization");
  const renewal = codeOf(app.page, () => window.app.auth.renew());
  await arrival;
  await app.page.clock.fastForward(11_000);
  expect(await renewal).toBe("renewal_unreachable");
  release();
  await app.page.evaluate(() => window.app.auth.renew());
  expect((await app.session()).error).toBeUndefined();
});
