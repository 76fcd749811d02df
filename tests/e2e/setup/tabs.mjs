// Further tabs of the application.
import { expect } from "@playwright/test";

export async function anotherTab(app) {
  const page = await app.page.context().newPage();
  await page.goto(app.site.origin);
  return page;
}

/** Hears nothing of what other tabs say, and has not missed anything yet. With `clock`, a test can move its clock. */
export async function deafTab(app, { clock = false } = {}) {
  const page = await app.page.context().newPage();
  await page.addInitScript(() => {
    window.BroadcastChannel = undefined;
    const { addEventListener } = window;
    window.addEventListener = (event, ...rest) =>
      event === "storage" || addEventListener.call(window, event, ...rest);
  });
  if (clock) await page.clock.install();
  const renewals = page.waitForResponse(/renewal\.js$/).then((response) => response.finished());
  await page.goto(app.site.origin);
  await expect(status(page)).toHaveText("signed-in");
  // It has begun to listen, and to look at limits, before this is loaded.
  await renewals;
  return page;
}

export const status = (page) => page.locator("#status");
