// What an application does while the answer to its login is still looked at, or as soon as somebody is signed in.
import { early } from "../setup/early.mjs";
import { frames } from "../setup/renewals.mjs";
import { anotherTab } from "../setup/tabs.mjs";
import { atKeycloak, expect, test } from "../setup/test.mjs";

const LISTENERS = {
  on: `auth.on("signed-in", () => auth.logout())`,
  subscribe: `auth.subscribe(() => auth.session.status === "signed-in" && auth.logout())`,
};
for (const storage of [undefined, "shared"])
  for (const [by, statement] of Object.entries(LISTENERS))
    test(`a logout by who listens is told to the provider, and no login to other tabs: ${by}, ${storage ?? "storage of the tab"}`, async ({
      app,
      keycloak,
    }) => {
      app.serve(atKeycloak(keycloak, { storage }));
      await app.open();
      const other = await anotherTab(app);
      await other.evaluate(() => {
        window.told = [];
        window.app.auth.on("login-elsewhere", () => window.told.push("login-elsewhere"));
        window.app.auth.subscribe(() => window.told.push(window.app.auth.session.status));
      });
      await app.login();
      await app.page.waitForSelector("#sign-in");
      await early(app.site, statement);
      await app.fillForm("aino");
      await expect.poll(() => keycloak.count("endSession")).toBe(1);
      const { url } = keycloak.requests.find(({ endpoint }) => endpoint === "endSession");
      expect(new URL(url, keycloak.origin).searchParams.get("id_token_hint")).toMatch(/.{100}/);
      await app.page.waitForURL(({ pathname }) => pathname === "/");
      expect((await app.ready()).callback).toMatchObject({
        kind: "logout",
        logout: { outcome: "confirmed" },
      });
      // Whatever was said is in the storage.
      const told = await other.evaluate(() => {
        dispatchEvent(new Event("focus"));
        return window.told.filter((each) => each !== "signed-out");
      });
      expect(told).toEqual([]);
      const login = await app.page.evaluate(() => {
        const key = Object.keys(localStorage).find((each) => each.startsWith("kirjaudu.tabs."));
        return localStorage.getItem(key).split(" ")[1];
      });
      expect(login).toBe("0");
    });

const CALLS = {
  "userinfo()": "auth.userinfo().then(({ given_name }) => given_name)",
  "renew()": "auth.renew().then(({ claims }) => claims.given_name)",
  "login({ mode: silent })": `auth.login({ mode: "silent" }).then(({ claims }) => claims.given_name)`,
};
for (const [name, call] of Object.entries(CALLS))
  test(`${name} waits for the answer that is being looked at, and nobody is called signed out`, async ({
    app,
    keycloak,
  }) => {
    app.serve({ ...atKeycloak(keycloak), policy: frames(keycloak) });
    await app.open();
    await app.login();
    await app.page.waitForSelector("#sign-in");
    await early(
      app.site,
      `const statuses = window.statuses = [auth.session.status];
       const guard = () => {
         if (auth.session.status === "signed-out") auth.login().catch(() => {});
       };
       auth.subscribe(() => statuses.push(auth.session.status));
       auth.subscribe(guard);
       guard();
       window.called = ${call}.catch(({ code }) => code);`,
    );
    const release = keycloak.hold("token");
    const arrival = keycloak.arrival("token");
    await app.fillForm("aino");
    await arrival;
    const authorizations = visible(keycloak);
    // All that the call may need is there now.
    await app.page.evaluate(() =>
      Promise.all(["renewal", "windows"].map((part) => import(`/kirjaudu/${part}.js`))),
    );
    await app.expectTextWhereItIs("status", "loading");
    release();
    expect(await app.page.evaluate(() => window.called)).toBe("Aino");
    await expect(app.status).toHaveText("signed-in");
    expect([...new Set(await app.page.evaluate(() => window.statuses))]).toEqual(["loading", "signed-in"]);
    expect(visible(keycloak)).toBe(authorizations);
  });

// Logins that leave the page.
const visible = ({ requests }) =>
  requests.filter(({ endpoint, url }) => endpoint === "authorization" && !url.includes("prompt=none")).length;
