// The realm `helsinki-tunnistus` as Keycloak imports it (its RealmRepresentation), shaped like the City's.
import { clients } from "./clients.mjs";
import { ACR_TO_LEVEL, BROWSER_FLOW, CLIENTS_FLOW, flows, levels } from "./flows.mjs";
import { groups, people } from "./people.mjs";
import { clientScopes, DEFAULT_SCOPES } from "./scopes.mjs";

export const REALM = "helsinki-tunnistus";

/** All of it; applications' addresses are registered at each start, when they are known. */
export const realm = () => ({
  realm: REALM,
  displayName: "Helsinki-tunnistus (test)",
  enabled: true,
  sslRequired: "none",
  defaultSignatureAlgorithm: "RS256",

  // Lifetimes of an example realm of the City's own code; those in production are not known.
  accessTokenLifespan: 300,
  accessTokenLifespanForImplicitFlow: 900,
  accessCodeLifespan: 60,
  ssoSessionIdleTimeout: 1800,
  ssoSessionMaxLifespan: 36_000,
  // A refresh token is used once; a second use ends the client's session.
  revokeRefreshToken: true,
  refreshTokenMaxReuse: 0,

  // Nobody's passwords: made to be checked quickly.
  passwordPolicy: "hashAlgorithm(pbkdf2-sha256) and hashIterations(1)",

  internationalizationEnabled: true,
  supportedLocales: ["fi", "sv", "en"],
  defaultLocale: "fi",

  attributes: { "acr.loa.map": ACR_TO_LEVEL },
  authenticationFlows: flows(),
  authenticatorConfig: levels(),
  browserFlow: BROWSER_FLOW,
  clientAuthenticationFlow: CLIENTS_FLOW,

  components: { "org.keycloak.userprofile.UserProfileProvider": [userProfile()] },
  clientScopes: clientScopes(),
  defaultDefaultClientScopes: DEFAULT_SCOPES,
  defaultOptionalClientScopes: ["offline_access"],
  clients: clients(),
  groups,
  users: people,
});

// Without the policy for unmanaged attributes, `amr` and `loa` would be dropped on import.
function userProfile() {
  const attribute = (name, edit) => ({
    name,
    displayName: `\${${name}}`,
    permissions: { view: ["admin", "user"], edit },
  });
  const profile = {
    attributes: [
      attribute("username", ["admin"]),
      ...["email", "firstName", "lastName"].map((name) => attribute(name, ["admin", "user"])),
    ],
    unmanagedAttributePolicy: "ADMIN_EDIT",
  };
  return {
    providerId: "declarative-user-profile",
    config: { "kc.user.profile.config": [JSON.stringify(profile)] },
  };
}
