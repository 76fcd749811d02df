// Keycloak's end_session_endpoint: by GET or POST, at once with an ID token as hint, after a question without one. The other services
// that the person had signed in to are told by OpenID Connect Front-Channel Logout 1.0.
import { languageOf } from "./languages.mjs";
import { frontChannelLogoutPage, signedOutPage, signOutPage } from "./pages.mjs";
import { readForm } from "./sign-in.mjs";

export function createKeycloakLogout({
  engine,
  look,
  stylePath,
  scriptPath,
  headers,
  failure,
  issuer,
  frontchannelLogoutUriOf,
}) {
  const html = (response, status, body, more) =>
    response.writeHead(status, { "content-type": "text/html; charset=utf-8", ...headers, ...more }).end(body);

  return async (request, response) => {
    const parameters = await read(request);
    if (!parameters) return response.writeHead(413).end();
    const language = languageOf({
      uiLocales: parameters.ui_locales,
      acceptLanguage: request.headers["accept-language"],
    });
    const hint = parameters.id_token_hint;
    const returnTo = parameters.post_logout_redirect_uri;

    const client = await clientOf(engine.provider, parameters);
    if (hint && !client) return html(response, 400, failure(request, "Invalid parameter: id_token_hint"));
    if (returnTo && !client)
      return html(response, 400, failure(request, "Missing parameters: id_token_hint"));
    if (returnTo && !client.postLogoutRedirectUriAllowed(returnTo)) {
      return html(response, 400, failure(request, "Invalid redirect uri"));
    }

    const confirmed = request.method === "POST" && parameters.confirmed;
    if (!hint && !confirmed && (await signedIn(engine.provider, request, response))) {
      return html(response, 200, signOutPage({ look, language, stylePath, fields: parameters }));
    }
    const ended = await engine.endSession(request, response);
    const goOn = returnTo && withParameters(returnTo, { state: parameters.state });
    const others = (ended?.clientIds ?? []).filter((clientId) => clientId !== client?.clientId);
    const frames = others
      .map(frontchannelLogoutUriOf)
      .filter((uri) => uri !== undefined)
      .map((uri) => withParameters(uri, { iss: issuer, sid: ended.sid }));
    if (frames.length > 0) {
      const body = frontChannelLogoutPage({ look, language, stylePath, scriptPath, frames, goOn });
      return html(response, 200, body, { "content-security-policy": allowingFrames(headers, frames) });
    }
    if (!goOn) return html(response, 200, signedOutPage({ look, language, stylePath }));
    response.writeHead(302, { location: goOn }).end();
  };
}

/** Of the page with frames: goes on when all of them have loaded, or could not be. */
export const continuingScript = `
addEventListener("load", () => {
  const link = document.getElementById("continue");
  if (link) location.replace(link.href);
});
`;

function withParameters(uri, parameters) {
  const url = new URL(uri);
  for (const [name, value] of Object.entries(parameters))
    if (value !== undefined) url.searchParams.set(name, value);
  return url.href;
}

// Keycloak, too, widens its own policy for them.
function allowingFrames(headers, frames) {
  const origins = frames.map((frame) => new URL(frame).origin);
  return headers["content-security-policy"].replace("frame-src 'self'", `$& ${origins.join(" ")}`);
}

async function read(request) {
  const parameters =
    request.method === "POST"
      ? await readForm(request, 131_072)
      : new URL(request.url, "http://localhost").searchParams;
  return parameters && Object.fromEntries(parameters);
}

// The hint may be expired: it only says whose session is meant.
async function clientOf(provider, { id_token_hint: hint, client_id: clientId }) {
  if (!hint) return clientId && (await provider.Client.find(clientId));
  try {
    const { aud } = JSON.parse(Buffer.from(hint.split(".")[1], "base64url"));
    const client = await provider.Client.find(aud);
    await provider.IdToken.validate(hint, client);
    return clientId && clientId !== aud ? undefined : client;
  } catch {
    return undefined;
  }
}

async function signedIn(provider, request, response) {
  const session = await provider.Session.get(provider.createContext(request, response));
  return Boolean(session.accountId);
}
