// Pages that are cut off: nothing is asked, and nobody signed out.
import { codeOf, DUE, offline, signInFor, signInForSeconds } from "../setup/renewals.mjs";
import { expect, test } from "../setup/test.mjs";

test("h_02 offline nothing is asked, the session is shown as stale, and renewed when the network is back", async ({
  app,
  keycloak,
}) => {
  const token = await signInFor(app, keycloak);
  await expectNothingAsked(app, DUE);
  await offline(app.page, false);
  await expect.poll(() => app.session()).toMatchObject({ status: "signed-in", stale: false });
  expect(token.refreshTokens).toHaveLength(1);
});

test("h_02 offline no frame is opened either, and the one that renews comes when the network is back", async ({
  app,
  tunnistamo,
}) => {
  await signInForSeconds(app, tunnistamo);
  const { expiresAt } = await app.session();
  await expectNothingAsked(app, 12_000);
  expect(await app.page.locator("iframe").count()).toBe(0);
  await offline(app.page, false);
  await expect.poll(() => app.session()).toMatchObject({ status: "signed-in", stale: false });
  expect((await app.session()).expiresAt).toBeGreaterThan(expiresAt);
});

test("h_02 offline nobody asks whether the session lives on at the provider", async ({ app, keycloak }) => {
  await signInFor(app, keycloak, { sessionPollInterval: 1 });
  await asksUserinfo(app, keycloak);
  await expectNothingAsked(app, DUE);
  await offline(app.page, false);
  await asksUserinfo(app, keycloak);
  await expect.poll(() => app.session()).toMatchObject({ status: "signed-in", stale: false });
});

/** From now on the page is offline, and has no request of its own while its tokens are to be renewed, and long after. */
async function expectNothingAsked(app, untilDue) {
  const { page } = app;
  const asked = [];
  await offline(page, true);
  page.on("request", (request) => asked.push(request.url()));
  const now = () => app.session();
  await page.clock.fastForward(untilDue);
  await expect.poll(now).toMatchObject({ status: "signed-in", stale: true });
  const error = await page.evaluate(() => {
    const { error } = window.app.auth.session;
    return { isError: error instanceof Error, name: error.name, message: error.message };
  });
  expect(error).toMatchObject({ isError: true, name: "AuthError" });
  expect(error.message).toContain("the browser is offline");
  await page.clock.fastForward(untilDue);
  await page.evaluate(() => {
    for (const event of ["focus", "pageshow"]) dispatchEvent(new Event(event));
  });
  expect(await codeOf(page, () => window.app.auth.renew())).toBe("renewal_unreachable");
  expect(await codeOf(page, () => window.app.auth.accessToken())).toBe("renewal_unreachable");
  expect(await now()).toMatchObject({ status: "signed-in", stale: true });
  expect(asked).toEqual([]);
}

async function asksUserinfo({ page }, keycloak) {
  const before = keycloak.count("userinfo");
  await expect(async () => {
    await page.clock.fastForward(1100);
    expect(keycloak.count("userinfo")).toBeGreaterThan(before);
  }).toPass();
}
