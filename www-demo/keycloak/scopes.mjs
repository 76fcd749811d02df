// Client scopes: which claims come with which scope. The first seven are Keycloak's own, then three of the City's, and one for the APIs.

/** Every client has these, whatever it asks for. */
export const DEFAULT_SCOPES = ["web-origins", "acr", "basic", "roles", "profile", "email"];

export const AMR_AND_LOA = "add-amr-and-loa-claims";
export const AD_GROUPS = "add-ad-groups-claim";
export const AD_GROUPS_IN_ACCESS_TOKEN = "ad-groups-in-access-token";
/** For APIs: in a UMA ticket `acr` is "1" whatever the person did, as it is that of the API's own part of the session. */
export const LEVELS = "levels";

export const clientScopes = () => [
  scope("offline_access", []),
  internal("web-origins", [mapper("allowed web origins", "oidc-allowed-origins-mapper", ACCESS)]),
  internal("acr", [mapper("acr loa level", "oidc-acr-mapper", { ...ID, ...ACCESS })]),
  internal("basic", [
    mapper("auth_time", "oidc-usersessionmodel-note-mapper", {
      ...ID,
      ...ACCESS,
      ...named("auth_time", "long"),
      "user.session.note": "AUTH_TIME",
    }),
    mapper("sub", "oidc-sub-mapper", ACCESS),
  ]),
  internal("roles", [
    mapper("realm roles", "oidc-usermodel-realm-role-mapper", {
      ...ACCESS,
      ...named("realm_access.roles"),
      multivalued: "true",
    }),
    mapper("client roles", "oidc-usermodel-client-role-mapper", {
      ...ACCESS,
      // Keycloak fills in the client.
      ...named("resource_access.$" + "{client_id}.roles"),
      multivalued: "true",
    }),
    mapper("audience resolve", "oidc-audience-resolve-mapper", ACCESS),
  ]),
  scope("profile", [
    mapper("full name", "oidc-full-name-mapper", EVERYWHERE),
    attribute("given_name", "firstName"),
    attribute("family_name", "lastName"),
    attribute("preferred_username", "username"),
    attribute("locale", "locale"),
  ]),
  scope("email", [
    attribute("email", "email"),
    mapper("email verified", "oidc-usermodel-property-mapper", {
      ...EVERYWHERE,
      ...named("email_verified", "boolean"),
      "user.attribute": "emailVerified",
    }),
  ]),
  scope(AMR_AND_LOA, [attribute("amr", "amr", { multivalued: "true" }), attribute("loa", "loa")]),
  scope(AD_GROUPS, [groupMembership({ ...ID, ...USERINFO })]),
  scope(AD_GROUPS_IN_ACCESS_TOKEN, [groupMembership(ACCESS)]),
  internal(LEVELS, [
    // By level, when the person last reached it in this session: Keycloak's own record of it.
    mapper("levels", "oidc-usersessionmodel-note-mapper", {
      ...ACCESS,
      ...named("levels", "JSON"),
      "user.session.note": "loa-map",
    }),
  ]),
];

/** A scope that an application names and that is told as granted. */
function scope(name, protocolMappers, attributes = { "include.in.token.scope": "true" }) {
  return { name, protocol: "openid-connect", attributes, protocolMappers };
}

function internal(name, protocolMappers) {
  return scope(name, protocolMappers, { "include.in.token.scope": "false" });
}

function mapper(name, protocolMapper, config) {
  return { name, protocol: "openid-connect", protocolMapper, config };
}

function attribute(claim, of, config) {
  return mapper(claim, "oidc-usermodel-attribute-mapper", {
    ...EVERYWHERE,
    ...named(claim),
    "user.attribute": of,
    ...config,
  });
}

function groupMembership(places) {
  return mapper("ad_groups", "oidc-group-membership-mapper", {
    "id.token.claim": "false",
    "access.token.claim": "false",
    "userinfo.token.claim": "false",
    ...places,
    "claim.name": "ad_groups",
    "full.path": "false",
  });
}

function named(claim, type = "String") {
  return { "claim.name": claim, "jsonType.label": type };
}

const ID = { "id.token.claim": "true" };
const ACCESS = { "access.token.claim": "true", "introspection.token.claim": "true" };
const USERINFO = { "userinfo.token.claim": "true" };
const EVERYWHERE = { ...ID, ...ACCESS, ...USERINFO };
