// What an API of the City's checks of a token: signature by the provider's keys, issuer, audience, time, and the permission.
import { createRemoteJWKSet, errors, jwtVerify } from "jose";

/** Why a request was refused: `missing`, `invalid` (RFC 6750 3.1 `invalid_token`), or `not-permitted` (`insufficient_scope`). */
export class Refused extends Error {
  constructor(reason, detail) {
    super(detail ?? reason);
    this.reason = reason;
  }
}

/** Gives the function that takes a request and gives the claims of its token, or throws {@link Refused}. */
export function createTokenCheck({ issuer, audience }) {
  const keys = createRemoteJWKSet(new URL(`${issuer}/protocol/openid-connect/certs`), {
    cooldownDuration: 0,
  });

  return async ({ headers: { authorization } }) => {
    if (!authorization) throw new Refused("missing");
    const [, token] = authorization.match(/^Bearer ([\w.-]+)$/i) ?? [];
    if (!token) throw new Refused("invalid", "no bearer token");
    const claims = await verified(token, keys, { issuer, audience });
    const permissions = claims.authorization?.permissions;
    const isPermitted =
      Array.isArray(permissions) &&
      permissions.some(({ scopes }) => Array.isArray(scopes) && scopes.includes(ACCESS));
    if (!isPermitted) throw new Refused("not-permitted", `no permission ${ACCESS}`);
    return claims;
  };
}

async function verified(token, keys, expected) {
  try {
    const requiredClaims = ["exp", "sub", "azp"];
    const { payload } = await jwtVerify(token, keys, { ...expected, algorithms: ["RS256"], requiredClaims });
    return payload;
  } catch (error) {
    if (error instanceof errors.JOSEError) throw new Refused("invalid", error.code);
    throw error;
  }
}

const ACCESS = "access";
