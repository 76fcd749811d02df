// The demo over the real Keycloak, as a stranger goes through it: by what is on the page, and nothing else.
import { Demo, test } from "../setup/demo.mjs";
import { expect } from "../setup/test.mjs";

test("signing in, the profile and the queue, bills after the password once more, and a logout that is confirmed", async ({
  demo,
  page,
  keycloak,
}) => {
  await page.goto(`${demo.address}/my-details`);
  await demo.signIn("#log-in-here");
  expect(new URL(page.url()).pathname).toBe("/my-details");
  await expect(demo.profile).toHaveAttribute("data-result", "profile");
  await expect(demo.profile).toContainText("Kari Kertakäyttö");
  await expect(demo.profile).toContainText("Esimerkkikatu 1, 00100 Helsinki");
  await expect(demo.queue).toHaveText(/^\d+$/);

  await page.click("#bills-show");
  await expect(page.locator("#bills-why")).toContainText("once you have identified yourself strongly");
  await page.click("#language-sv");
  const [popup] = await Promise.all([page.waitForEvent("popup"), page.click("#bills-strong")]);
  // In the language of the page, also when it was chosen since it was loaded.
  await expect(popup.locator("html")).toHaveAttribute("lang", "sv");
  await demo.fillForm(popup);
  await expect(demo.bills).toContainText("2026-1107");
  await expect.poll(() => popup.isClosed()).toBe(true);
  // Refused once, and asked for once more.
  expect(demo.api.count("bills")).toBe(2);

  expect(await keycloak.admin.sessionsOf(demo.person)).toHaveLength(1);
  await page.click("#log-out");
  await expect(demo.notice).toContainText("Du har loggat ut");
  await expect(page.locator("#log-in")).toBeVisible();
  expect(await keycloak.admin.sessionsOf(demo.person)).toEqual([]);
  // Confirmed: the next login asks for the password.
  await page.click("#log-in");
  await expect(page.locator("#password")).toBeVisible();
});

test("the other service: signed in on the way there, with a profile and a queue of its own", async ({
  demo,
  page,
}) => {
  await page.goto(demo.address);
  await demo.signIn();
  await page.click("#other-service");
  await page.waitForURL(`${demo.otherAddress}/**`);
  await demo.expectSignedIn();
  await page.click("nav.pages a[href='/my-details']");
  await expect(demo.profile).toHaveAttribute("data-result", "profile");
  await expect(demo.queue).toHaveText(/^\d+$/);
});

test("the page that explains a login has what Keycloak said of the person", async ({
  demo,
  page,
  keycloak,
}) => {
  await page.goto(`${demo.address}/about`);
  await demo.signIn();
  await expect(page.locator("#verified")).toContainText(keycloak.issuer);
  await expect(page.locator("#verified")).toContainText("suomi_fi");
});

test("a tab that was closed in the middle of a renewal and opened again: signed in, and no refresh token is sent twice", async ({
  demo,
  page,
  requests,
}) => {
  const left = await closedWhileRenewing(demo, requests);
  const reopened = await page.context().newPage();
  // As a browser does that opens a closed tab again: with what the tab had stored.
  await reopened.addInitScript((entries) => {
    if (window !== top || sessionStorage.length > 0) return;
    for (const [key, value] of entries) sessionStorage.setItem(key, value);
  }, left.stored);
  const codesBefore = codes(requests);
  await reopened.goto(`${demo.address}/my-details`);
  const again = new Demo(reopened, demo, demo.person);
  await again.expectSignedIn();
  // A login in a hidden frame takes the place of the renewal that was cut off.
  await expect.poll(() => codes(requests)).toBe(codesBefore + 1);
  await expect(again.profile).toHaveAttribute("data-result", "profile");
  // And what it brought is renewed in its turn.
  await expect.poll(() => refreshTokens(requests).length, { timeout: 30_000 }).toBeGreaterThan(left.sent);
  await again.expectSignedIn();
  expectNoneTwice(requests);
});

test("a new tab after one was closed in the middle of a renewal: nobody is signed in there, and a click suffices", async ({
  demo,
  page,
  requests,
}) => {
  await closedWhileRenewing(demo, requests);
  const opened = await page.context().newPage();
  await opened.goto(demo.address);
  await opened.click("#log-in");
  await new Demo(opened, demo, demo.person).expectSignedIn();
  expectNoneTwice(requests);
});

/** Signs in for 15 seconds by the demo's own setting; the tab is closed when Keycloak has answered a renewal and nobody has heard it. */
async function closedWhileRenewing(demo, requests) {
  const { page } = demo;
  await page.goto(`${demo.address}/about`);
  await page.getByLabel("15 seconds").check();
  await page.click("#apply");
  await expect(demo.notice).toContainText("The choice is in use");
  await demo.signIn();
  const answered = new Promise((resolve) =>
    page.route("**/protocol/openid-connect/token", async (route) => {
      if (!route.request().postData()?.includes("grant_type=refresh_token")) return route.continue();
      resolve((await route.fetch()).status());
    }),
  );
  expect(await answered).toBe(200);
  const stored = await page.evaluate(() => Object.entries(sessionStorage));
  await page.close();
  return { stored, sent: refreshTokens(requests).length };
}

function expectNoneTwice(requests) {
  const sent = refreshTokens(requests);
  expect(sent.length).toBeGreaterThan(0);
  expect(new Set(sent).size).toBe(sent.length);
}

const ofGrant = (requests, grant) =>
  requests.to("token").filter(({ form }) => form.get("grant_type") === grant);
const refreshTokens = (requests) =>
  ofGrant(requests, "refresh_token").map(({ form }) => form.get("refresh_token"));
const codes = (requests) => ofGrant(requests, "authorization_code").length;
