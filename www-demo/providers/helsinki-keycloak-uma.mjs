// Keycloak's UMA grant: the access token of a login is exchanged for a token of one API. The request stands in the Authorization header
// and has no `client_id`, so it never reaches oidc-provider.
import { randomBytes, randomUUID } from "node:crypto";
import { personOf } from "./people.mjs";
import { readForm } from "./sign-in.mjs";

/**
 * @typedef {{ audience: string, scopes?: string[], permits?: (about: { clientId: string, sub: string }) => boolean }} ResourceServer
 *   An API that tokens can be had for; by default with the one scope `access`, for everybody.
 *
 * @param {{ engine: object, issuer: string, resourceServers: ResourceServer[], lifetime: number, allowsOrigin: (origin: string) => boolean,
 *   claimsOf: (person: object, acr: string) => object }} options
 */
export function createUma({ engine, issuer, resourceServers, lifetime, allowsOrigin, claimsOf }) {
  return async (request, response) => {
    const login = await loginOf(engine.provider, request.headers.authorization);
    // As observed: the answer to a token that is none can't be read by a page.
    if (login === "malformed") return answer(response, 401, refusal("invalid_token", "Invalid bearer token"));
    const { origin } = request.headers;
    if (origin && allowsOrigin(origin)) {
      response.setHeader("access-control-allow-origin", origin);
      response.setHeader("access-control-allow-credentials", "true");
      response.setHeader("vary", "origin");
    }
    const form = await readForm(request);
    const [status, body] = login
      ? await granted(form ?? new URLSearchParams(), login)
      : [400, refusal("invalid_grant", "Invalid bearer token")];
    answer(response, status, body);
  };

  async function granted(form, { accessToken, person, session }) {
    if (form.get("grant_type") !== GRANT_TYPE) return [400, refusal("unsupported_grant_type")];
    if (form.has("client_id")) return [401, refusal("unauthorized_client", "Invalid client credentials")];
    const audience = form.get("audience");
    const server = resourceServers.find((known) => known.audience === audience);
    if (!server) return [400, refusal("invalid_request", `Unknown resource server id: [${audience}]`)];
    const { scopes = [ACCESS], permits = () => true } = server;
    const asked = askedScopes(form.getAll("permission"));
    if (asked.resource)
      return [400, refusal("invalid_resource", `Resource with id [${asked.resource}] does not exist.`)];
    const unknown = asked.scopes.find((scope) => !scopes.includes(scope));
    if (unknown !== undefined)
      return [400, refusal("invalid_scope", `One of the given scopes [${unknown}] is invalid`)];
    if (!permits({ clientId: accessToken.clientId, sub: person.sub }))
      return [403, refusal("access_denied", "not_authorized")];

    const { acr = "1", amr = [], authTime } = accessToken.extra ?? {};
    const token = await engine.signJwt({
      iss: issuer,
      aud: audience,
      sub: person.sub,
      typ: "Bearer",
      azp: accessToken.clientId,
      sid: session.uid,
      acr,
      amr,
      auth_time: authTime,
      ...claimsOf(person, acr),
      authorization: {
        permissions: [
          {
            scopes: asked.scopes.length ? asked.scopes : scopes,
            rsid: randomUUID(),
            rsname: "Default Resource",
          },
        ],
      },
      exp: now() + lifetime,
      iat: now(),
      jti: randomUUID(),
    });
    return [
      200,
      {
        upgraded: false,
        access_token: token,
        expires_in: lifetime,
        refresh_expires_in: 1800,
        refresh_token: randomBytes(32).toString("base64url"),
        token_type: "Bearer",
        "not-before-policy": 0,
      },
    ];
  }
}

/** The login that a bearer token is from: `undefined` when it has ended, `"malformed"` when the token never was one. */
async function loginOf(provider, authorization = "") {
  const [, value] = authorization.match(/^Bearer ([\w.~-]+)$/) ?? [];
  if (!value) return "malformed";
  const accessToken = await provider.AccessToken.find(value);
  const session = accessToken && (await provider.Session.findByUid(accessToken.sessionUid));
  if (!session) return undefined;
  const person = personOf(accessToken.accountId);
  return { accessToken, session, person };
}

// `resource#scope,scope`; without a resource the scopes are meant, of whichever resource.
function askedScopes(permissions) {
  const parts = permissions.map((permission) => permission.split("#"));
  return {
    resource: parts.find(([resource]) => resource)?.[0],
    scopes: [...new Set(parts.flatMap(([, scopes = ""]) => scopes.split(",")).filter(Boolean))],
  };
}

const refusal = (error, description) => ({
  error,
  ...(description && { error_description: description }),
});

const answer = (response, status, body) =>
  response
    .writeHead(status, { "content-type": "application/json", "cache-control": "no-store" })
    .end(JSON.stringify(body));

const now = () => Math.floor(Date.now() / 1000);

const GRANT_TYPE = "urn:ietf:params:oauth:grant-type:uma-ticket";
const ACCESS = "access";
