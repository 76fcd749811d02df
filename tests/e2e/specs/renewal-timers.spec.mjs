// Times that are longer than a browser's timer can be: it takes more than 2^31 ms for none at all.
import { atKeycloak, expect, test } from "../setup/test.mjs";
import { tokenEndpoint } from "../setup/token-endpoint.mjs";

const LONGEST = 2 ** 31 - 1;
const DAY = 86_400;

for (const [what, expiresIn, options] of [
  ["an access token that lives 30 days", 30 * DAY, {}],
  ["a renewal that is due in more than 30 days", 60 * DAY, {}],
  ["a limit of 34 days", 300, { absoluteLimit: 3e6, limitWarning: 1 }],
]) {
  test(`pain_12 no timer of the page is too long for a browser: ${what}`, async ({ app, keycloak }) => {
    await app.page.addInitScript(() => {
      window.delays = [];
      const { setTimeout } = window;
      window.setTimeout = (work, delay = 0, ...given) => {
        window.delays.push(delay);
        return setTimeout(work, delay, ...given);
      };
    });
    tokenEndpoint(keycloak, { expiresIn });
    app.serve(atKeycloak(keycloak, options));
    const loaded = app.page.waitForResponse(/renewal\.js$/).then((response) => response.finished());
    await app.signIn();
    await loaded;
    const delays = () => app.page.evaluate(() => window.delays);
    await expect.poll(async () => Math.max(...(await delays()))).toBe(LONGEST);
    // A timer that is over at once is set again and again: each of these takes longer than that.
    await app.page.evaluate(() => window.app.auth.userinfo());
    await app.page.evaluate(() => window.app.auth.renew());
    const all = await delays();
    expect(Math.max(...all)).toBe(LONGEST);
    expect(all.length).toBeLessThan(100);
    expect(await app.session()).toMatchObject({ status: "signed-in", stale: false });
  });
}
