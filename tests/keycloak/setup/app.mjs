// The page under test, with the real Keycloak's forms.
import { expect } from "@playwright/test";
import { App } from "../../e2e/setup/app.mjs";

export class KeycloakApp extends App {
  constructor(page, site, keycloak) {
    super(page, site);
    this.keycloak = keycloak;
  }

  /** What the page is configured with from now on: options of createAuth over those of the preset; `rest` as for every App. */
  configure(options = {}, rest = {}) {
    this.serve({
      preset: {
        name: "keycloak",
        argument: { url: `${this.keycloak.origin}/auth`, realm: this.keycloak.realm },
      },
      provider: this.keycloak.origin,
      policy: {
        "frame-src": `'self' ${this.keycloak.origin}`,
        "frame-ancestors": "'self'",
      },
      options: {
        clientId: "exampleapp-ui",
        redirectUri: "/callback",
        postLogoutRedirectUri: "/",
        windowRedirectUri: "/kirjaudu/pages/callback.html",
        windowPostLogoutRedirectUri: "/kirjaudu/pages/logged-out.html",
        scope: "openid profile email",
        ...options,
      },
      ...rest,
    });
  }

  signIn(person = "kansalainen", how) {
    return super.signIn(person, how);
  }

  /** Fills in Keycloak's login form, in this page or in a popup; it doesn't ask for the name of someone it knows. */
  async fillForm(person, page = this.page) {
    await page.waitForSelector("#kc-login");
    const name = page.locator("#username");
    if (await name.isVisible()) await name.fill(person);
    await page.fill("#password", `${person}-password`);
    await page.click("#kc-login");
  }

  /** Signs in by a popup, which is closed afterwards; gives the session. */
  async signInByPopup(person) {
    const opened = this.page.waitForEvent("popup");
    const session = this.outcome("login", { mode: "popup" });
    const popup = await opened;
    await this.fillForm(person, popup);
    await expect.poll(() => popup.isClosed()).toBe(true);
    return session;
  }

  /** Signs in where Keycloak has a session already: nobody is asked anything. */
  async signInAtOnce(how) {
    await this.open(how?.path);
    await this.login(how?.login);
    await expect(this.status).toHaveText("signed-in");
  }

  /** Another tab of the same browser. */
  async tab() {
    return new KeycloakApp(await this.page.context().newPage(), this.site, this.keycloak);
  }

  /** The outcome of a call of the client: what it resolved to, or the error's members. */
  outcome(call, ...given) {
    return this.page.evaluate(
      async ([name, args]) => {
        try {
          return await window.app.auth[name](...args);
        } catch (error) {
          const { code, phase, field, provider, message } = error;
          return { code, phase, field, provider, message };
        }
      },
      [call, given],
    );
  }

  /** The error that the page has in its session, or that a call rejected with. */
  async shownError() {
    const { error } = await this.session();
    return error;
  }
}
