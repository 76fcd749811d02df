import type { AuthOptions } from "./types.js";

/** What a preset knows of a provider: spread it into the options of `createAuth` and override what differs. */
export type Preset = Pick<AuthOptions, "issuer"> & Partial<AuthOptions>;

/** Any OpenID Connect provider. `issuer` is exactly what the provider's metadata calls itself. */
export function oidc({ issuer }: { issuer: string }): Preset {
  return { issuer };
}

/** A Keycloak realm; the scope stays `openid` unless you give more. `url` is the server's base, with `/auth` where the server has it: `https://id.example` or `https://id.example/auth`. */
export function keycloak({ url, realm }: { url: string; realm: string }): Preset {
  return { issuer: `${trimmed(url)}/realms/${encodeURIComponent(realm)}`, flow: "code" };
}

/** The City of Helsinki's Keycloak realm `helsinki-tunnistus`. */
export function helsinkiProfile(environment: "dev" | "test" | "stage" | "prod"): Preset {
  const host = environment === "prod" ? "tunnistus.hel.fi" : `tunnistus.${environment}.hel.ninja`;
  return {
    ...keycloak({ url: `https://${host}/auth`, realm: "helsinki-tunnistus" }),
    scope: "openid profile email",
  };
}

/**
 * Tunnistamo, the City of Helsinki's older provider, by environment or by the base URL of another one. Its issuer is `<base>/openid`. It
 * takes PKCE without saying so, and its logout page neither reads `id_token_hint` nor leads back by itself.
 */
export function tunnistamo(where: "dev" | "test" | "prod" | { base: string }): Preset {
  const base =
    typeof where === "object"
      ? trimmed(where.base)
      : where === "prod"
        ? "https://api.hel.fi/sso"
        : `https://tunnistamo.${where}.hel.ninja`;
  return { issuer: `${base}/openid`, scope: "openid profile email", idTokenHintAtLogout: false };
}

function trimmed(url: string): string {
  return url.replace(/\/+$/, "");
}
