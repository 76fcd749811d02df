// A local provider that speaks like Tunnistamo, the City's older provider built on django-oidc-provider.
import { createHash, randomBytes } from "node:crypto";
import { createEngine } from "./engine.mjs";
import { openGate } from "./gate.mjs";
import { languageOf } from "./languages.mjs";
import { LOGGED_OUT_PAGE, REDIRECT_PATHS } from "./package-pages.mjs";
import { errorPage, styleSheet } from "./pages.mjs";
import { people } from "./people.mjs";
import { createSignIn } from "./sign-in.mjs";
import { createSwitches, obeySwitches, SWITCHES_PATH } from "./switches.mjs";
import { createSwitchesPage } from "./switches-page.mjs";
import {
  allowOrigin,
  discovery,
  ENDPOINTS,
  MOUNT,
  RESPONSE_TYPES,
  ROUTES,
  tunnistamoAnswers,
  withoutIgnoredParameters,
} from "./tunnistamo-answers.mjs";
import { API_TOKENS, APIS, createApiTokens } from "./tunnistamo-api-tokens.mjs";
import { closingScript, createTunnistamoLogout } from "./tunnistamo-logout.mjs";
import { hintedMethods, METHODS, methodOf } from "./tunnistamo-methods.mjs";

/**
 * Starts the provider on this machine's loopback interface. The issuer is `<base>/openid`; discovery is served below both.
 *
 * @param {{ port?: number, appOrigins: string[], otherAppOrigins?: string[], redirectPaths?: string[], postLogoutPaths?: string[],
 *   clients?: object[], serviceName?: string, otherServiceName?: string, lifetimes?: { accessToken?: number, idToken?: number } }} options
 *   `otherAppOrigins` are those of the second application; either may use any client. `clients` are added to the three below, with the
 *   same redirect URIs unless they say otherwise; lifetimes are seconds.
 */
export async function startTunnistamo({
  port = 0,
  appOrigins: firstAppOrigins,
  otherAppOrigins = [],
  redirectPaths = REDIRECT_PATHS,
  postLogoutPaths = ["/", ...redirectPaths, LOGGED_OUT_PAGE],
  clients = [],
  serviceName = "Venepaikat",
  otherServiceName = "Talvisäilytys",
  lifetimes: { accessToken = 3600, idToken = 600 } = {},
}) {
  const gate = await openGate({ port, nameOf });
  const switches = createSwitches(["logoutPage", "crossOriginOpenerPolicy", "logoutDelay", "down"]);
  const appOrigins = [...firstAppOrigins, ...otherAppOrigins];
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
    clients: [
      { client_id: CLIENT },
      { client_id: OTHER_CLIENT, client_name: otherServiceName },
      { client_id: SHORT_CLIENT },
      ...clients,
    ].map((client) => ({ ...shared, ...client })),
    extraParams: ["idp_hint", "kc_action"],
    pkceRequired: () => false,
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
      ...APIS,
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
    completeIdToken: (idToken, { ctx, person, sid, amr }) =>
      Object.assign(idToken.extra, {
        azp: ctx.oidc.client.clientId,
        sid: uuidOf(sid),
        loa: person.loa,
        // A string where OpenID Connect Core 2 wants an array: kept for compatibility by the real one.
        amr: amr[0],
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
    identify: (person, params) => ({ amr: [methodOf(person, params)] }),
    methodsOf: (params) => hintedMethods(params).map((id) => METHODS[id].name),
  });
  const logout = createTunnistamoLogout({
    engine,
    base,
    look: LOOK,
    stylePath: STYLE,
    scriptPath: SCRIPT,
    postLogoutUris,
    switches,
  });
  const apiTokens = createApiTokens({ engine, issuer, appOrigins });
  const switchesPage = createSwitchesPage({ switches, look: LOOK, stylePath: STYLE, headers: {} });

  gate.answer = async (request, response) => {
    response.setHeader("x-frame-options", "DENY");
    const endpoint = nameOf(new URL(request.url, base).pathname);
    if (!(await obeySwitches(switches, { request, response, endpoint }))) return undefined;
    if (endpoint === "switches") return switchesPage(request, response);
    if (endpoint === "script")
      return response.writeHead(200, { "content-type": "text/javascript" }).end(closingScript);
    if (endpoint === "style") return response.writeHead(200, { "content-type": "text/css" }).end(styleSheet);
    if (endpoint === "other")
      return response.writeHead(404, { "content-type": "text/html" }).end("<h1>Not Found</h1>");
    if (request.method === "OPTIONS") return preflight(request, response, appOrigins);
    if (endpoint === "discovery") return discovery(request, response, { base, appOrigins });
    if (endpoint === "endSession") return logout(request, response);
    if (endpoint === "apiTokens") return apiTokens(request, response);
    if (endpoint === "signIn") return signIn.answer(request, response);
    if (endpoint === "authorization") request.url = withoutIgnoredParameters(request.url);
    return engine.answer(request, response, MOUNT);
  };

  return {
    ...gate,
    base,
    issuer,
    people,
    switches,
    /** Ends an outage, and puts the switches back. */
    comeUp: () => {
      switches.reset();
      return gate.comeUp();
    },
    autoLogin: signIn.autoLogin,
    rotateKeys: engine.rotateKeys,
    endAllSessions: () => engine.store.clear(),
  };
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

// The slash at the end is optional in every path.
function nameOf(path) {
  const trimmed = path.replace(/\/$/, "");
  if (path === STYLE) return "style";
  if (path === SCRIPT) return "script";
  if (path === SWITCHES_PATH) return "switches";
  if (path === API_TOKENS) return "apiTokens";
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

const DISCOVERY = "/.well-known/openid-configuration";
const STYLE = "/static/pages.css";
const SCRIPT = "/static/logged-out.js";
const LOOK = { name: "Tunnistamo", className: "tunnistamo" };
const CLIENT = "https://api.hel.fi/auth/exampleapp-ui";
const OTHER_CLIENT = "https://api.hel.fi/auth/otherapp-ui";
const SHORT_CLIENT = "https://api.hel.fi/auth/exampleapp-short-ui";
