// `test` with everything the specs work with: the page under test, and real providers.
//
// Every worker has servers of its own, on free ports, and runs one test at a time: a test may bring a provider down
// or count its requests without disturbing another. What a test changed at a server is undone after it.
import { test as base } from "@playwright/test";
import { startHelsinkiKeycloak } from "../../../www-demo/providers/helsinki-keycloak.mjs";
import { BOUND_CLIENT, createBound } from "../../../www-demo/providers/helsinki-keycloak-bound.mjs";
import { startTunnistamo } from "../../../www-demo/providers/tunnistamo.mjs";
import { djangoMissing, startDjango } from "../django/start.mjs";
import { startApi } from "./api.mjs";
import { App } from "./app.mjs";
import { startSite } from "./site.mjs";

export { expect } from "@playwright/test";

export const test = base.extend({
  servers: [
    // biome-ignore lint/correctness/noEmptyPattern: Playwright reads from the pattern which fixtures are needed
    async ({}, use) => {
      const site = await startSite();
      const appOrigins = [site.origin, site.alias];
      const keycloak = await startHelsinkiKeycloak({ appOrigins });
      const tunnistamo = await startTunnistamo({ appOrigins });
      const at = `${keycloak.issuer}/protocol/openid-connect`;
      const api = await startApi({
        providers: [
          { issuer: keycloak.issuer, jwks: `${at}/certs`, userinfo: `${at}/userinfo` },
          { issuer: tunnistamo.issuer, jwks: `${tunnistamo.issuer}/jwks` },
        ],
      });
      await use({ site, keycloak, tunnistamo, api });
      await Promise.all([site, keycloak, tunnistamo, api].map((server) => server.close()));
    },
    { scope: "worker" },
  ],

  djangoProcess: [
    async ({ servers: { site } }, use) => {
      const django = djangoMissing()
        ? undefined
        : await startDjango({ appOrigins: [site.origin], cHash: true });
      await use(django);
      await django?.close();
    },
    { scope: "worker" },
  ],

  site: async ({ servers }, use) => undoing(servers.site, use),
  keycloak: async ({ servers }, use) => undoing(servers.keycloak, use),
  tunnistamo: async ({ servers }, use) => undoing(servers.tunnistamo, use),

  boundServer: [
    async ({ servers: { site } }, use) => {
      const bound = createBound();
      const appOrigins = [site.origin, site.alias];
      const keycloak = await startHelsinkiKeycloak({ appOrigins, clients: [BOUND_CLIENT], bound });
      await use(Object.assign(keycloak, { bound }));
      await keycloak.close();
    },
    { scope: "worker" },
  ],

  /** One that binds tokens to keys, and takes pushed requests and authorization details. */
  boundKeycloak: async ({ boundServer }, use) => undoing(boundServer, use),

  api: async ({ servers }, use) => undoing(servers.api, use),

  django: async ({ djangoProcess }, use, testInfo) => {
    testInfo.skip(!djangoProcess, `no django-oidc-provider: ${djangoMissing()}`);
    await use(djangoProcess);
  },

  /** The page under test, configured for the Keycloak-like provider until a test says otherwise. */
  app: async ({ page, site, keycloak }, use) => {
    const app = new App(page, site);
    app.serve(atKeycloak(keycloak));
    await use(app);
  },
});

/** A configuration of the page for the Keycloak-like provider. */
export function atKeycloak({ origin }, options = {}) {
  return {
    preset: { name: "keycloak", argument: { url: `${origin}/auth`, realm: "helsinki-tunnistus" } },
    provider: origin,
    options: { ...REDIRECTS, clientId: "exampleapp-ui", scope: "openid profile email", ...options },
  };
}

/** A configuration of the page for the Tunnistamo-like provider, or for django-oidc-provider. */
export function atTunnistamo({ base }, options = {}) {
  return {
    preset: { name: "tunnistamo", argument: { base } },
    provider: base,
    options: { ...REDIRECTS, clientId: "https://api.hel.fi/auth/exampleapp-ui", ...options },
  };
}

const REDIRECTS = { redirectUri: "/callback", postLogoutRedirectUri: "/" };

// Whatever the test holds, replaces or refuses is let go when it is over.
async function undoing(server, use) {
  const undo = [];
  const noted =
    (control) =>
    (...given) => {
      const end = control(...given);
      undo.push(end);
      return end;
    };
  server.autoLogin?.(undefined);
  server.forget();
  await use({ ...server, hold: noted(server.hold), override: noted(server.override) });
  for (const end of undo) end();
  await server.comeUp();
}
