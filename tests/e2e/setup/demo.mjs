// `test` with the demo over its local providers, as `npm start` serves it.
import { test as base, expect } from "@playwright/test";
import { dist } from "../../../scripts/run/places.mjs";
import { serveDemo } from "../../../www-demo/serve.mjs";

export const test = base.extend({
  demo: async ({ page }, use) => {
    const ports = { port: 0, otherPort: 0, keycloakPort: 0, tunnistamoPort: 0, apiPort: 0 };
    const demo = await serveDemo({ ...ports, packageFolder: process.env.KIRJAUDU_DIST ?? dist });
    const problems = [];
    // Firefox reports a request without an answer here as well.
    page.on("pageerror", ({ message }) => message.includes("Same Origin Policy") || problems.push(message));
    await use({
      ...demo,
      result: page.locator("#profile-result"),
      /** Signs in on the page "My details", or another one that offers it. */
      async open(who, address = demo.address, path = "/my-details") {
        demo.keycloak.autoLogin(who);
        await page.goto(address + path);
        await page.click("#log-in-here");
      },
    });
    await demo.close();
    expect(problems).toEqual([]);
  },
});

export { expect };
