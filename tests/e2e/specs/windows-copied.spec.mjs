// A tab that is duplicated while its login window is open: both know of the login, and one of them takes its answer.
import { anotherTab, status } from "../setup/tabs.mjs";
import { expect, test } from "../setup/test.mjs";
import { tokenEndpoint } from "../setup/token-endpoint.mjs";

test("a copied tab redeems no code of the other's window", async ({ app, keycloak }) => {
  const { forms, popup } = await openWindow(app, keycloak);
  const copy = await copied(app);
  await signInAt(popup);
  expect(await outcome(app)).toBe("signed-in");
  // What the copy has heard of the window it has heard before this.
  await expect.poll(() => copy.evaluate(() => window.told)).toEqual(["login-elsewhere"]);
  await copy.evaluate(() => window.app.auth.accessToken().catch(() => {}));
  await expect(status(copy)).toHaveText("signed-out never");
  await expect(app.status).toHaveText("signed-in");
  expect(codes(forms)).toBe(1);
});

test("an answer that is heard once more, and late, is redeemed by nobody", async ({ app, keycloak }) => {
  const { forms, popup } = await openWindow(app, keycloak);
  const copy = await copied(app);
  const third = await anotherTab(app);
  await third.evaluate(() => {
    addEventListener("storage", ({ key, newValue }) => {
      if (key?.startsWith("kirjaudu.w-") && newValue) window.heard = [key, newValue];
    });
  });
  await signInAt(popup);
  expect(await outcome(app)).toBe("signed-in");
  await expect.poll(() => third.evaluate(() => window.heard?.length)).toBe(2);
  const over = copy.evaluate(
    () =>
      new Promise((resolve) =>
        addEventListener("storage", ({ key }) => key === "of the test" && resolve(true)),
      ),
  );
  await third.evaluate(() => {
    localStorage.setItem(...window.heard);
    localStorage.removeItem(window.heard[0]);
    localStorage.setItem("of the test", "said");
  });
  await over;
  await copy.evaluate(() => window.app.auth.accessToken().catch(() => {}));
  await expect(status(copy)).toHaveText("signed-out never");
  expect(codes(forms)).toBe(1);
});

test("a tab that is reloaded while its window and a copy of it are open is signed in, and the copy is not", async ({
  app,
  keycloak,
}) => {
  const { forms, popup } = await openWindow(app, keycloak);
  const copy = await copied(app);
  await Promise.all([windowsLoaded(app.page), app.page.reload()]);
  await signInAt(popup);
  await expect(app.status).toHaveText("signed-in");
  await expect(status(copy)).toHaveText("signed-out never");
  expect(codes(forms)).toBe(1);
});

test("a page that is left lets go of its window, as the next one may begin before it has ended", async ({
  app,
  keycloak,
}) => {
  const { popup } = await openWindow(app, keycloak);
  const held = () =>
    app.page.evaluate(async () => {
      const { held } = await navigator.locks.query();
      return held.filter(({ name }) => name.startsWith("kirjaudu.window")).length;
    });
  await expect.poll(held).toBe(1);
  await app.page.evaluate(() => dispatchEvent(new PageTransitionEvent("pagehide")));
  await expect.poll(held).toBe(0);
  await popup.close();
});

async function openWindow(app, keycloak) {
  const { forms } = tokenEndpoint(keycloak);
  await app.open();
  const opened = app.page.waitForEvent("popup");
  await app.page.evaluate(() => {
    window.outcome = window.app.auth.login({ mode: "popup" }).then(
      (session) => session.status,
      ({ code }) => code,
    );
  });
  const popup = await opened;
  await popup.waitForSelector("#sign-in");
  return { forms, popup };
}

/** As "Duplicate tab" makes it, which copies the storage of the tab; it waits for windows that were open before. */
async function copied(app) {
  const [copy] = await Promise.all([
    app.page.waitForEvent("popup"),
    app.page.evaluate(() => void window.open("/")),
  ]);
  await copy.waitForLoadState();
  await copy.evaluate(() => {
    window.told = [];
    window.app.auth.on("login-elsewhere", () => window.told.push("login-elsewhere"));
  });
  await expect
    .poll(() =>
      copy.evaluate(
        () => performance.getEntriesByName(`${location.origin}/kirjaudu/windows.js`)[0]?.responseEnd > 0,
      ),
    )
    .toBe(true);
  await copy.evaluate(() => import("/kirjaudu/windows.js"));
  return copy;
}

const windowsLoaded = (page) => page.waitForResponse(/windows\.js$/).then((response) => response.finished());

async function signInAt(popup) {
  await popup.fill("#username", "aino");
  await popup.fill("#password", "esimerkki");
  await popup.click("#sign-in");
}

const outcome = ({ page }) => page.evaluate(() => window.outcome);
const codes = (forms) => forms.filter((form) => form.get("grant_type") === "authorization_code").length;
