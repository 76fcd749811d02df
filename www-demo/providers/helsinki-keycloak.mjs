// A local provider that speaks like the City's Keycloak realm `helsinki-tunnistus`.
import { createEngine } from "./engine.mjs";
import { openGate } from "./gate.mjs";
import { ENDPOINTS, keycloakAnswers, PAGE_HEADERS, ROUTES } from "./helsinki-keycloak-answers.mjs";
import { createKeycloakLogout } from "./helsinki-keycloak-logout.mjs";
import { languageOf } from "./languages.mjs";
import { errorPage, styleSheet } from "./pages.mjs";
import { people } from "./people.mjs";
import { createSignIn } from "./sign-in.mjs";

/**
 * Starts the provider on this machine's loopback interface.
 *
 * @param {{ port?: number, appOrigins: string[], redirectPaths?: string[], postLogoutPaths?: string[], clients?: object[],
 *   algorithms?: string[], serviceName?: string, lifetimes?: { accessToken?: number, implicit?: number } }} options
 *   `clients` are added to the four below, with the same redirect URIs unless they say otherwise; `algorithms` are those that the
 *   provider has signing keys for; lifetimes are seconds.
 */
export async function startHelsinkiKeycloak({
  port = 0,
  appOrigins,
  redirectPaths = ["/callback"],
  postLogoutPaths = ["/", ...redirectPaths],
  clients = [],
  algorithms = ["RS256"],
  serviceName = "Venepaikat",
  lifetimes: { accessToken = 300, implicit = 900 } = {},
}) {
  const gate = await openGate({ port, nameOf, maxRequestLine: 32_779 });
  const issuer = gate.origin + REALM;
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
    clients: [...CLIENTS, ...clients].map((client) => ({ ...shared, ...client })),
    pkceRequired: true,
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
    completeIdToken: (idToken, { ctx, person, sid }) =>
      Object.assign(idToken.extra, { typ: "ID", azp: ctx.oidc.client.clientId, sid, loa: person.loa }),
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
    middleware: [keycloakAnswers(issuer, algorithms)],
    features: {
      revocation: { enabled: true, allowedPolicy: async () => true },
      introspection: { enabled: true },
    },
  });

  const signIn = createSignIn({
    engine,
    look: LOOK,
    stylePath: STYLE,
    headers: PAGE_HEADERS,
    identify: (person) => ({ amr: [person.idp.keycloak], acr: "1" }),
  });
  const logout = createKeycloakLogout({
    engine,
    look: LOOK,
    stylePath: STYLE,
    headers: PAGE_HEADERS,
    failure,
  });

  gate.answer = async (request, response) => {
    const endpoint = nameOf(new URL(request.url, issuer).pathname);
    if (endpoint === "style") return response.writeHead(200, { "content-type": "text/css" }).end(styleSheet);
    if (endpoint === "maintenance")
      return response.writeHead(503, { "content-type": "text/html" }).end("<h1>503</h1>");
    if (endpoint === "other")
      return response.writeHead(404, { "content-type": "text/html" }).end("<h1>404</h1>");
    if (endpoint === "endSession") return logout(request, response);
    if (endpoint === "signIn") return signIn.answer(request, response);
    return engine.answer(request, response, REALM);
  };

  return {
    ...gate,
    issuer,
    /** An issuer on the same server that always answers 503. */
    maintenanceIssuer: `${gate.origin}${MAINTENANCE_REALM}`,
    people,
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
const LOOK = { name: "Helsinki-tunnistus", className: "keycloak" };

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
const CLIENTS = [
  { client_id: "exampleapp-ui", ...CODE },
  { client_id: "other-ui", ...CODE },
  { client_id: "legacy-ui", ...EVERYTHING },
  { client_id: "exampleapp-short-ui", ...EVERYTHING },
];
