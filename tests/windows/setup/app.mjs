// The tab with the page under test.
import { strictPolicy } from "../../e2e/setup/site.mjs";
import { until } from "./until.mjs";
import { Window } from "./window.mjs";

export class App extends Window {
  constructor(driver, handle, servers) {
    super(driver, handle);
    this.servers = servers;
    this.site = servers.site;
    this.origin = servers.site.origin;
  }

  /**
   * What every page load of the site from now on is configured with: `options` of createAuth over those of the preset, options of
   * the two buttons, `without`: what the browser lacks.
   */
  serve(config) {
    const { keycloak, tunnistamo, stranger } = this.servers;
    const others = [keycloak.origin, tunnistamo.origin, stranger.origin];
    const policy = {
      ...strictPolicy(others),
      // Silent logins come back in a frame, and the provider logs out in one.
      "frame-src": `'self' ${others.join(" ")}`,
      "frame-ancestors": `'self' ${others.join(" ")}`,
    };
    this.site.configure(config, policy);
  }

  async open(path = "/") {
    await this.run("window.isOld = true");
    await this.go(this.origin + path);
    await this.until("!window.isOld && window.app?.ready", "the page");
  }

  async reload() {
    await this.run("window.isOld = true; setTimeout(() => location.reload())");
    await this.until("!window.isOld && window.app?.ready", "the page after its reload");
  }

  /** Clicks the button, with these options instead of the configured ones; gives the place of the call in `calls`. */
  async login(how) {
    return this.#press("log-in", "login", how);
  }

  async logout(how) {
    return this.#press("log-out", "logout", how);
  }

  /** What became of a call: `{ outcome: "pending" | "resolved" | "rejected", value?, error? }`. */
  call(place) {
    return this.run("return app.calls[arguments[0]]", place);
  }

  /** Waits until the call is settled. */
  settled(place) {
    return until(async () => {
      const call = await this.call(place);
      return call?.outcome !== "pending" && call;
    }, `call ${place} to be settled`);
  }

  /** What the call gave; a call that failed is an error here too. */
  async result(place) {
    const { outcome, value, error } = await this.settled(place);
    if (outcome !== "resolved") throw new Error(`the call was ${outcome}: ${JSON.stringify(error)}`);
    return value;
  }

  /** The error of a call that must fail. */
  async failure(place) {
    const { outcome, error, value } = await this.settled(place);
    if (outcome !== "rejected") throw new Error(`the call was ${outcome}: ${JSON.stringify(value)}`);
    return error;
  }

  /** Waits until the page shows this: status, reason, name of the person. */
  async shows(text) {
    let shown;
    await until(
      async () => {
        shown = await this.run("return document.getElementById('status').textContent");
        return shown === text;
      },
      () => `the page to show "${text}", which shows "${shown}"`,
    );
  }

  /** A person is seen at the page. */
  async touch() {
    await this.click("#person");
  }

  /** Puts a frame into the page, and runs the body of a function in it. */
  async inFrame(url, script, ...given) {
    const loaded = `
      const frame = document.createElement("iframe");
      frame.id = "guest";
      frame.onload = () => (frame.dataset.loaded = "yes");
      frame.src = arguments[0];
      document.body.append(frame);`;
    await this.run(loaded, url);
    await this.until("document.getElementById('guest').dataset.loaded");
    await this.driver.switchTo().frame(await this.driver.findElement({ id: "guest" }));
    const result = await this.driver.executeScript(script, ...given);
    await this.driver.switchTo().defaultContent();
    await this.run("document.getElementById('guest').remove()");
    return result;
  }

  /** Waits until the page has been sent so many window messages, and says how many of them kirjaudu didn't believe. */
  async ignoredOf(messages) {
    await this.until(`window.messages >= ${messages}`, `${messages} messages`);
    return (await this.explain()).ignoredMessages;
  }

  session() {
    return this.run("return app.session()");
  }

  explain() {
    return this.run("return app.auth.explain()");
  }

  async #press(id, kind, how) {
    const place = await this.run(
      "if (arguments[1]) app.how[arguments[0]] = arguments[1]; return app.calls.length",
      kind,
      how,
    );
    await this.click(`#${id}`);
    return place;
  }
}
