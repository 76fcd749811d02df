// Turns oidc-provider's answers into those that were observed on Tunnistamo.

/** Tunnistamo does not read these; oidc-provider would act on them. */
export function withoutIgnoredParameters(url) {
  const [path, query = ""] = url.split("?");
  const parameters = new URLSearchParams(query);
  for (const name of ["response_mode", "acr_values", "login_hint", "max_age", "id_token_hint", "claims"])
    parameters.delete(name);
  return `${path}?${parameters}`;
}

/** Koa middleware around oidc-provider. */
export async function tunnistamoAnswers(ctx, next, { engine, routes, origin, appOrigins }) {
  await next();
  if (!appOrigins.includes(ctx.get("origin"))) ctx.remove("access-control-allow-origin");
  const path = ctx.path.replace(/\/$/, "");
  if (path === routes.token) ctx.body = tokenAnswer(ctx, engine.store);
  if (path === routes.userinfo && ctx.status === 401) {
    ctx.body = "";
    // The scheme is missing in the real one too.
    ctx.set("www-authenticate", `error="invalid_token", error_description="${INVALID_TOKEN}"`);
  }
  const location = ctx.response.get("location");
  if (ctx.status === 303 && new URL(location, origin).origin !== origin) {
    ctx.status = 302;
    ctx.set("location", authorizationAnswer(location, ctx.oidc.params));
  }
}

function tokenAnswer(ctx, store) {
  const { body } = ctx;
  if (ctx.status === 200) {
    const { access_token, refresh_token, expires_in, id_token } = body;
    return { access_token, refresh_token, token_type: "bearer", expires_in, id_token };
  }
  if (store.endedRefreshTokens.has(ctx.oidc.params?.refresh_token)) {
    return { error: "Session not found or expired", error_description: null };
  }
  return { error: body.error, error_description: DESCRIPTIONS[body.error] ?? body.error_description };
}

function authorizationAnswer(location, params) {
  const url = new URL(location);
  const answer = url.hash ? new URLSearchParams(url.hash.slice(1)) : url.searchParams;
  return answer.has("error") ? errorAnswer(answer, params) : successAnswer(url, answer, params);
}

function successAnswer(url, answer, params) {
  answer.delete("iss");
  answer.delete("scope");
  if (answer.has("token_type")) answer.set("token_type", "bearer");
  answer.set("state", params.state ?? "");
  // The action itself happens in the Keycloak behind the real one: in the query whatever the flow.
  if (params.kc_action) url.searchParams.set("kc_action_status", "success");
  if (url.hash) url.hash = answer.toString();
  return url.href;
}

// Put together by hand, as the real one does it: `state` goes out unencoded, and a redirect URI with a query gets a second "?".
function errorAnswer(answer, { redirect_uri, response_type, state = "" }) {
  const error = answer.get("error");
  const upstream = UPSTREAM_ERRORS.has(error);
  const description = upstream
    ? answer.get("error_description")
    : (DESCRIPTIONS[error] ?? answer.get("error_description"));
  const separator = IMPLICIT.has(response_type) && !upstream ? "#" : "?";
  const answerTo = encodeURI(`${redirect_uri}${separator}error=${error}`);
  return `${answerTo}&error_description=${encodeURIComponent(description)}&state=${encodeURI(state)}`;
}

/** The provider's metadata, the same at both of its addresses. */
export function discovery(request, response, { base, appOrigins }) {
  const at = (path) => base + MOUNT + path;
  const body = {
    issuer: base + MOUNT,
    authorization_endpoint: at(ROUTES.authorization),
    token_endpoint: at(ROUTES.token),
    userinfo_endpoint: at(ROUTES.userinfo),
    end_session_endpoint: at(ROUTES.end_session),
    introspection_endpoint: at(ROUTES.introspection),
    response_types_supported: [
      "code",
      "id_token",
      "id_token token",
      "code token",
      "code id_token",
      "code id_token token",
    ],
    jwks_uri: at(ROUTES.jwks),
    // HS256 is listed although every token is RS256.
    id_token_signing_alg_values_supported: ["HS256", "RS256"],
    subject_types_supported: ["public"],
    token_endpoint_auth_methods_supported: ["client_secret_post", "client_secret_basic"],
    backchannel_logout_supported: true,
    backchannel_logout_session_supported: true,
  };
  allowOrigin(request, response, appOrigins);
  response.writeHead(200, { "content-type": "application/json" }).end(JSON.stringify(body));
}

/** Says in the answer that this origin may read it, if it is one of an application. */
export function allowOrigin(request, response, appOrigins) {
  response.setHeader("vary", "Origin");
  const { origin } = request.headers;
  if (!appOrigins.includes(origin)) return false;
  response.setHeader("access-control-allow-origin", origin);
  return true;
}

const IMPLICIT = new Set(["id_token", "id_token token"]);

// What comes from the identity provider behind Tunnistamo is answered in the query, in the user's language.
const UPSTREAM_ERRORS = new Set(["access_denied", "interaction_required"]);

const INVALID_TOKEN =
  "The access token provided is expired, revoked, malformed, or invalid for other reasons";

const DESCRIPTIONS = {
  login_required: "The Authorization Server requires End-User authentication",
  invalid_request: "The request is otherwise malformed",
  unsupported_response_type:
    "The authorization server does not support obtaining an authorization code using this method",
  invalid_grant:
    "The provided authorization grant or refresh token is invalid, expired, revoked, does not match the redirection URI used in the authorization request, or was issued to another client",
};

export const MOUNT = "/openid";

export const RESPONSE_TYPES = [
  "code",
  "id_token",
  "id_token token",
  "code id_token",
  "code token",
  "code id_token token",
];

export const ROUTES = {
  authorization: "/authorize",
  token: "/token",
  userinfo: "/userinfo",
  end_session: "/end-session",
  introspection: "/introspect",
  jwks: "/jwks",
};
const { end_session: endSession, ...sameNames } = ROUTES;
/** By the names that the controls use. */
export const ENDPOINTS = { ...sameNames, endSession };
