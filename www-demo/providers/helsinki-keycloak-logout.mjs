// Keycloak's end_session_endpoint: by GET or POST, at once with an ID token as hint, after a question without one.
import { languageOf } from "./languages.mjs";
import { signedOutPage, signOutPage } from "./pages.mjs";
import { readForm } from "./sign-in.mjs";

export function createKeycloakLogout({ engine, look, stylePath, headers, failure }) {
  const html = (response, status, body) =>
    response.writeHead(status, { "content-type": "text/html; charset=utf-8", ...headers }).end(body);

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
    await engine.endSession(request, response);
    if (!returnTo) return html(response, 200, signedOutPage({ look, language, stylePath }));
    const location = new URL(returnTo);
    if (parameters.state !== undefined) location.searchParams.set("state", parameters.state);
    response.writeHead(302, { location: location.href }).end();
  };
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
