// A local provider that speaks like the City's Keycloak realm `helsinki-tunnistus`.
import { createEngine } from "./engine.mjs";
import { openGate } from "./gate.mjs";
import { ENDPOINTS, keycloakAnswers, PAGE_HEADERS, ROUTES } from "./helsinki-keycloak-answers.mjs";
import { continuingScript, createKeycloakLogout } from "./helsinki-keycloak-logout.mjs";
import { ACR_VALUES, askAgainForStronger, loaOf, strengthOf } from "./helsinki-keycloak-strength.mjs";
import { createUma } from "./helsinki-keycloak-uma.mjs";
import { languageOf } from "./languages.mjs";
import { FRONTCHANNEL_LOGOUT_PAGE, LOGGED_OUT_PAGE, REDIRECT_PATHS } from "./package-pages.mjs";
import { errorPage, styleSheet } from "./pages.mjs";
import { people } from "./people.mjs";
import { createSignIn } from "./sign-in.mjs";
import { createSwitches, obeySwitches, SWITCHES_PATH } from "./switches.mjs";
import { createSwitchesPage } from "./switches-page.mjs";

/**
 * Starts the provider on this machine's loopback interface.
 *
 * @param {{ port?: number, appOrigins: string[], otherAppOrigins?: string[], redirectPaths?: string[], postLogoutPaths?: string[],
 *   clients?: object[], resourceServers?: import("./helsinki-keycloak-uma.mjs").ResourceServer[], frontchannelLogoutUris?: Record<string, string | undefined>, algorithms?: string[], serviceName?: string,
 *   otherServiceName?: string, lifetimes?: { accessToken?: number, implicit?: number, apiToken?: number },
 *   bound?: ReturnType<import("./helsinki-keycloak-bound.mjs").createBound> }} options
 *   `otherAppOrigins` are those of the second application, whose client is "other-ui"; either may use any client. `clients` are added to
 *   those below, with the same redirect URIs unless they say otherwise. `resourceServers` are
 *   the APIs that tokens can be had for. `frontchannelLogoutUris` are by `client_id`, over the package's
 *   page at the application's first origin; `undefined`: none. `algorithms` are those that the provider has signing keys for; lifetimes
 *   are seconds. `bound` of `helsinki-keycloak-bound.mjs`: tokens can be bound to keys, and requests pushed.
 */
export async function startHelsinkiKeycloak({
  port = 0,
  appOrigins: firstAppOrigins,
  otherAppOrigins = [],
  redirectPaths = REDIRECT_PATHS,
  postLogoutPaths = ["/", ...redirectPaths, LOGGED_OUT_PAGE],
  clients = [],
  resourceServers = RESOURCE_SERVERS,
  frontchannelLogoutUris = {},
  algorithms = ["RS256"],
  serviceName = "Venepaikat",
  otherServiceName = "Talvisäilytys",
  lifetimes: { accessToken = 300, implicit = 900, apiToken = 300 } = {},
  bound,
}) {
  const gate = await openGate({ port, nameOf, maxRequestLine: 32_779 });
  const issuer = gate.origin + REALM;
  const switches = createSwitches(["crossOriginOpenerPolicy", "logoutDelay", "down"]);
  const appOrigins = [...firstAppOrigins, ...otherAppOrigins];
  const shared = {
    client_name: serviceName,
    token_endpoint_auth_method: "none",
    redirect_uris: everyPath(appOrigins, redirectPaths),
    post_logout_redirect_uris: everyPath(appOrigins, postLogoutPaths),
  };
  const lifetime = (token, client) =>
    client.clientId === "exampleapp-short-ui" ? 15 : token?.gty === "implicit" ? implicit : accessToken;

  const engine = await createEngine({
    issuer,
    appOrigins,
    algorithms,
    cookiePrefix: `keycloak-${gate.port}`,
    signInPath: (uid) => `${REALM}/login-actions/authenticate/${uid}`,
    routes: ROUTES,
    clients: [...CLIENTS, ...clients].map((client) => ({
      ...shared,
      ...(client.client_id === OTHER_CLIENT && { client_name: otherServiceName }),
      ...client,
    })),
    // The backend of the Helsinki profile redeems the codes of its own client, which knows no PKCE.
    pkceRequired: (client) => client.clientId !== GDPR_CLIENT.client_id,
    acrValues: ACR_VALUES,
    adjustPolicy: (policy) => {
      askAgainForStronger(policy);
      bound?.adjustPolicy(policy);
    },
    scopes: ["openid", "profile", "email", "offline_access", "add-ad-groups-claim", "add-amr-and-loa-claims"],
    claims: {
      openid: ["sub", "auth_time", "acr", "amr", "ad_groups"],
      profile: ["name", "given_name", "family_name", "preferred_username"],
      email: ["email", "email_verified"],
    },
    claimsOf: ({ sub, idp, loa, ad_groups, ...person }) => ({
      ...person,
      preferred_username: sub,
      email_verified: true,
      // Keycloak leaves a claim without a value out; it never sends an empty list.
      ...(ad_groups.length && { ad_groups }),
    }),
    completeIdToken: (idToken, { ctx, person, sid, acr }) =>
      Object.assign(idToken.extra, {
        typ: "ID",
        azp: ctx.oidc.client.clientId,
        sid,
        loa: loaOf(person, acr),
      }),
    lifetimes: {
      AccessToken: (_ctx, token, client) => lifetime(token, client),
      IdToken: (ctx, _token, client) =>
        lifetime(ctx.oidc.entities.AccessToken ?? { gty: "implicit" }, client),
    },
    renderError: (ctx, out) => {
      ctx.status = 400;
      ctx.type = "html";
      ctx.body = failure(ctx.req, out.error, out.error_description);
    },
    middleware: [
      keycloakAnswers(issuer, algorithms, bound?.metadata(issuer + ROUTES.pushed_authorization_request)),
    ],
    features: {
      revocation: { enabled: true, allowedPolicy: async () => true },
      introspection: { enabled: true },
      ...bound?.features,
    },
  });

  const signIn = createSignIn({
    engine,
    look: LOOK,
    stylePath: STYLE,
    headers: PAGE_HEADERS,
    identify: strengthOf,
    methodsOf: (params) => (strengthOf(undefined, params).acr === "2" ? ["Suomi.fi"] : []),
  });
  const logout = createKeycloakLogout({
    engine,
    look: LOOK,
    stylePath: STYLE,
    scriptPath: SCRIPT,
    headers: PAGE_HEADERS,
    failure,
    issuer,
    frontchannelLogoutUriOf: (clientId) => {
      if (Object.hasOwn(frontchannelLogoutUris, clientId)) return frontchannelLogoutUris[clientId];
      const [origin] = clientId === OTHER_CLIENT ? [...otherAppOrigins, ...appOrigins] : appOrigins;
      return origin + FRONTCHANNEL_LOGOUT_PAGE;
    },
  });
  const uma = createUma({
    engine,
    issuer,
    resourceServers,
    lifetime: apiToken,
    allowsOrigin: (origin) => appOrigins.includes(origin),
    claimsOf: (person, acr) => ({ loa: loaOf(person, acr) }),
  });
  const switchesPage = createSwitchesPage({ switches, look: LOOK, stylePath: STYLE, headers: PAGE_HEADERS });

  gate.answer = async (request, response) => {
    const endpoint = nameOf(new URL(request.url, issuer).pathname);
    if (!(await obeySwitches(switches, { request, response, endpoint }))) return undefined;
    if (endpoint === "switches") return switchesPage(request, response);
    if (endpoint === "script")
      return response.writeHead(200, { "content-type": "text/javascript" }).end(continuingScript);
    if (endpoint === "style") return response.writeHead(200, { "content-type": "text/css" }).end(styleSheet);
    if (endpoint === "maintenance")
      return response.writeHead(503, { "content-type": "text/html" }).end("<h1>503</h1>");
    if (endpoint === "other")
      return response.writeHead(404, { "content-type": "text/html" }).end("<h1>404</h1>");
    if (endpoint === "endSession") return logout(request, response);
    if (endpoint === "signIn") return signIn.answer(request, response);
    // No public client authenticates at the token endpoint: an Authorization header is the UMA grant's.
    if (endpoint === "token" && request.headers.authorization) return uma(request, response);
    return engine.answer(request, response, REALM);
  };

  return {
    ...gate,
    issuer,
    /** An issuer on the same server that always answers 503. */
    maintenanceIssuer: `${gate.origin}${MAINTENANCE_REALM}`,
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

function failure(request, error, description) {
  const language = languageOf({ acceptLanguage: request.headers["accept-language"] });
  return errorPage({ look: LOOK, language, stylePath: STYLE, error, description });
}

function nameOf(path) {
  if (path === STYLE) return "style";
  if (path === SCRIPT) return "script";
  if (path === SWITCHES_PATH) return "switches";
  if (path.startsWith(MAINTENANCE_REALM)) return "maintenance";
  if (!path.startsWith(REALM)) return "other";
  const route = path.slice(REALM.length);
  if (route.startsWith("/login-actions/")) return "signIn";
  if (route === "/.well-known/openid-configuration") return "discovery";
  const known = Object.keys(ENDPOINTS).find((name) => route === ENDPOINTS[name]);
  // oidc-provider comes back from the form to a path below the authorization endpoint.
  return known ?? (route.startsWith(`${ROUTES.authorization}/`) ? "resume" : "other");
}

const everyPath = (origins, paths) => origins.flatMap((origin) => paths.map((path) => origin + path));

const REALM = "/auth/realms/helsinki-tunnistus";
const MAINTENANCE_REALM = "/auth/realms/huoltokatko";
const STYLE = "/resources/pages.css";
const SCRIPT = "/resources/frontchannel-logout.js";
const LOOK = { name: "Helsinki-tunnistus", className: "keycloak" };

const OTHER_CLIENT = "other-ui";
const CODE = {
  application_type: "web",
  grant_types: ["authorization_code", "refresh_token"],
  response_types: ["code"],
};
const EVERYTHING = {
  // "web" clients may not use the implicit flow on http://localhost.
  application_type: "native",
  grant_types: ["implicit", "authorization_code", "refresh_token"],
  response_types: [
    "code",
    "id_token",
    "id_token token",
    "code id_token",
    "code token",
    "code id_token token",
  ],
};
/** Of the backend of the Helsinki profile: its codes are obtained by a browser, and redeemed by the backend. */
export const GDPR_CLIENT = {
  client_id: "profile-gdpr",
  client_name: "Helsinki-profiili",
  client_secret: "only-on-this-machine-0123456789",
  token_endpoint_auth_method: "client_secret_post",
  ...CODE,
};
const CLIENTS = [
  GDPR_CLIENT,
  { client_id: "exampleapp-ui", ...CODE },
  { client_id: OTHER_CLIENT, ...CODE },
  { client_id: "legacy-ui", ...EVERYTHING },
  { client_id: "exampleapp-short-ui", ...EVERYTHING },
];

const RESOURCE_SERVERS = [
  { audience: "profile-api-test" },
  { audience: "exampleapp-api-test" },
  // Permits nobody.
  { audience: "internal-api-test", permits: () => false },
];
