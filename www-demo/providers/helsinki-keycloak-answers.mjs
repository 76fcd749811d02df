// What Keycloak says beyond, or differently from, oidc-provider.
import { ACR_VALUES } from "./helsinki-keycloak-strength.mjs";

/** Koa middleware around oidc-provider; `more` is metadata. */
export function keycloakAnswers(issuer, algorithms, more = {}) {
  return async (ctx, next) => {
    await next();
    const sessionState = ctx.oidc?.session?.uid;
    if (ctx.path === "/.well-known/openid-configuration")
      ctx.body = { ...discovery(issuer, algorithms), ...more };
    if (ctx.path === ROUTES.token && ctx.status === 200) {
      const session = (ctx.oidc.entities.AuthorizationCode ?? ctx.oidc.entities.RefreshToken)?.sessionUid;
      ctx.body = { ...ctx.body, refresh_expires_in: 1800, "not-before-policy": 0, session_state: session };
    }
    if (ctx.path === ROUTES.userinfo && ctx.status === 401) ctx.body = "";
    const location = ctx.response.get("location");
    if (ctx.status === 303 && leavesTheProvider(location, issuer)) {
      ctx.status = 302;
      ctx.set("location", withKeycloakParameters(location, issuer, sessionState));
    }
    if (ctx.type === "text/html") ctx.set(PAGE_HEADERS);
  };
}

// The way to the sign-in form and back is also made of redirects.
const leavesTheProvider = (location, issuer) => new URL(location, issuer).origin !== new URL(issuer).origin;

// Keycloak sends `iss` and `session_state` with every response type; oidc-provider sends `iss` only where there is no ID token.
function withKeycloakParameters(location, issuer, sessionState) {
  const url = new URL(location);
  const parameters = url.hash ? new URLSearchParams(url.hash.slice(1)) : url.searchParams;
  parameters.set("iss", issuer);
  if (sessionState && !parameters.has("error")) parameters.set("session_state", sessionState);
  if (url.hash) url.hash = parameters.toString();
  return url.href;
}

function discovery(issuer, algorithms) {
  const at = (path) => issuer + path;
  return {
    issuer,
    authorization_endpoint: at(ROUTES.authorization),
    token_endpoint: at(ROUTES.token),
    introspection_endpoint: at(ROUTES.introspection),
    userinfo_endpoint: at(ROUTES.userinfo),
    end_session_endpoint: at(ROUTES.end_session),
    jwks_uri: at(ROUTES.jwks),
    grant_types_supported: [
      "authorization_code",
      "implicit",
      "refresh_token",
      "urn:ietf:params:oauth:grant-type:uma-ticket",
    ],
    acr_values_supported: ACR_VALUES,
    response_types_supported: [
      "code",
      "id_token",
      "id_token token",
      "code id_token",
      "code token",
      "code id_token token",
    ],
    subject_types_supported: ["public"],
    prompt_values_supported: ["none", "login", "consent"],
    id_token_signing_alg_values_supported: algorithms,
    response_modes_supported: ["query", "fragment", "form_post"],
    token_endpoint_auth_methods_supported: ["none"],
    claims_supported: [
      "sub",
      "iss",
      "auth_time",
      "name",
      "given_name",
      "family_name",
      "preferred_username",
      "email",
      "acr",
    ],
    claim_types_supported: ["normal"],
    claims_parameter_supported: true,
    scopes_supported: [
      "openid",
      "profile",
      "email",
      "offline_access",
      "add-ad-groups-claim",
      "add-amr-and-loa-claims",
    ],
    request_parameter_supported: false,
    request_uri_parameter_supported: false,
    code_challenge_methods_supported: ["S256"],
    revocation_endpoint: at(ROUTES.revocation),
    authorization_response_iss_parameter_supported: true,
    frontchannel_logout_supported: true,
    frontchannel_logout_session_supported: true,
  };
}

export const ROUTES = {
  authorization: "/protocol/openid-connect/auth",
  token: "/protocol/openid-connect/token",
  introspection: "/protocol/openid-connect/token/introspect",
  userinfo: "/protocol/openid-connect/userinfo",
  end_session: "/protocol/openid-connect/logout",
  jwks: "/protocol/openid-connect/certs",
  revocation: "/protocol/openid-connect/revoke",
  pushed_authorization_request: "/protocol/openid-connect/ext/par/request",
};
const { end_session: endSession, pushed_authorization_request: par, ...sameNames } = ROUTES;
/** By the names that the controls use. */
export const ENDPOINTS = { ...sameNames, endSession, par };

/** Of its pages, as observed on Keycloak 26. */
export const PAGE_HEADERS = {
  "content-security-policy": "frame-src 'self'; frame-ancestors 'self'; object-src 'none';",
  "x-frame-options": "SAMEORIGIN",
  "referrer-policy": "no-referrer",
};
