// `scenario`: a test with everything that these tests work with. Browser and servers are started once; a scenario begins in a tab
// of its own, with nothing stored and nobody signed in, and what it changed at a server is undone after it.
import { after, before, test } from "node:test";
import { PASSWORD } from "../../../www-demo/providers/people.mjs";
import { startEngine } from "../engines/engines.mjs";
import { App } from "./app.mjs";
import { startServers } from "./servers.mjs";
import { until } from "./until.mjs";
import { Window } from "./window.mjs";

/**
 * @param {string} title
 * @param {(scene: Scene, t: import("node:test").TestContext) => Promise<void>} run
 */
export function scenario(title, run) {
  test(title, { timeout: 60_000 }, async (t) => {
    const scene = await Scene.begin();
    try {
      await run(scene, t);
    } finally {
      await scene.end();
    }
  });
}

class Scene {
  static async begin() {
    const driver = started.browser.session;
    const leftOver = await driver.getAllWindowHandles();
    await driver.switchTo().window(leftOver[0]);
    await driver.switchTo().newWindow("tab");
    const handle = await driver.getWindowHandle();
    for (const each of leftOver) await new Window(driver, each).close().catch(() => {}); // it may have closed by itself
    const scene = new Scene(new App(driver, handle, started.servers));
    await scene.app.go(`${scene.site.origin}/windows/blank.html`);
    await scene.app.arrivedAt(`${scene.site.origin}/windows/blank.html`);
    await scene.app.run("localStorage.clear(); sessionStorage.clear()");
    for (const provider of [scene.keycloak, scene.tunnistamo]) {
      provider.endAllSessions();
      provider.autoLogin("aino");
    }
    for (const server of scene.#servers) server.forget();
    return scene;
  }

  #undo = [];

  constructor(app) {
    this.app = app;
    Object.assign(this, started.servers);
  }

  /** Keeps requests waiting until the returned function is called. */
  hold(server, endpoint) {
    return this.#undoing(server.hold(endpoint));
  }

  override(server, endpoint, handler) {
    return this.#undoing(server.override(endpoint, handler));
  }

  /** Adds headers to whatever these endpoints answer. */
  addHeaders(server, endpoints, headers) {
    for (const endpoint of endpoints)
      this.override(server, endpoint, (request, response, answer) => {
        for (const [name, value] of Object.entries(headers)) response.setHeader(name, value);
        return answer(request, response);
      });
  }

  /** Does this, and gives the window that it opens. */
  async opening(work) {
    const { driver } = this.app;
    const known = await driver.getAllWindowHandles();
    await work();
    const handle = await until(
      async () => (await driver.getAllWindowHandles()).find((each) => !known.includes(each)),
      "a window to open",
    );
    return new Window(driver, handle);
  }

  /** Clicks on the button of `kind` ("login", "logout") with mode "popup": the window that opens, and the place of the call. */
  async popup(kind, how = {}) {
    let call;
    // It stays empty until WebDriver has seen it: chromedriver hangs at a new window whose first document is held.
    const letGo = this.hold(this.site, "/kirjaudu/windows.js");
    const popup = await this.opening(async () => {
      call = await this.app[kind]({ mode: "popup", ...how });
    });
    letGo();
    return { popup, call };
  }

  /** Signs in by the form of a provider. */
  async fillForm(window, person = "aino") {
    await window.type("#username", person);
    await window.type("#password", PASSWORD);
    await window.click("#sign-in");
  }

  /** Another tab with the page under test; it shares localStorage with the first, not sessionStorage. */
  async anotherTab(path) {
    const tab = new App(this.app.driver, await this.#newTab(), started.servers);
    await tab.open(path);
    return tab;
  }

  /** Another tab, with some other page. */
  async blankTab(url) {
    const tab = new Window(this.app.driver, await this.#newTab());
    await tab.go(url);
    await tab.arrivedAt(url);
    return tab;
  }

  /** Opens the page and signs in by redirect. */
  async signIn(app = this.app) {
    await app.open();
    await app.login({ mode: "redirect" });
    await app.shows(SIGNED_IN);
  }

  /** `state` of the newest authorization request. */
  stateAt(provider) {
    return new URL(this.lastUrl(provider, "authorization")).searchParams.get("state");
  }

  /** The newest address that was asked for at an endpoint. */
  lastUrl(server, endpoint) {
    const { url } = server.requests.findLast((request) => request.endpoint === endpoint);
    return server.origin + url;
  }

  /** Waits until there is no window but the page's. */
  async alone() {
    await until(async () => (await this.windows()) === 1, "the popup to close");
  }

  async windows() {
    return (await this.app.driver.getAllWindowHandles()).length;
  }

  async end() {
    for (const undo of this.#undo.reverse()) undo();
    for (const server of this.#servers) await server.comeUp();
  }

  get #servers() {
    return [this.site, this.keycloak, this.tunnistamo, this.stranger];
  }

  async #newTab() {
    const { driver, handle } = this.app;
    await driver.switchTo().window(handle); // the one that it is at may be closed
    await driver.switchTo().newWindow("tab");
    return driver.getWindowHandle();
  }

  #undoing(undo) {
    this.#undo.push(undo);
    return undo;
  }
}

/** What the page shows when Aino is signed in. */
export const SIGNED_IN = "signed-in Aino Esimerkki";

const started = {};

before(async () => {
  started.servers = await startServers();
  started.browser = await startEngine();
});

after(async () => {
  await started.browser?.quit();
  await started.servers?.close();
});
