// The registered applications, and the APIs that they may ask tokens for. Redirect URIs are registered at each start.
import { AD_GROUPS, AD_GROUPS_IN_ACCESS_TOKEN, AMR_AND_LOA, DEFAULT_SCOPES, LEVELS } from "./scopes.mjs";

export const clients = () => [
  application("exampleapp-ui"),
  // The second application of the single sign-on; it learns neither amr and loa nor groups.
  application("other-ui", { defaultClientScopes: DEFAULT_SCOPES }),
  application("legacy-ui", {
    implicitFlowEnabled: true,
    attributes: LOGOUT,
    defaultClientScopes: [...DEFAULT_SCOPES, AMR_AND_LOA],
  }),
  application("exampleapp-short-ui", {
    implicitFlowEnabled: true,
    attributes: { ...LOGOUT, "access.token.lifespan": "15" },
  }),
  application("fapi-ui", {
    attributes: {
      ...CODE,
      "require.pushed.authorization.requests": "true",
      "dpop.bound.access.tokens": "true",
    },
  }),
  api("exampleapp-api", {
    permissions: ["access"],
    granted: ["exampleapp-ui", "exampleapp-short-ui", "other-ui", "fapi-ui", "legacy-ui"],
  }),
  api("profile-api", {
    permissions: ["access", "gdprquery", "gdprdelete"],
    granted: ["exampleapp-ui", "exampleapp-short-ui", "other-ui", "fapi-ui"],
  }),
];

/** A public client: an application in a browser. */
export function application(clientId, rest = {}) {
  return {
    clientId,
    name: clientId,
    enabled: true,
    protocol: "openid-connect",
    publicClient: true,
    standardFlowEnabled: true,
    implicitFlowEnabled: false,
    directAccessGrantsEnabled: false,
    redirectUris: [],
    webOrigins: [],
    attributes: CODE,
    defaultClientScopes: [...DEFAULT_SCOPES, AMR_AND_LOA, AD_GROUPS],
    optionalClientScopes: ["offline_access", AD_GROUPS_IN_ACCESS_TOKEN],
    ...rest,
  };
}

/** A resource server whose permissions the granted clients get by UMA ticket. */
function api(clientId, { permissions, granted }) {
  const scopes = permissions.map((name) => ({ name }));
  const policy = {
    name: "user interfaces",
    type: "client",
    logic: "POSITIVE",
    decisionStrategy: "UNANIMOUS",
    config: { clients: JSON.stringify(granted) },
  };
  const permission = (name) => ({
    name: `${name} permission`,
    type: "scope",
    logic: "POSITIVE",
    decisionStrategy: "AFFIRMATIVE",
    config: { scopes: JSON.stringify([name]), applyPolicies: JSON.stringify([policy.name]) },
  });
  return {
    clientId,
    name: clientId,
    enabled: true,
    protocol: "openid-connect",
    publicClient: false,
    secret: `${clientId}-secret`,
    standardFlowEnabled: false,
    directAccessGrantsEnabled: false,
    serviceAccountsEnabled: true,
    authorizationServicesEnabled: true,
    // Claims of an API token come from the scopes of the API, not from those of the application that asks.
    defaultClientScopes: [...DEFAULT_SCOPES, AMR_AND_LOA, LEVELS],
    authorizationSettings: {
      policyEnforcementMode: "ENFORCING",
      decisionStrategy: "AFFIRMATIVE",
      allowRemoteResourceManagement: false,
      scopes,
      resources: [{ name: clientId, ownerManagedAccess: false, scopes }],
      policies: [policy, ...permissions.map(permission)],
    },
  };
}

// "+": an application may come back from a logout to wherever it may come back to from a login.
const LOGOUT = { "post.logout.redirect.uris": "+" };
const CODE = { ...LOGOUT, "pkce.code.challenge.method": "S256" };
