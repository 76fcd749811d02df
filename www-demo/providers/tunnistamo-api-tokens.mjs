// Tunnistamo's /api-tokens/: one request with the access token of a login gives the tokens of all APIs that it has scopes for.
import { createHash } from "node:crypto";
import { personOf } from "./people.mjs";
import { allowOrigin } from "./tunnistamo-answers.mjs";

/** An API is known by its identifier, which is also the scope that gives a token for it. */
export const APIS = ["https://api.hel.fi/auth/helsinkiprofile", "https://api.hel.fi/auth/exampleapp"];

export const API_TOKENS = "/api-tokens/";

export function createApiTokens({ engine, issuer, appOrigins }) {
  return async (request, response) => {
    allowOrigin(request, response, appOrigins);
    const [, value] = request.headers.authorization?.match(/^Bearer (.+)$/) ?? [];
    const accessToken = value && (await engine.provider.AccessToken.find(value));
    const session = accessToken && (await engine.provider.Session.findByUid(accessToken.sessionUid));
    if (!session) {
      // Without the scheme, as in the real one.
      const challenge =
        'error="invalid_token", error_description="The access token provided is expired, revoked, malformed, or invalid for other reasons"';
      return response.writeHead(401, { "www-authenticate": challenge }).end();
    }
    const { sub, loa } = personOf(accessToken.accountId);
    const scopes = accessToken.scope.split(" ");
    const tokens = await Promise.all(
      APIS.filter((api) => scopes.includes(api)).map(async (api) => {
        const [, domain, name] = api.match(/^(.*)\/([^/]+)$/);
        const claims = { iss: issuer, aud: api, sub, azp: accessToken.clientId, loa, [domain]: [name] };
        const sid = createHash("sha256").update(session.uid).digest("hex").slice(0, 32);
        const { iat, exp } = accessToken;
        return [api, await engine.signJwt({ ...claims, sid, iat, exp })];
      }),
    );
    response
      .writeHead(200, { "content-type": "application/json", "cache-control": "no-store" })
      .end(JSON.stringify(Object.fromEntries(tokens)));
  };
}
