// The page under test, as its user and its developer see it.
import { expect } from "@playwright/test";
import { asHeader, strictPolicy } from "./site.mjs";

export class App {
  constructor(page, site) {
    this.page = page;
    this.site = site;
    this.status = page.locator("#status");
    this.problem = page.locator("#problem");
  }

  /**
   * What every page load from now on is configured with: `options` of createAuth over those of `preset`, `login` and `logout` options
   * of the buttons, the number of `clients`; `policy` replaces directives of the strict Content-Security-Policy.
   */
  serve({ provider, policy, ...config }) {
    this.config = config;
    this.site.serve({ config, policy: asHeader({ ...strictPolicy([provider].flat()), ...policy }) });
  }

  open(path = "/") {
    const go = () => this.page.goto(this.site.origin + path);
    // Firefox ends this one too when it ends one that leads nowhere.
    return go().catch((error) => {
      if (!error.message.includes("NS_BINDING_ABORTED")) throw error;
      return go();
    });
  }

  /** Presses the button, or calls `login` with these options; doesn't wait. */
  async login(options) {
    if (!options) return this.page.click("#log-in");
    await this.page.evaluate((how) => void window.app.login(how), options);
  }

  async logout(options) {
    if (!options) return this.page.click("#log-out");
    await this.page.evaluate((how) => void window.app.logout(how), options);
  }

  /** Opens the page, signs in by the provider's form, and waits until the page knows. */
  async signIn(person = "aino", { path, login } = {}) {
    await this.open(path);
    await this.login(login);
    await this.fillForm(person);
    await expect(this.status).toHaveText("signed-in");
  }

  /** Fills in the form of the provider, which is on show. */
  async fillForm(person) {
    await this.page.fill("#username", person);
    await this.page.fill("#password", "esimerkki");
    await this.page.click("#sign-in");
  }

  /**
   * As `expect(locator).toHaveText`, on a page that stays where it is although it wanted to leave: Playwright's locators wait for the
   * end of a navigation that got no document.
   */
  async expectTextWhereItIs(id, text) {
    const read = () => this.page.evaluate((of) => document.getElementById(of).textContent, id);
    await expect.poll(read).toBe(text);
  }

  session() {
    return this.page.evaluate(() => window.app.session());
  }

  /** What `ready()` resolved to. */
  async ready() {
    const ready = this.page.locator("#ready");
    await expect(ready).not.toBeEmpty();
    return JSON.parse(await ready.textContent());
  }

  /** The page that leaves for a logout shows nobody any more, either. */
  async isBackFromLogout() {
    await expect(this.page.locator("#ready")).toContainText('"kind":"logout"');
  }

  explain() {
    return this.page.evaluate(() => window.app.auth.explain());
  }

  tokens() {
    return this.page.evaluate(async () => {
      const { auth } = window.app;
      return { idToken: await auth.idToken(), accessToken: await auth.accessToken().catch((e) => e.code) };
    });
  }

  href() {
    return this.page.evaluate(() => location.href);
  }

  /** Address and length of the history when this page began. */
  atStart() {
    return this.page.evaluate(() => window.atStart);
  }
}
