// The demo over the real Keycloak, as `npm run start:keycloak` serves it, and what a stranger does there.
import { dist } from "../../../scripts/run/places.mjs";
import { APIS_AT_KEYCLOAK, serveDemo } from "../../../www-demo/serve.mjs";
import { order } from "./start.mjs";
import { test as base, expect } from "./test.mjs";

export const test = base.extend({
  servedDemo: [
    async ({ servers: { keycloak } }, use) => {
      const demo = await serveDemo({
        port: 0,
        otherPort: 0,
        tunnistamoPort: 0,
        apiPort: 0,
        packageFolder: process.env.KIRJAUDU_DIST ?? dist,
        apis: APIS_AT_KEYCLOAK,
        // That of all the tests; it is not the demo's to stop.
        startKeycloak: async ({ appOrigins, otherAppOrigins }) => {
          for (const origin of [...appOrigins, ...otherAppOrigins]) await order("register", { origin });
          return { ...keycloak, close: async () => {} };
        },
      });
      await use(demo);
      await demo.close();
    },
    { scope: "worker" },
  ],

  /** A citizen whom no other test knows, who has identified strongly. */
  person: async ({ addPerson }, use) =>
    use(await addPerson({ attributes: { amr: ["suomi_fi"], loa: ["substantial"] } })),

  demo: async ({ page, servedDemo, person }, use) => {
    const problems = [];
    page.context().on("weberror", (problem) => problems.push(problem.error().message));
    servedDemo.api.forget();
    await use(new Demo(page, servedDemo, person));
    expect(problems).toEqual([]);
  },
});

export class Demo {
  constructor(page, { address, otherAddress, api }, person) {
    Object.assign(this, { page, address, otherAddress, api, person });
    this.notice = page.locator("#notice");
    this.profile = page.locator("#profile-result");
    this.queue = page.locator("#queue-result strong");
    this.bills = page.locator("#bills-result");
  }

  /** Presses the button and fills in the form, and waits until the demo knows who it is. */
  async signIn(button = "#log-in") {
    await this.page.click(button);
    await this.fillForm();
    await this.expectSignedIn();
  }

  /** Keycloak doesn't ask for the name of someone it knows. */
  async fillForm(page = this.page) {
    await page.waitForSelector("#kc-login");
    const name = page.locator("#username");
    if (await name.isVisible()) await name.fill(this.person);
    await page.fill("#password", `${this.person}-password`);
    await page.click("#kc-login");
  }

  async expectSignedIn() {
    await expect(this.page.locator(".account .who")).toContainText("Kari Kertakäyttö");
  }
}
