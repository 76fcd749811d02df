// What the application limits: how long a session may lie idle, and how long it may last.
import { early } from "../setup/early.mjs";
import { record, requestsOfPage } from "../setup/provider-requests.mjs";
import { atKeycloak, expect, test } from "../setup/test.mjs";

// Access tokens of the provider live 300 seconds, so that none of this has to do with a renewal.
const IDLE = { idleLimit: 120, limitWarning: 30 };

test("a session that lies idle ends, after a warning, and the provider can still be told", async ({
  app,
  keycloak,
}) => {
  const events = await signIn(app, keycloak, IDLE);
  await app.page.clock.fastForward(85_000);
  expect(await events()).toEqual([]);
  await app.page.clock.fastForward(10_000);
  await expect.poll(events).toHaveLength(1);
  const [{ because, endsAt }] = await events();
  expect(because).toBe("idle");
  const left = endsAt - (await app.page.evaluate(() => Date.now()));
  expect(left).toBeLessThanOrEqual(30_000);
  expect(left).toBeGreaterThan(0);
  await app.page.clock.fastForward(31_000);
  await expect(app.status).toHaveText("signed-out idle");
  expect((await events()).at(-1)).toBeNull();
  expect((await app.tokens()).accessToken).toBe("not_signed_in");
  await expect
    .poll(() => app.page.evaluate(() => JSON.stringify({ ...sessionStorage })))
    .not.toContain("eyJ");

  const logouts = record(keycloak, "endSession");
  keycloak.forget();
  await app.logout();
  await expect.poll(() => logouts.length).toBeGreaterThan(0);
  expect(logouts[0].url + logouts[0].body).toContain("id_token_hint=ey");
  await expect(app.status).toHaveText("signed-out logout");
});

test("whoever does something is not idle: the warning is withdrawn, in all tabs", async ({
  app,
  keycloak,
}) => {
  const events = await signIn(app, keycloak, { ...IDLE, storage: "shared" });
  const other = await app.page.context().newPage();
  await other.goto(app.site.origin);
  await expect(other.locator("#status")).toHaveText("signed-in");
  const otherEvents = await endings(other);
  await app.page.clock.fastForward(95_000);
  await expect.poll(events).toHaveLength(1);
  await expect.poll(otherEvents).toHaveLength(1);
  await other.mouse.click(200, 200);
  await expect.poll(events).toEqual([expect.objectContaining({ because: "idle" }), null]);
  await expect.poll(otherEvents).toHaveLength(2);
  await app.page.clock.fastForward(80_000);
  await expect(app.status).toHaveText("signed-in");
  await expect(other.locator("#status")).toHaveText("signed-in");
  await app.page.clock.fastForward(41_000);
  await expect(app.status).toHaveText("signed-out idle");
  await expect(other.locator("#status")).toHaveText("signed-out idle");
  await other.reload();
  await expect(other.locator("#status")).toHaveText("signed-out never");
});

test("a reload is no activity, and whoever signs in again is there", async ({ app, keycloak }) => {
  await signIn(app, keycloak, IDLE);
  await beSeen(app.page);
  await app.page.clock.fastForward(100_000);
  await app.page.reload();
  await expect(app.status).toHaveText("signed-in");
  await app.page.clock.fastForward(25_000);
  await expect(app.status).toHaveText("signed-out idle");
  // Longer ago than the limit was the last activity that is on record.
  await app.page.clock.fastForward(150_000);
  await app.login({});
  await expect(app.status).toHaveText("signed-in");
  const events = await endings(app.page);
  await app.page.clock.fastForward(80_000);
  await expect(app.status).toHaveText("signed-in");
  expect(await events()).toEqual([]);
});

test("a session lasts so long at most, whatever anybody does, and a renewal makes it no longer", async ({
  app,
  keycloak,
}) => {
  const events = await signIn(app, keycloak, { absoluteLimit: 200, limitWarning: 50 });
  await app.page.clock.fastForward(100_000);
  await app.page.evaluate(() => window.app.auth.renew());
  await app.page.reload();
  await expect(app.status).toHaveText("signed-in");
  const later = await endings(app.page);
  await app.page.clock.fastForward(60_000);
  await expect.poll(later).toEqual([expect.objectContaining({ because: "absolute" })]);
  await app.page.mouse.click(200, 200);
  await app.page.keyboard.press("a");
  expect(await later()).toHaveLength(1);
  await app.page.clock.fastForward(45_000);
  await expect(app.status).toHaveText("signed-out absolute");
  expect(events).toBeDefined();
});

test("a session that was idle for too long while the computer slept is over before it is used", async ({
  app,
  keycloak,
}) => {
  await signIn(app, keycloak, IDLE);
  await beSeen(app.page);
  await app.page.clock.setSystemTime(Date.now() + 130_000);
  // The first thing that anybody does comes too late.
  await app.page.mouse.click(200, 200);
  await expect(app.status).toHaveText("signed-out idle");
});

test("of a session that was idle for too long the next page shows nothing, not even at first", async ({
  app,
  keycloak,
}) => {
  for (const storage of ["session", "shared"]) {
    await signIn(app, keycloak, { ...IDLE, storage });
    await beSeen(app.page);
    await app.page.goto("about:blank");
    await app.page.clock.setSystemTime(Date.now() + 130_000);
    await early(app.site, "window.early = auth.accessToken().catch(({ code }) => code);");
    keycloak.forget();
    await app.open();
    await expect(app.status).toHaveText("signed-out idle");
    const first = await app.page.evaluate(() => window.app.firstFrame.status);
    expect(first).toBe(storage === "shared" ? "loading" : "signed-out");
    expect(await app.page.evaluate(() => window.early)).toBe("not_signed_in");
    expect(keycloak.count("token")).toBe(0);
    await app.page.clock.setSystemTime(Date.now());
  }
});

test("the answer to a renewal that was under way signs nobody in again", async ({ app, keycloak }) => {
  await signIn(app, keycloak, IDLE);
  const release = keycloak.hold("token");
  const arrival = keycloak.arrival("token");
  const renewal = app.page.evaluate(() => window.app.auth.renew().catch((error) => error.code));
  await arrival;
  await app.page.clock.setSystemTime(Date.now() + 121_000);
  await app.page.evaluate(() => dispatchEvent(new Event("focus")));
  await expect(app.status).toHaveText("signed-out idle");
  release();
  expect(await renewal).toBe("not_signed_in");
  await expect(app.status).toHaveText("signed-out idle");
  await app.page.reload();
  await expect(app.status).toHaveText("signed-out never");
});

test("without storage, and without renewals, the limits hold all the same", async ({ app, keycloak }) => {
  await app.page.addInitScript(() => {
    Object.defineProperty(window, "localStorage", {
      get() {
        throw new DOMException("The operation is insecure.", "SecurityError");
      },
    });
  });
  const events = await signIn(app, keycloak, { ...IDLE, autoRenew: false });
  await app.page.clock.fastForward(95_000);
  await expect.poll(events).toHaveLength(1);
  await app.page.mouse.click(200, 200);
  await expect.poll(events).toHaveLength(2);
  await app.page.clock.fastForward(70_000);
  await expect(app.status).toHaveText("signed-in");
  expect(await events()).toHaveLength(2);
  await app.page.clock.fastForward(51_000);
  await expect(app.status).toHaveText("signed-out idle");
  expect(requestsOfPage(keycloak)).not.toContain("userinfo");
});

test("a limit that is no number is said: to whoever is signed in already, and by every call", async ({
  app,
  keycloak,
}) => {
  await app.signIn();
  // As JSON makes of NaN.
  app.serve(atKeycloak(keycloak, { idleLimit: null }));
  await app.page.reload();
  const wrong = { code: "config_invalid", field: "idleLimit" };
  await expect.poll(async () => (await app.session()).error).toMatchObject(wrong);
  expect(await app.page.evaluate(() => window.app.auth.login().catch((e) => e.code))).toBe("config_invalid");
});

async function signIn(app, keycloak, options) {
  app.serve(atKeycloak(keycloak, options));
  await app.page.clock.install();
  keycloak.autoLogin("aino");
  await app.open();
  await app.login({});
  await expect(app.status).toHaveText("signed-in");
  return endings(app.page);
}

/** Somebody clicks, and the page has noted it. */
async function beSeen(page) {
  const noted = () =>
    page.evaluate(() => Object.keys(localStorage).some((key) => key.startsWith("kirjaudu.activity.")));
  await expect(async () => {
    await page.mouse.click(200, 200);
    expect(await noted()).toBe(true);
  }).toPass();
}

/** What `ending` tells from now on. */
async function endings(page) {
  await page.evaluate(() => {
    window.endings = [];
    window.app.auth.on("ending", (ending) => window.endings.push(ending ?? null));
  });
  return () => page.evaluate(() => window.endings);
}
