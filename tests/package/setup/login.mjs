// @ts-check
// A login at the local Keycloak-like provider without a browser: the redirects are followed here, with the cookies.
import { createHash, randomBytes } from "node:crypto";

/**
 * Signs in and gives what the token endpoint answered. `parameters` are added to the authorization request.
 * @param {{ issuer: string, autoLogin(who: string | undefined): void }} keycloak
 * @param {{ who: string, redirectUri: string, origin: string, clientId?: string, parameters?: Record<string, string> }} login
 */
export async function logIn(
  keycloak,
  { who, redirectUri, origin, clientId = "exampleapp-ui", parameters = {} },
) {
  const verifier = randomBytes(32).toString("base64url");
  const callback = await authorize(keycloak, who, {
    client_id: clientId,
    redirect_uri: redirectUri,
    response_type: "code",
    scope: "openid profile",
    state: "state",
    code_challenge: createHash("sha256").update(verifier).digest("base64url"),
    code_challenge_method: "S256",
    ...parameters,
  });
  const code = callback.searchParams.get("code");
  if (!code) throw new Error(`no code in ${callback.search}`);
  const form = { grant_type: "authorization_code", code, redirect_uri: redirectUri, code_verifier: verifier };
  return ask(keycloak, { client_id: clientId, ...form }, { origin });
}

/**
 * A code for the backend of the profile, as `gdprCode()` obtains one in a browser.
 * @param {{ issuer: string, autoLogin(who: string | undefined): void }} keycloak
 * @param {{ who: string, redirectUri: string }} login
 */
export async function gdprCodeOf(keycloak, { who, redirectUri }) {
  const parameters = {
    client_id: "profile-gdpr",
    redirect_uri: redirectUri,
    response_type: "code",
    scope: "openid",
    state: "s",
  };
  return (await authorize(keycloak, who, parameters)).searchParams.get("code");
}

/**
 * Sends a form to the token endpoint; throws what it refuses with.
 * @param {{ issuer: string }} keycloak
 * @param {Record<string, string>} form
 * @param {Record<string, string>} headers
 */
export async function ask(keycloak, form, headers) {
  const answer = await fetch(`${keycloak.issuer}/protocol/openid-connect/token`, {
    method: "POST",
    headers,
    body: new URLSearchParams(form),
  });
  /** @type {any} */
  const body = await answer.json();
  if (!answer.ok)
    throw Object.assign(new Error(`${answer.status} ${body.error}`), { status: answer.status, body });
  return { ...body, headers: answer.headers };
}

/**
 * The answer to an authorization request: the URL that leads back to the application.
 * @param {{ issuer: string, autoLogin(who: string | undefined): void }} keycloak
 * @param {string} who
 * @param {Record<string, string>} parameters
 */
async function authorize(keycloak, who, parameters) {
  keycloak.autoLogin(who);
  const cookies = new Map();
  const start = new URL(`${keycloak.issuer}/protocol/openid-connect/auth`);
  start.search = String(new URLSearchParams(parameters));
  for (let url = start; ; ) {
    if (url.origin !== start.origin) return url;
    const cookie = [...cookies].map(([name, value]) => `${name}=${value}`).join("; ");
    const answer = await fetch(url, { redirect: "manual", headers: { cookie } });
    for (const line of answer.headers.getSetCookie()) {
      const [, name, value] = line.match(/^([^=]+)=([^;]*)/) ?? [];
      if (value) cookies.set(name, value);
      else cookies.delete(name);
    }
    const location = answer.headers.get("location");
    if (!location) throw new Error(`no redirect at ${url.pathname}: ${answer.status}`);
    url = new URL(location, url);
  }
}
