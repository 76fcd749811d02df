// A local provider that speaks like Tunnistamo, the City's older provider built on django-oidc-provider.
import { createHash, randomBytes } from "node:crypto";
import { createEngine } from "./engine.mjs";
import { openGate } from "./gate.mjs";
import { languageOf } from "./languages.mjs";
import { errorPage, signedOutPage, styleSheet } from "./pages.mjs";
import { people } from "./people.mjs";
import { createSignIn } from "./sign-in.mjs";
import { tunnistamoAnswers, withoutIgnoredParameters } from "./tunnistamo-answers.mjs";

/**
 * Starts the provider on this machine's loopback interface. The issuer is `<base>/openid`; discovery is served below both.
 *
 * @param {{ port?: number, appOrigins: string[], redirectPaths?: string[], postLogoutPaths?: string[], clients?: object[],
 *   serviceName?: string, lifetimes?: { accessToken?: number, idToken?: number } }} options
 *   `clients` are added to the two below, with the same redirect URIs unless they say otherwise; lifetimes are seconds.
 */
export async function startTunnistamo({
  port = 0,
  appOrigins,
  redirectPaths = ["/callback"],
  postLogoutPaths = ["/", ...redirectPaths],
  clients = [],
  serviceName = "Venepaikat",
  lifetimes: { accessToken = 3600, idToken = 600 } = {},
}) {
  const gate = await openGate({ port, nameOf });
  const base = gate.origin;
  const issuer = base + MOUNT;
  const postLogoutUris = everyPath(appOrigins, postLogoutPaths);
  const shared = {
    client_name: serviceName,
    token_endpoint_auth_method: "none",
    application_type: "native",
    grant_types: ["implicit", "authorization_code", "refresh_token"],
    response_types: RESPONSE_TYPES,
    redirect_uris: everyPath(appOrigins, redirectPaths),
    post_logout_redirect_uris: postLogoutUris,
  };
  const short = (client) => client.clientId === SHORT_CLIENT;

  const engine = await createEngine({
    issuer,
    appOrigins,
    cookiePrefix: `tunnistamo-${gate.port}`,
    signInPath: (uid) => `/login/${uid}/`,
    routes: ROUTES,
    clients: [{ client_id: CLIENT }, { client_id: SHORT_CLIENT }, ...clients].map((client) => ({
      ...shared,
      ...client,
    })),
    pkceRequired: false,
    scopes: [
      "openid",
      "profile",
      "email",
      "phone",
      "address",
      "ad_groups",
      "github_username",
      "identities",
      "login_entries",
    ],
    claims: {
      openid: ["sub", "auth_time", "ad_groups"],
      profile: ["name", "given_name", "family_name", "nickname"],
      email: ["email", "email_verified"],
    },
    claimsOf: ({ idp, loa, ...person }) => ({
      ...person,
      nickname: person.given_name,
      email_verified: false,
    }),
    completeIdToken: (idToken, { ctx, person, sid }) =>
      Object.assign(idToken.extra, {
        azp: ctx.oidc.client.clientId,
        sid: uuidOf(sid),
        loa: person.loa,
        // A string where OpenID Connect Core 2 wants an array: kept for compatibility by the real one.
        amr: person.idp.tunnistamo,
      }),
    newTokenId: () => randomBytes(16).toString("hex"),
    lifetimes: {
      AuthorizationCode: 600,
      AccessToken: (_ctx, _token, client) => (short(client) ? 15 : accessToken),
      IdToken: (_ctx, _token, client) => (short(client) ? 15 : idToken),
      RefreshToken: 365 * 86400,
    },
    renderError: (ctx, out) => {
      // An unknown client or redirect URI is answered with a page and status 200, so that a hidden frame learns nothing.
      ctx.status = 200;
      ctx.type = "html";
      const language = languageOf({ acceptLanguage: ctx.get("accept-language") });
      ctx.body = errorPage({
        look: LOOK,
        language,
        stylePath: STYLE,
        error: out.error,
        description: out.error_description,
      });
    },
    middleware: [
      (ctx, next) => tunnistamoAnswers(ctx, next, { engine, routes: ROUTES, origin: base, appOrigins }),
    ],
    features: { introspection: { enabled: true } },
  });

  const signIn = createSignIn({
    engine,
    look: LOOK,
    stylePath: STYLE,
    headers: {},
    identify: (person) => ({ amr: [person.idp.tunnistamo] }),
  });

  gate.answer = async (request, response) => {
    response.setHeader("x-frame-options", "DENY");
    const endpoint = nameOf(new URL(request.url, base).pathname);
    if (endpoint === "style") return response.writeHead(200, { "content-type": "text/css" }).end(styleSheet);
    if (endpoint === "other")
      return response.writeHead(404, { "content-type": "text/html" }).end("<h1>Not Found</h1>");
    if (request.method === "OPTIONS") return preflight(request, response, appOrigins);
    if (endpoint === "discovery") return discovery(request, response, { base, appOrigins });
    if (endpoint === "endSession") return endSession(request, response, { engine, base, postLogoutUris });
    if (endpoint === "signIn") return signIn.answer(request, response);
    if (endpoint === "authorization") request.url = withoutIgnoredParameters(request.url);
    return engine.answer(request, response, MOUNT);
  };

  return {
    ...gate,
    base,
    issuer,
    people,
    autoLogin: signIn.autoLogin,
    rotateKeys: engine.rotateKeys,
    endAllSessions: () => engine.store.clear(),
  };
}

function discovery(request, response, { base, appOrigins }) {
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

// Reads no hint and no state, and does not redirect: the page has a link, and only to an address registered for some client.
async function endSession(request, response, { engine, base, postLogoutUris }) {
  if (request.method !== "GET")
    return response.writeHead(403, { "content-type": "text/html" }).end("<h1>Forbidden</h1>");
  const parameters = new URL(request.url, base).searchParams;
  await engine.endSession(request, response);
  const next = parameters.get("next");
  if (next && new URL(next, base).origin === base) return response.writeHead(302, { location: next }).end();
  const asked = parameters.get("post_logout_redirect_uri");
  const returnTo = postLogoutUris.includes(asked) ? asked : undefined;
  const language = languageOf({
    uiLocales: parameters.get("ui_locales") ?? "",
    acceptLanguage: request.headers["accept-language"],
  });
  response.writeHead(200, { "content-type": "text/html; charset=utf-8" });
  response.end(signedOutPage({ look: LOOK, language, stylePath: STYLE, returnTo }));
}

function preflight(request, response, appOrigins) {
  if (allowOrigin(request, response, appOrigins)) {
    response.setHeader(
      "access-control-allow-headers",
      "accept, authorization, content-type, user-agent, x-csrftoken, x-requested-with",
    );
    response.setHeader("access-control-allow-methods", "DELETE, GET, OPTIONS, PATCH, POST, PUT");
    response.setHeader("access-control-max-age", "86400");
  }
  response.writeHead(200).end();
}

function allowOrigin(request, response, appOrigins) {
  response.setHeader("vary", "Origin");
  const { origin } = request.headers;
  if (!appOrigins.includes(origin)) return false;
  response.setHeader("access-control-allow-origin", origin);
  return true;
}

// The slash at the end is optional in every path.
function nameOf(path) {
  const trimmed = path.replace(/\/$/, "");
  if (path === STYLE) return "style";
  if (trimmed.startsWith("/login/")) return "signIn";
  if (trimmed === DISCOVERY || trimmed === MOUNT + DISCOVERY) return "discovery";
  const route = trimmed.startsWith(MOUNT) ? trimmed.slice(MOUNT.length) : "";
  const known = Object.keys(ENDPOINTS).find((name) => route === ENDPOINTS[name]);
  return known ?? (route.startsWith(`${ROUTES.authorization}/`) ? "resume" : "other");
}

function uuidOf(sid) {
  const hex = createHash("sha256").update(sid).digest("hex");
  return [
    hex.slice(0, 8),
    hex.slice(8, 12),
    `4${hex.slice(13, 16)}`,
    `a${hex.slice(17, 20)}`,
    hex.slice(20, 32),
  ].join("-");
}

const everyPath = (origins, paths) => origins.flatMap((origin) => paths.map((path) => origin + path));

const MOUNT = "/openid";
const DISCOVERY = "/.well-known/openid-configuration";
const STYLE = "/static/pages.css";
const LOOK = { name: "Tunnistamo", className: "tunnistamo" };
const CLIENT = "https://api.hel.fi/auth/exampleapp-ui";
const SHORT_CLIENT = "https://api.hel.fi/auth/exampleapp-short-ui";
const RESPONSE_TYPES = [
  "code",
  "id_token",
  "id_token token",
  "code id_token",
  "code token",
  "code id_token token",
];

const ROUTES = {
  authorization: "/authorize",
  token: "/token",
  userinfo: "/userinfo",
  end_session: "/end-session",
  introspection: "/introspect",
  jwks: "/jwks",
};
const { end_session, ...sameNames } = ROUTES;
const ENDPOINTS = { ...sameNames, endSession: end_session };
