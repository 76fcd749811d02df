// What stands in tokens and responses.

/** Claims of a verified ID token. OIDC Core 2 and 5.1. */
export interface Claims {
  sub: string;
  iss: string;
  aud: string | string[];
  exp: number;
  iat: number;
  [name: string]: unknown;
}

/** What the City of Helsinki's providers add. Each may be missing: it depends on scopes and on how the person signed in. */
export interface HelsinkiClaims extends Claims {
  /** The login method, one or none. Tunnistamo's text comes as a list of one. */
  amr?: string[];
  /** Level of assurance: `"low"`, `"substantial"`, `"high"`. */
  loa?: string;
  ad_groups?: string[];
  azp?: string;
  sid?: string;
  auth_time?: number;
  name?: string;
  given_name?: string;
  family_name?: string;
  email?: string;
  email_verified?: boolean;
}

/** A type that can't be passed where verified claims are wanted. */
export interface UnverifiedJwt<P> {
  readonly unverified: true;
  header: Record<string, unknown>;
  payload: P;
}

/** An authorization response as it stands in a URL; nothing of it is checked. RFC 6749 4.1.2, 4.2.2; RFC 9207. */
export type UnverifiedAuthResponse =
  | { kind: "code"; code: string; state?: string; iss?: string; in: "query" | "fragment" }
  | {
      kind: "tokens";
      accessToken?: string;
      idToken?: string;
      code?: string;
      tokenType?: string;
      expiresIn?: number;
      state?: string;
      iss?: string;
      in: "query" | "fragment";
    }
  | {
      kind: "error";
      error: string;
      description?: string;
      uri?: string;
      state?: string;
      iss?: string;
      in: "query" | "fragment";
    };
