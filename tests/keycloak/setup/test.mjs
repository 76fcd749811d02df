// `test` with the page under test and the one Keycloak that all tests share.
//
// Every test has a browser context of its own, and so its own sessions. Who changes a client or a person makes one of their own.
import { test as base } from "@playwright/test";
import { administer } from "../../../www-demo/keycloak/admin.mjs";
import { application } from "../../../www-demo/keycloak/clients.mjs";
import { person } from "../../../www-demo/keycloak/people.mjs";
import { REALM } from "../../../www-demo/keycloak/realm.mjs";
import { startSite } from "../../e2e/setup/site.mjs";
import { KeycloakApp } from "./app.mjs";
import { order } from "./start.mjs";

export { expect } from "@playwright/test";

/** Tests that are quick run in Firefox as well. */
export const IN_FIREFOX_TOO = { tag: "@firefox" };

export const test = base.extend({
  servers: [
    // biome-ignore lint/correctness/noEmptyPattern: Playwright reads from the pattern which fixtures are needed
    async ({}, use) => {
      const site = await startSite();
      for (const origin of [site.origin, site.alias]) await order("register", { origin });
      const origin = process.env.KIRJAUDU_KEYCLOAK_ORIGIN;
      const keycloak = {
        origin,
        ...atRealm(origin, REALM),
        stop: () => order("stop"),
        start: () => order("start"),
      };
      await use({ site, keycloak });
      await site.close();
    },
    { scope: "worker" },
  ],

  site: ({ servers }, use) => use(servers.site),
  keycloak: ({ servers }, use) => use(servers.keycloak),

  /** The page under test, configured as exampleapp-ui until a test says otherwise. */
  app: async ({ page, site, keycloak }, use) => {
    const app = new KeycloakApp(page, site, keycloak);
    app.configure();
    await use(app);
  },

  /** Requests of the browser to Keycloak: their URL, method and form, oldest first. */
  requests: async ({ page, keycloak }, use) => {
    const requests = [];
    page.context().on("request", (request) => {
      if (!request.url().startsWith(keycloak.protocol)) return;
      const url = new URL(request.url());
      requests.push({
        endpoint: url.pathname.slice(new URL(keycloak.protocol).pathname.length + 1),
        method: request.method(),
        url,
        form: new URLSearchParams(request.postData() ?? ""),
      });
    });
    await use(
      Object.assign(requests, { to: (name) => requests.filter(({ endpoint }) => endpoint === name) }),
    );
  },

  /** Registers an application as exampleapp-ui is, but for what is given; resolves with its `clientId`. */
  addClient: async ({ keycloak, site }, use) =>
    use(async (change) => {
      const clientId = unique("client");
      await keycloak.admin.addClient(
        application(clientId, { redirectUris: [`${site.origin}/*`], webOrigins: [site.origin], ...change }),
      );
      return clientId;
    }),

  /** A citizen whom no other test knows; resolves with the name. */
  addPerson: async ({ keycloak }, use) =>
    use(async (change) => {
      const name = unique("person");
      await keycloak.admin.addUser(person(name, { firstName: "Kari", lastName: "Kertakäyttö", ...change }));
      return name;
    }),
});

/** Where a realm is, and who changes it. */
export const atRealm = (origin, realm) => ({
  realm,
  issuer: `${origin}/auth/realms/${realm}`,
  protocol: `${origin}/auth/realms/${realm}/protocol/openid-connect`,
  admin: administer(origin, realm),
});

let counted = 0;

export function unique(what) {
  counted += 1;
  return `${what}-${process.pid}-${counted}`;
}
