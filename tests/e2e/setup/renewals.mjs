// Sessions that are renewed on a clock that the test moves, and pages that are cut off.
import { atKeycloak, atTunnistamo, expect } from "./test.mjs";
import { tokenEndpoint } from "./token-endpoint.mjs";

// Access tokens live so long, and are renewed before this much of it is over.
export const LIFE = 120;
export const DUE = 100_000;

/** Signs in on a page whose clock the test moves; gives what the token endpoint sees. */
export async function signInFor(app, keycloak, options) {
  const token = tokenEndpoint(keycloak, { expiresIn: LIFE });
  app.serve(atKeycloak(keycloak, options));
  await app.page.clock.install();
  await app.open();
  await app.login();
  // What renews is loaded when the page is idle, and can't be loaded offline.
  const loaded = app.page.waitForResponse(/renewal\.js$/).then((response) => response.finished());
  await app.fillForm("aino");
  await expect(app.status).toHaveText("signed-in");
  await loaded;
  return token;
}

/**
 * Signs in by the implicit flow, whose sessions are renewed in a frame, on a page whose clock the test moves and which has loaded all that a
 * renewal needs. The tokens live for 15 seconds, so that the clock, once moved on, is not far from the provider's.
 */
export async function signInForSeconds(app, tunnistamo) {
  const clientId = "https://api.hel.fi/auth/exampleapp-short-ui";
  app.serve({ ...atTunnistamo(tunnistamo, { ...IMPLICIT, clientId }), policy: frames(tunnistamo) });
  await app.page.clock.install();
  await app.signIn();
  await app.page.evaluate(() => window.app.auth.renew());
}

/** Notes what the page is told from now on; gives a function that reads the details of one event. */
export async function listen(page) {
  await page.evaluate(() => {
    window.told = [];
    for (const event of ["session", "renewed", "signed-in", "signed-out", "error"]) {
      window.app.auth.on(event, ({ status, stale, code }) =>
        window.told.push({ event, status, stale, code }),
      );
    }
  });
  return (event) => page.evaluate((name) => window.told.filter((each) => each.event === name), event);
}

export const codeOf = (page, work) => page.evaluate(`(${work})().then(() => "done", (error) => error.code)`);

// Not every browser can be cut off by its driver: then the page believes it.
export async function offline(page, isOffline) {
  await page
    .context()
    .setOffline(isOffline)
    .catch(() => {});
  await page.evaluate((wanted) => {
    if (navigator.onLine !== wanted) return;
    Object.defineProperty(navigator, "onLine", { value: !wanted, configurable: true });
    dispatchEvent(new Event(wanted ? "offline" : "online"));
  }, isOffline);
}

export const IMPLICIT = { flow: "implicit" };
/** Directives under which a provider may be asked in a hidden frame. */
export const frames = ({ origin }) => ({ "frame-src": `'self' ${origin}`, "frame-ancestors": "'self'" });
