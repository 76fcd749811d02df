// The demo's page "My details": what the local APIs say about the person, by the real auth.fetch, in words that anybody understands.
import { AxeBuilder } from "@axe-core/playwright";
import { expect, test } from "../setup/demo.mjs";

const RESULTS = [
  ["aino", "profile", "Here are your details.", "Esimerkkikatu 1, 00100 Helsinki"],
  ["bjorn", "verified-information-withheld", "you logged in without strong identification", "Björn Exempel"],
  ["oskar", "no-verified-information", "Nothing from the population register", "Oskar Esimerkki"],
  ["meri", "no-service-connection", "you have not allowed this service", "Allow"],
  ["kirsi", "no-profile", "You have no Helsinki profile.", ""],
];

for (const [who, status, text, more] of RESULTS) {
  test(`${who}: ${status}, in plain words, without a barrier`, async ({ demo, page }) => {
    await demo.open(who);
    await expect(demo.result).toHaveAttribute("data-result", status);
    await expect(demo.result).toContainText(text);
    await expect(demo.result).toContainText(more);
    await expect(page.locator("#queue-result strong")).toHaveText(/^\d+$/);
    const { violations } = await new AxeBuilder({ page }).analyze();
    expect(violations.map(({ id }) => id)).toEqual([]);
    // One ticket for each API, and one request.
    expect([demo.api.count("graphql"), demo.api.count("queue"), demo.keycloak.count("token")]).toEqual([
      1, 1, 3,
    ]);
  });
}

test("the results are told in each language", async ({ demo, page }) => {
  await demo.open("bjorn");
  await page.click("#language-fi");
  await expect(demo.result).toContainText("ilman vahvaa tunnistautumista");
  await page.click("#language-sv");
  await expect(demo.result).toContainText("utan stark identifiering");
});

test("a connection that the person allows: the profile is there, in this service", async ({ demo, page }) => {
  await demo.open("meri");
  await page.click("#profile-connect");
  await expect(demo.result).toContainText("Meri Esimerkki");
});

test("the profile API down: said, and tried again by the person", async ({ demo, page }) => {
  // A preflight that is refused is no answer.
  await demo.api.goDown(503, { cors: true });
  await demo.open("aino");
  await expect(demo.result).toHaveAttribute("data-result", "error");
  await expect(demo.result.locator("code")).toHaveText("profile_unreachable");
  await demo.api.comeUp();
  await page.click("#profile-again");
  await expect(demo.result).toHaveAttribute("data-result", "profile");
});

test("bills: the API wants a stronger sign-in, a window gives it, and the profile shows more as well", async ({
  demo,
  page,
}) => {
  await demo.open("bjorn");
  await expect(demo.result).toHaveAttribute("data-result", "verified-information-withheld");
  await page.click("#bills-show");
  await expect(page.locator("#bills-why")).toContainText("once you have identified yourself strongly");
  demo.keycloak.autoLogin(undefined);
  const [popup] = await Promise.all([page.waitForEvent("popup"), page.click("#bills-strong")]);
  await expect(popup.locator("#methods")).toContainText("Suomi.fi");
  await popup.fill("#username", "bjorn");
  await popup.fill("#password", "esimerkki");
  await popup.click("#sign-in");
  await expect(page.locator("#bills-result")).toContainText("2026-1107");
  await expect(demo.result).toHaveAttribute("data-result", "profile");
});

test("strong identification by the profile's own button: by redirect, and back to this page", async ({
  demo,
  page,
}) => {
  await demo.open("bjorn");
  await page.click("#profile-strong");
  await expect(demo.result).toHaveAttribute("data-result", "profile");
  await expect(demo.result).toContainText("Helsinki");
  expect(new URL(page.url()).pathname).toBe("/my-details");
});

test("nothing of one person is shown to the next one, nor to nobody", async ({ demo, page }) => {
  await demo.open("aino");
  await expect(demo.result).toContainText("Aino Esimerkki");
  // The page that leaves shows nobody any more, either: the provider is to have come back.
  const back = page.waitForRequest((request) => request.url().startsWith(`${demo.address}/?state=`));
  await page.click("#log-out");
  await back;
  await expect(page.locator("#log-in")).toBeVisible();
  await page.goto(`${demo.address}/my-details`);
  await expect(page.locator("main")).not.toContainText("Aino");
  await demo.open("oskar");
  await expect(demo.result).toContainText("Oskar Esimerkki");
});

test("at Tunnistamo there is no such token, which is said instead of tried", async ({ demo, page }) => {
  demo.tunnistamo.autoLogin("aino");
  await page.goto(demo.address);
  await page.evaluate(() =>
    localStorage.setItem("demo-login-choice", JSON.stringify({ provider: "tunnistamo", flow: "auto" })),
  );
  await page.goto(`${demo.address}/my-details`);
  await page.click("#log-in-here");
  await expect(page.locator("#other-provider")).toBeVisible();
  expect(demo.api.requests).toEqual([]);
});
