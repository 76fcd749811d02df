// Configurations of the page under test.
import { PAGES } from "./servers.mjs";

/** For the Keycloak-like provider: the code flow. */
export function atKeycloak({ keycloak }, options = {}, rest = {}) {
  return {
    preset: { name: "keycloak", argument: { url: `${keycloak.origin}/auth`, realm: "helsinki-tunnistus" } },
    options: { ...ADDRESSES, clientId: "exampleapp-ui", scope: "openid profile email", ...options },
    ...rest,
  };
}

/** For the Tunnistamo-like provider: the implicit flow. */
export function atTunnistamo({ tunnistamo }, options = {}, rest = {}) {
  return {
    preset: { name: "tunnistamo", argument: { base: tunnistamo.base } },
    options: {
      ...ADDRESSES,
      clientId: "https://api.hel.fi/auth/exampleapp-ui",
      flow: "implicit",
      scope: "openid profile email",
      ...options,
    },
    ...rest,
  };
}

const ADDRESSES = {
  redirectUri: "/callback",
  postLogoutRedirectUri: "/",
  windowRedirectUri: PAGES.callback,
  windowPostLogoutRedirectUri: PAGES.loggedOut,
};
