// What must not happen with windows, frames and tabs: the cases that need a page's inside, in addition to those of tests/windows.
import { stay } from "../setup/provider-requests.mjs";
import { test as base, expect } from "../setup/test.mjs";

const test = base.extend({
  // The Keycloak-like provider has no page of ours registered, so the application itself answers its windows.
  tab: async ({ app, keycloak }, use) => {
    const { config } = app;
    app.serve({
      ...config,
      provider: keycloak.origin,
      policy: { "frame-src": `'self' ${keycloak.origin}`, "frame-ancestors": "'self'" },
    });
    await use(app);
  },
});

test("pain_15 a token that we have revoked is no evidence of a logout", async ({ tab, keycloak }) => {
  await tab.signIn();
  // The provider asks a question, and the person closes the window, twice.
  keycloak.override("endSession", (_request, response) =>
    response.writeHead(200, { "content-type": "text/html" }).end("<h1>Do you want to log out?</h1>"),
  );
  for (const round of ["first", "second"]) {
    const { popup, result } = await popupOf(tab, "logout");
    await popup.waitForSelector("h1");
    await popup.close();
    await tab.page.click("#status");
    expect(await result(), round).toEqual({
      outcome: "unconfirmed",
      evidence: "none",
      window: "closed-by-user",
    });
    await expect.poll(() => keycloak.count("revocation")).toBeGreaterThan(0);
  }
});

test("a page of ours that comes back without state is a reason to ask, and no evidence", async ({
  tab,
  keycloak,
  site,
}) => {
  const { config } = tab;
  const link = `<a href="${site.origin}/kirjaudu/pages/logged-out.html">Return</a>`;
  const page = (_request, response) => response.writeHead(200, { "content-type": "text/html" }).end(link);
  keycloak.override("endSession", page);
  tab.serve({
    ...config,
    provider: keycloak.origin,
    options: { ...config.options, windowPostLogoutRedirectUri: "/kirjaudu/pages/logged-out.html" },
  });
  await tab.signIn();
  const { popup, result } = await popupOf(tab, "logout");
  const asked = keycloak.arrival("userinfo");
  await popup.click("a");
  await asked;
  // Nobody has logged out there: it is waited on.
  await expect(popup.locator("h1").first()).toBeVisible();
  keycloak.endAllSessions();
  // Not by Playwright, which waits for a page that may be closed before it has loaded.
  await popup.evaluate(() => location.reload());
  expect(await result()).toEqual({ outcome: "confirmed", evidence: "userinfo", window: "closed-by-us" });
  await expect.poll(() => popup.isClosed()).toBe(true);
});

test("a mode that there is not is refused, and nothing is done instead", async ({ tab, keycloak }) => {
  await tab.open();
  const refused = await tab.page.evaluate(async () => {
    const { auth } = window.app;
    const login = await auth.login({ mode: "window" }).catch(({ code, field }) => [code, field]);
    const { error } = await auth.logout({ mode: "silent" });
    return [login, [error.code, error.field]];
  });
  expect(refused).toEqual([
    ["config_invalid", "mode"],
    ["config_invalid", "mode"],
  ]);
  expect(keycloak.count("authorization") + keycloak.count("endSession")).toBe(0);
});

test("two tabs that sign in silently when the other one did come to rest", async ({
  tab,
  keycloak,
  page,
}) => {
  const tabs = [tab.page, await page.context().newPage()];
  for (const each of tabs) {
    await each.goto(`${tab.site.origin}/`);
    await each.evaluate(() => {
      window.silent = [];
      window.app.auth.on("login-elsewhere", () => {
        const login = window.app.auth.login({ mode: "silent" });
        window.silent.push(
          login.then(
            ({ status }) => status,
            ({ code }) => code,
          ),
        );
      });
    });
    // Until it listens to the others.
    await expect
      .poll(() =>
        each.evaluate(() => performance.getEntriesByName(`${origin}/kirjaudu/kirjaudu.wasm`).length),
      )
      .toBe(1);
  }
  const { popup, result } = await popupOf(tab, "login");
  await popup.fill("#username", "aino");
  await popup.fill("#password", "esimerkki");
  await popup.click("#sign-in");
  expect((await result()).status).toBe("signed-in");
  await expect(tabs[1].locator("#status")).toHaveText("signed-in");
  // One more of them would be a third request.
  expect(await tabs[1].evaluate(async () => (await Promise.all(window.silent)).join())).toBe("signed-in");
  expect(await tabs[0].evaluate(() => window.silent.length)).toBe(0);
  expect(keycloak.requests.filter(({ url }) => url.includes("prompt=none"))).toHaveLength(1);
});

for (const state of ["w-x", `w-${"x".repeat(43)}`]) {
  test(`an address with state=${state.slice(0, 4)}… signs nobody out`, async ({ tab }) => {
    await tab.signIn();
    await tab.page.addInitScript(() => {
      window.statuses = [];
      new MutationObserver(() => {
        window.statuses.push(document.getElementById("status")?.textContent);
      }).observe(document, { subtree: true, childList: true, characterData: true });
    });
    await tab.open(`/?state=${state}&page=2`);
    await tab.ready();
    await expect(tab.status).toHaveText("signed-in");
    expect(new URL(await tab.href()).search).toBe(state === "w-x" ? "?state=w-x&page=2" : "?page=2");
    const seen = await tab.page.evaluate(() => [...new Set(window.statuses)].filter(Boolean));
    expect(seen).toEqual(["signed-in"]);
  });
}

test("an emptied storage and a login in a new tab sign nobody out", async ({ tab, page, keycloak }) => {
  // There was a logout before, so that the epoch is not the first.
  await tab.signIn();
  await tab.page.evaluate(() => window.app.auth.logout({ mode: "local" }));
  await tab.login();
  await expect(tab.status).toHaveText("signed-in");
  await tab.page.evaluate(() => localStorage.clear());
  const other = await page.context().newPage();
  await other.goto(`${tab.site.origin}/`);
  await other.click("#log-in");
  await expect(other.locator("#status")).toHaveText("signed-in");
  await tab.page.bringToFront();
  await tab.page.evaluate(() => dispatchEvent(new Event("focus")));
  await expect(tab.status).toHaveText("signed-in");
  await tab.page.reload();
  await expect(tab.status).toHaveText("signed-in");
  expect(keycloak.count("token")).toBe(3);
});

test("a login that ends while another tab logs out signs nobody in", async ({ tab, page, keycloak }) => {
  await tab.signIn();
  const other = await page.context().newPage();
  await other.goto(`${tab.site.origin}/`);
  const open = keycloak.hold("token");
  const arrival = keycloak.arrival("token");
  await other.click("#log-in");
  await arrival;
  await tab.page.evaluate(() => window.app.auth.logout({ mode: "local" }));
  open();
  await expect(other.locator("#status")).toHaveText("signed-out logout-elsewhere");
  expect(await other.evaluate(() => JSON.stringify(sessionStorage))).not.toContain("idToken");
});

test("a logout while a popup login looks for the provider cancels it", async ({ tab, keycloak }) => {
  const open = keycloak.hold("discovery");
  await tab.open();
  const { popup, result } = await popupOf(tab, "login");
  await tab.page.evaluate(() => window.app.auth.logout({ mode: "local" }));
  open();
  expect((await result()).code).toBe("login_cancelled");
  await expect.poll(() => popup.isClosed()).toBe(true);
  await expect(tab.status).toHaveText("signed-out logout");
});

test("a logout while a login popup is open closes it", async ({ tab }) => {
  await tab.open();
  const { popup, result } = await popupOf(tab, "login");
  await popup.waitForSelector("#username");
  await tab.page.evaluate(() => window.app.auth.logout({ mode: "local" }));
  expect((await result()).code).toBe("login_cancelled");
  await expect.poll(() => popup.isClosed()).toBe(true);
  await expect(tab.status).toHaveText("signed-out logout");
});

test("an abort while windows.js is loading closes the popup at once", async ({ tab, site, keycloak }) => {
  const open = site.hold("/kirjaudu/windows.js");
  const arrival = site.arrival("/kirjaudu/windows.js");
  await tab.open();
  const { popup, result } = await popupOf(tab, "login", { abortable: true });
  await arrival;
  await tab.page.evaluate(() => window.controller.abort("enough"));
  expect(await result()).toBe("enough");
  await expect.poll(() => popup.isClosed()).toBe(true);
  open();
  expect(keycloak.count("authorization")).toBe(0);
});

test("a logout from which nobody came back is forgotten", async ({ tab, keycloak }) => {
  await tab.signIn();
  keycloak.override("endSession", stay);
  const arrival = keycloak.arrival("endSession");
  await tab.logout({ returnTo: "/old-place" });
  await arrival;
  await tab.page.evaluate(() => {
    const key = Object.keys(sessionStorage).find((name) => name.startsWith("kirjaudu.logout."));
    const record = JSON.parse(sessionStorage.getItem(key));
    sessionStorage.setItem(key, JSON.stringify({ ...record, createdAt: record.createdAt - 1_900_000 }));
  });
  await tab.open();
  expect((await tab.ready()).callback).toBeUndefined();
});

test("no option makes a timer that runs at once", async ({ tab, keycloak }) => {
  const { config } = tab;
  tab.serve({
    ...config,
    provider: keycloak.origin,
    options: { ...config.options, sessionPollInterval: 3_600_000 },
  });
  await tab.page.addInitScript(() => {
    window.delays = [];
    const { setInterval } = window;
    window.setInterval = (work, delay) => {
      window.delays.push(delay);
      return setInterval(work, delay);
    };
  });
  await tab.signIn();
  await expect.poll(() => tab.page.evaluate(() => window.delays)).toEqual([2 ** 31 - 1]);
  expect(keycloak.count("userinfo")).toBe(0);
});

test("a policy that only reports does not stop a silent login", async ({ tab, site }) => {
  const { answer } = site;
  site.answer = (request, response) => {
    response.setHeader("content-security-policy-report-only", "frame-src 'none'");
    return answer(request, response);
  };
  try {
    await tab.open();
    const login = tab.page.evaluate(() =>
      window.app.auth.login({ mode: "silent" }).catch(({ code }) => code),
    );
    expect(await login).toBe("login_required");
  } finally {
    site.answer = answer;
  }
});

/** A popup, and what becomes of the call that opened it. */
async function popupOf({ page }, call, { abortable = false } = {}) {
  const opened = page.waitForEvent("popup");
  await page.evaluate(
    ({ name, isAbortable }) => {
      window.controller = new AbortController();
      const signal = isAbortable ? { signal: window.controller.signal } : {};
      window.outcome = window.app.auth[name]({ mode: "popup", ...signal }).catch((error) =>
        error instanceof Error ? { code: error.code } : error,
      );
    },
    { name: call, isAbortable: abortable },
  );
  return { popup: await opened, result: () => page.evaluate(() => window.outcome) };
}
