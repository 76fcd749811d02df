// The demo itself, in its three languages and on a phone: what a stranger sees of a logout, and of the pages around it.
import { AxeBuilder } from "@axe-core/playwright";
import { expect, test } from "../setup/demo.mjs";

const PHONE = { width: 390, height: 780 };

for (const [language, heading, service] of [
  ["fi", "Olet kirjautunut ulos", "Venepaikat"],
  ["sv", "Du har loggat ut", "Båtplatser"],
  ["en", "You have logged out", "Berths"],
]) {
  test(`a logout window that is left open speaks ${language}, as chosen, and looks like the service`, async ({
    demo,
    page,
  }) => {
    await demo.open("aino", demo.address, "/logout");
    const popup = await leftOpen(page, language);
    await expect(popup.locator("html")).toHaveAttribute("lang", language);
    await expect(popup.locator("h1")).toHaveText(heading);
    await expect(popup.locator(".wordmark")).toHaveText(service);
    const icon = popup.locator(".wordmark img");
    await expect.poll(() => icon.evaluate(({ naturalWidth }) => naturalWidth)).toBeGreaterThan(0);
    const colours = (of) => of.locator(".wordmark").evaluate((mark) => getComputedStyle(mark).color);
    expect(await colours(popup)).toBe(await colours(page));
    const { violations } = await new AxeBuilder({ page: popup }).analyze();
    expect(violations.map(({ id }) => id)).toEqual([]);
  });

  test(`the provider calls the services by their names in ${language}`, async ({ demo, page }) => {
    for (const [address, name] of [
      [demo.address, service],
      [demo.otherAddress, { fi: "Talvisäilytys", sv: "Vinterförvaring", en: "Winter storage" }[language]],
    ]) {
      await page.goto(address);
      await page.click(`#language-${language}`);
      await page.click("#log-in");
      await expect(page.locator(".service strong")).toHaveText(name);
    }
  });
}

test("that a window was left open is said until it is closed", async ({ demo, page }) => {
  await demo.open("aino", demo.address, "/logout");
  const popup = await leftOpen(page, "en");
  const result = page.locator("#logout-result");
  await expect(result).toContainText("The window was left open");
  await popup.close();
  await expect(result).toContainText("You closed the window yourself");
  await expect(result).not.toContainText("left open");
});

test("a login that failed is not told any more once the person is in by another tab", async ({
  demo,
  page,
}) => {
  await page.goto(`${demo.address}/about`);
  await page.click("#try-frame");
  await expect(page.locator("#notice")).toContainText("You need to log in yourself");
  const other = await page.context().newPage();
  demo.keycloak.autoLogin("aino");
  await other.goto(demo.address);
  await other.click("#log-in");
  await expect(page.locator("#log-out")).toBeVisible();
  await expect(page.locator("#notice")).toHaveCount(0);
});

for (const width of [390, 320]) {
  test(`the menu on a phone of ${width} pixels: two pages in each row, in every language`, async ({
    demo,
    page,
  }) => {
    await page.setViewportSize({ ...PHONE, width });
    for (const address of [demo.address, demo.otherAddress]) {
      await page.goto(address);
      for (const language of ["fi", "sv", "en"]) {
        await page.click(`#language-${language}`);
        const tops = await page
          .locator(".pages a")
          .evaluateAll((links) => links.map((link) => link.getBoundingClientRect().top));
        expect([tops[1], tops[3]], language).toEqual([tops[0], tops[2]]);
        expect(tops[2]).toBeGreaterThan(tops[0]);
        expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(width);
      }
    }
  });
}

for (const way of ["redirect", "popup", "local"]) {
  test(`on a phone what a logout came to is seen without scrolling, also later: ${way}`, async ({
    demo,
    page,
  }) => {
    await page.setViewportSize(PHONE);
    await demo.open("aino", demo.address, "/logout");
    await page.click(`#logout-${way}`);
    await expect(page.locator("#logout-raw")).toBeAttached();
    await expect(page.locator("#logout-outcome")).toBeInViewport({ ratio: 1 });
    await expect(page.locator("#seen-heading")).toBeInViewport({ ratio: 1 });
    // Who looks again starts at the top of the page.
    await page.click("nav.pages a[href='/']");
    await page.click("#to-logout");
    await expect(page.locator("h1")).toBeFocused();
    await expect(page.locator("#logout-outcome")).toBeInViewport({ ratio: 1 });
  });
}

test("the language of the other service's link lasts longer than the page it led to", async ({
  demo,
  page,
}) => {
  await page.goto(demo.address);
  await page.click("#language-sv");
  await page.click("#other-service");
  await expect(page.locator(".wordmark")).toHaveText("Vinterförvaring");
  await page.reload();
  await expect(page.locator(".wordmark")).toHaveText("Vinterförvaring");
});

/** Logs out in a window that the person is to close, and waits until it is at its end. */
async function leftOpen(page, language) {
  await page.click(`#language-${language}`);
  const [popup] = await Promise.all([page.waitForEvent("popup"), page.click("#logout-by-user")]);
  await expect(page.locator("#logout-raw")).toBeAttached();
  await expect(popup.locator("h1")).toBeVisible();
  return popup;
}
