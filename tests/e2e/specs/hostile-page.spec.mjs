// Pages that put things of their own in the place of the browser's, and code that calls back into the package.
import { atKeycloak, expect, test } from "../setup/test.mjs";

const REPLACED = [
  [
    "Promise, as zone.js does",
    () => {
      window.Promise = class extends Promise {};
    },
  ],
  ["self", () => Object.defineProperty(window, "self", { value: {} })],
];

for (const [what, replace] of REPLACED) {
  test(`a page that replaces ${what} can sign in and out`, async ({ app, page }) => {
    await page.addInitScript(replace);
    await app.signIn();
    expect((await app.tokens()).accessToken).toBeTruthy();
    await app.logout();
    await expect(app.status).toHaveText("signed-out logout");
  });
}

test("functions of the page that decode tokens do not disturb the renewal that calls them", async ({
  app,
}) => {
  await app.signIn();
  const before = await app.session();
  const called = await app.page.evaluate(async () => {
    const { load } = await import("/kirjaudu/index.js");
    const { decodeJwt } = await load();
    const payload = btoa(JSON.stringify({ sub: "x".repeat(30_000) })).replace(/=/g, "");
    const called = new Set();
    // Some are called while the core is on the stack, the others in between.
    for (const [where, name] of [
      [window, "fetch"],
      [Storage.prototype, "getItem"],
      [Storage.prototype, "setItem"],
    ]) {
      const real = where[name];
      where[name] = function (...given) {
        for (let count = 0; count < 50; count++) decodeJwt(`eyJhbGciOiJub25lIn0.${payload}.`);
        called.add(name);
        return real.apply(this, given);
      };
    }
    await window.app.auth.renew();
    return [...called].sort();
  });
  expect(called).toEqual(["fetch", "getItem", "setItem"]);
  expect((await app.session()).expiresAt).toBeGreaterThan(before.expiresAt);
});

test("a logout that failed is told to the provider by whichever object tries it again", async ({
  app,
  keycloak,
}) => {
  app.serve({ ...atKeycloak(keycloak), clients: 2 });
  await app.signIn();
  const arrival = keycloak.arrival("endSession");
  const outcome = await app.page.evaluate(async () => {
    const [first, second] = window.app.auths;
    const forget = Object.keys(sessionStorage).filter((key) => !key.startsWith("kirjaudu.session."));
    for (const key of forget) sessionStorage.removeItem(key);
    const { fetch } = window;
    window.fetch = () => Promise.reject(new TypeError("down"));
    const { error } = await first.logout();
    window.fetch = fetch;
    second.logout();
    return error?.code;
  });
  expect(outcome).toBe("discovery_unreachable");
  await arrival;
  const [{ url }] = keycloak.requests.filter(({ endpoint }) => endpoint === "endSession");
  expect(new URL(url, keycloak.origin).searchParams.has("id_token_hint")).toBe(true);
});
