// Signing out at Tunnistamo, whose page reads no hint and leads nowhere by itself; and the switches of the local one.
import { djangoMissing, startDjango } from "../django/start.mjs";
import { record } from "../setup/provider-requests.mjs";
import { atKeycloak, atTunnistamo, expect, test } from "../setup/test.mjs";

test("a logout with an ID token of 30 kB is a short GET without it: the Tunnistamo-like provider", async ({
  app,
  tunnistamo,
}) => {
  const logouts = record(tunnistamo, "endSession");
  app.serve(atTunnistamo(tunnistamo));
  await app.signIn("kirsi");
  await logOutByShortGet(app);
  expect(logouts.map(({ method, body }) => ({ method, body }))).toEqual([{ method: "GET", body: "" }]);
});

test("a logout with an ID token of 30 kB is a short GET without it: django-oidc-provider", async ({
  app,
  site,
}) => {
  test.skip(djangoMissing() !== undefined, `no django-oidc-provider: ${djangoMissing()}`);
  const provider = await startDjango({ appOrigins: [site.origin], logoutPage: true, adGroups: 500 });
  app.serve(atTunnistamo(provider));
  await app.signIn();
  await logOutByShortGet(app);
  await provider.close();
});

test("logout ends the session of every application at once", async ({ app, tunnistamo }) => {
  app.serve(atTunnistamo(tunnistamo, { clientId: OTHER_CLIENT }));
  await app.signIn();
  app.serve(atTunnistamo(tunnistamo));
  await app.page.goto(`${app.site.alias}/`);
  await app.login({ prompt: "none" });
  await expect(app.status).toHaveText("signed-in");
  await app.logout();
  await app.page.waitForURL(/\/openid\/end-session/);

  app.serve(atTunnistamo(tunnistamo, { clientId: OTHER_CLIENT }));
  await app.open();
  await expect(app.status).toHaveText("signed-in");
  const refusal = app.page.evaluate(() => window.app.auth.userinfo().catch(({ code }) => code));
  expect(await refusal).toBe("userinfo_refused");
});

test("ui_locales is sent with login and logout, of the call before that of the options", async ({
  app,
  tunnistamo,
}) => {
  const heading = app.page.locator("h1");
  app.serve(atTunnistamo(tunnistamo, { uiLocales: "fi" }));
  await app.open();
  await app.login();
  await expect(heading).toHaveText("Kirjaudu sisään");
  await app.open();
  await app.login({ uiLocales: "sv" });
  await expect(heading).toHaveText("Logga in");
  await app.fillForm("aino");
  await expect(app.status).toHaveText("signed-in");
  await app.logout();
  await expect(heading).toHaveText("Kirjaudu ulos");
  await app.signIn();
  await app.logout({ uiLocales: "sv" });
  await expect(heading).toHaveText("Logga ut");
});

for (const [uiLocales, warning] of [
  ["fi", "Saatat olla yhä kirjautuneena palvelussa Yle."],
  ["sv", "Du kan fortfarande vara inloggad i tjänsten Yle."],
  ["en", "You may still be logged in at Yle."],
]) {
  test(`the logout page warns of the session at the service behind, ${uiLocales}`, async ({
    app,
    tunnistamo,
  }) => {
    app.serve(atTunnistamo(tunnistamo));
    await app.signIn("bjorn");
    await app.logout({ uiLocales });
    await expect(app.page.locator("#upstream")).toContainText(warning);
  });
}

test("the logout page links to a registered address only", async ({ app, site, tunnistamo }) => {
  const link = app.page.locator("main a");
  await app.page.goto(endSession(tunnistamo, `${site.origin}/kirjaudu-pages/logged-out.html`));
  await expect(link).toHaveAttribute("href", `${site.origin}/kirjaudu-pages/logged-out.html`);
  await app.page.goto(endSession(tunnistamo, `${site.origin}/elsewhere`));
  await expect(app.page.locator("main")).toContainText("You have been logged out");
  await expect(link).toHaveCount(0);
});

test("the switches are set on a page without script, and put back after a test", async ({
  browser,
  tunnistamo,
}) => {
  const context = await browser.newContext({ javaScriptEnabled: false, locale: "sv-FI" });
  const page = await context.newPage();
  await page.goto(`${tunnistamo.base}/openid/end-session`);
  await page.click("footer a");
  await page.selectOption("#logoutPage", "promised");
  await page.selectOption("#crossOriginOpenerPolicy", "same-origin");
  await page.fill("#logoutDelay", "250");
  await page.check("#down");
  await page.click("#save");
  await expect(page.getByRole("status")).toHaveText("Sparat.");
  const set = {
    logoutPage: "promised",
    crossOriginOpenerPolicy: "same-origin",
    logoutDelay: 250,
    down: true,
  };
  expect(tunnistamo.switches.values).toEqual(set);

  const answer = await page.goto(`${tunnistamo.base}/openid/end-session`);
  expect(answer.status()).toBe(503);
  expect(answer.headers()["cross-origin-opener-policy"]).toBe("same-origin");
  await page.goto(`${tunnistamo.base}/switches/`);
  await page.click("#reset");
  await expect(page.locator("#down")).not.toBeChecked();
  await context.close();

  tunnistamo.switches.set(set);
  await tunnistamo.comeUp();
  expect(tunnistamo.switches.values.logoutPage).toBe("today");
  expect(() => tunnistamo.switches.set({ logoutPage: "tomorrow" })).toThrow("logoutPage");
});

test("a slow logout is answered later, and nothing else is", async ({ page, keycloak, tunnistamo }) => {
  const answered = async (url) => {
    const begun = performance.now();
    await page.request.get(url);
    return performance.now() - begun;
  };
  for (const provider of [keycloak, tunnistamo]) {
    const metadata = await page.request.get(`${provider.issuer}/.well-known/openid-configuration`);
    const { end_session_endpoint, jwks_uri } = await metadata.json();
    provider.switches.set({ logoutDelay: 2000 });
    expect(await answered(end_session_endpoint)).toBeGreaterThanOrEqual(1990);
    expect(await answered(jwks_uri)).toBeLessThan(1990);
  }
});

test("the opener policy stands on every page of both providers", async ({ app, keycloak, tunnistamo }) => {
  for (const config of [atKeycloak(keycloak), atTunnistamo(tunnistamo)]) {
    const provider = config.provider === keycloak.origin ? keycloak : tunnistamo;
    provider.switches.set({ crossOriginOpenerPolicy: "same-origin" });
    app.serve(config);
    const seen = [];
    app.page.on("response", (response) => {
      if (response.url().startsWith(provider.origin) && response.request().isNavigationRequest())
        seen.push(response.headers()["cross-origin-opener-policy"]);
    });
    await app.signIn();
    // The provider's page, or this one again.
    const loaded = app.page.waitForEvent("load");
    await app.logout();
    await loaded;
    expect(provider.count("endSession")).toBe(1);
    // The login's page, its way there and back, and the logout.
    expect(seen.length).toBeGreaterThanOrEqual(5);
    expect(new Set(seen)).toEqual(new Set(["same-origin"]));

    await app.open();
    const popup = await openPopup(app.page, `${provider.origin}/switches/`);
    await expect(popup.locator("h1")).toHaveText("Switches of the test service");
    expect(await popup.evaluate(() => window.opener === null)).toBe(true);
    await popup.close();
  }
});

for (const [person, closes] of [
  ["aino", true],
  // There is a warning to read.
  ["bjorn", false],
]) {
  test(`the logout page as promised tells its opener and ${closes ? "closes itself" : "stays"}: ${person}`, async ({
    app,
    site,
    tunnistamo,
  }) => {
    tunnistamo.switches.set({ logoutPage: "promised" });
    app.serve(atTunnistamo(tunnistamo));
    await app.signIn(person);
    const popup = await openPopup(app.page, endSession(tunnistamo, `${site.origin}/`));
    const said = app.page.evaluate(() => window.said);
    expect(await said).toEqual({ data: "hel:logout", origin: tunnistamo.origin });
    if (closes) await expect.poll(() => popup.isClosed()).toBe(true);
    else await expect(popup.locator("#upstream")).toBeVisible();
  });
}

test("the logout page as promised tells nobody where no registered address was given", async ({
  app,
  site,
  tunnistamo,
}) => {
  tunnistamo.switches.set({ logoutPage: "promised" });
  app.serve(atTunnistamo(tunnistamo));
  await app.open();
  const popup = await openPopup(app.page, endSession(tunnistamo, `${site.origin}/elsewhere`));
  await expect(popup.locator("main")).toContainText("You have been logged out");
  // What is said after the page's script has run is all that is heard.
  await popup.waitForLoadState();
  await popup.evaluate((origin) => window.opener.postMessage("afterwards", origin), site.origin);
  expect(await app.page.evaluate(() => window.said)).toMatchObject({ data: "afterwards" });
});

async function logOutByShortGet(app) {
  const { idToken } = await app.tokens();
  expect(idToken.length).toBeGreaterThan(30_000);
  const asking = app.page.waitForRequest(/\/openid\/end-session/);
  await app.logout();
  const request = await asking;
  expect(request.method()).toBe("GET");
  const names = [...new URL(request.url()).searchParams.keys()];
  expect(names).not.toContain("id_token_hint");
  expect(names).toContain("post_logout_redirect_uri");
  await app.page.waitForURL(/\/openid\/end-session/);
  await app.page.click("main a");
  await expect(app.status).toHaveText("signed-out logout");
  await app.login({ prompt: "none" });
  await expect(app.page.locator("#ready")).toContainText("login_required");
}

// By a click, so that no popup blocker stands in the way.
async function openPopup(page, url) {
  await page.evaluate((to) => {
    window.said = new Promise((resolve) => {
      addEventListener("message", ({ data, origin }) => resolve({ data, origin }));
    });
    const button = Object.assign(document.createElement("button"), { id: "open", textContent: "Open" });
    button.onclick = () => window.open(to, "", "popup");
    document.body.append(button);
  }, url);
  const opening = page.waitForEvent("popup");
  await page.click("#open");
  return opening;
}

function endSession({ issuer }, returnTo) {
  const parameters = { post_logout_redirect_uri: returnTo, ui_locales: "en" };
  return `${issuer}/end-session?${new URLSearchParams(parameters)}`;
}

const OTHER_CLIENT = "https://api.hel.fi/auth/otherapp-ui";
