// The public types. Names in camelCase are the specifications' terms; names that end in `At` are milliseconds since the epoch.

import type { AuthError, AuthErrorCode } from "./errors.js";

/** What {@link createAuth} takes: plain data, so that presets can be spread and overridden. */
export interface AuthOptions {
  /** Exact issuer identifier; metadata comes from `<issuer>/.well-known/openid-configuration`. OIDC Discovery 1.0, 4. */
  issuer: string;
  /** `client_id` of a public client. */
  clientId: string;
  /** Absolute, or a path of this origin. Of several (localhost and public) the one on this page's origin is used. */
  redirectUri: string | readonly string[];
  /** Where the provider sends the browser after logout; as `redirectUri`. */
  postLogoutRedirectUri?: string | readonly string[];
  /** Space-separated; must hold `openid`, which is also the default. */
  scope?: string;
  /**
   * `"auto"` (default): code with PKCE, or implicit only where the metadata rules code out; `explain()` says why. Implicit is never
   * chosen while code is possible: asking for it is explicit.
   */
  flow?: "auto" | "code" | "implicit" | "hybrid";
  /** For implicit and hybrid: `"id_token token"`, `"id_token"`, `"code id_token"`, `"code token"`, `"code id_token token"`. */
  responseType?: string;
  /** Where the code flow's response is asked to stand. Default: the provider's default, the query. */
  responseMode?: "query" | "fragment";
  /** Where tokens live. `"session"` (default): this tab, survives a reload. `"memory"`: this page. */
  storage?: "session" | "memory";
  /** Provider metadata known beforehand (OIDC Discovery 3): over discovery, or instead of it when it names all endpoints and keys. */
  metadata?: ProviderMetadata;
  /** Keys known beforehand, instead of `jwks_uri`. */
  jwks?: { keys: JsonWebKey[] };
  /** The one algorithm that ID tokens are signed with, where it was registered; default: what the metadata lists, never `none` or HS*. */
  idTokenSignedResponseAlg?: string;
  /** Audiences beside `clientId` that an ID token may name. OIDC Core 3.1.3.7 (3). */
  trustedAudiences?: readonly string[];
  /** Seconds that the clocks of browser and provider may differ by: 0 to 600, default 60. */
  clockTolerance?: number;
  /** `ui_locales` for login and logout, unless a call says otherwise. */
  uiLocales?: string;
  /** Whether the ID token goes to the end session endpoint. Default true; RP-Initiated Logout 1.0, 2. */
  idTokenHintAtLogout?: boolean;
  /** Refuse a provider that does not advertise PKCE. Default false: S256 is sent in any case. */
  requireAdvertisedPkce?: boolean;
  /** The wasm itself, where it can't be found by URL. */
  wasm?: WasmSource;
  /** Off-switches of checks. */
  dangerously?: DangerousOptions;
}

/** Off-switches of checks, each for one known-bad provider or a development set-up. */
export interface DangerousOptions {
  /** Allow `http:` for issuer and endpoints beyond localhost. */
  allowInsecureIssuer?: boolean;
  /** Accept an ID token that was issued more than ten minutes ago. */
  acceptAnyIdTokenAge?: boolean;
  /** Accept metadata that names another issuer; ID tokens are then checked against the issuer that the metadata names. */
  skipIssuerInMetadata?: boolean;
}

/** One application at one provider. Made by {@link createAuth}. */
export interface Auth<C extends Claims = Claims> {
  /** What is known now. The object stays the same until something changes, so it fits `useSyncExternalStore`. */
  readonly session: Session<C>;
  /** Resolves when the response in this page's URL, if any, has been dealt with. Never rejects: a failed login is `session.error`. */
  ready(): Promise<ReadyResult<C>>;
  /** Calls the listener after each change of `session`. Gives the function that ends it. */
  subscribe(listener: () => void): () => void;
  /** Calls the listener for one kind of event. Gives the function that ends it. */
  on<E extends keyof AuthEvents<C>>(event: E, listener: (detail: AuthEvents<C>[E]) => void): () => void;
  /**
   * Leaves the page for the provider; the promise stays pending, unless the person comes back by the browser's Back button
   * (`login_cancelled`). Rejects with an AuthError when the page can't leave, and with the reason of `signal`. OIDC Core 3.1.2.1.
   */
  login(options?: LoginOptions): Promise<never>;
  /** Ends the local session first, always, then the provider's. Never rejects. RP-Initiated Logout 1.0. */
  logout(options?: LogoutOptions): Promise<LogoutResult>;
  /** The access token, valid for at least `minValidity` seconds. Rejects with `not_signed_in` or `access_token_unavailable`. */
  accessToken(options?: TokenOptions): Promise<string>;
  /** The ID token as it came. */
  idToken(): string | undefined;
  /** Claims of the userinfo endpoint, about the same person, never merged over those of the ID token. OIDC Core 5.3. */
  userinfo(): Promise<Readonly<Claims>>;
  /** Which flow was chosen and why, and what happened; nothing secret in it. */
  explain(): Explanation;
  /** Ends this object's listeners. The session stays. */
  dispose(): void;
}

/** What is known of the person at the page. */
export type Session<C extends Claims = Claims> =
  | { readonly status: "loading" }
  | { readonly status: "signed-out"; readonly reason: SignedOutReason; readonly error?: AuthError }
  | {
      readonly status: "signed-in";
      /** Of the verified ID token. */
      readonly claims: Readonly<C>;
      /** Granted. */
      readonly scope: readonly string[];
      /** When the access token ends; without one, the ID token. */
      readonly expiresAt: number;
      /** Always false so far: nothing renews a session yet, so none is shown while that is tried. */
      readonly stale: boolean;
      /** A failure that did not end the session, such as a refused second login. */
      readonly error?: AuthError;
    };

export type SignedOutReason = "never" | "logout" | "expired" | "login-failed";

export interface ReadyResult<C extends Claims = Claims> {
  session: Session<C>;
  /** What this page load was the answer to. */
  callback?: CallbackResult;
}

export interface CallbackResult {
  kind: "login" | "logout" | "action";
  /** A path of this origin. */
  returnTo: string;
  /** What `login` was given, as JSON keeps it. */
  appState?: unknown;
  /** `kc_action_status` of a Keycloak application-initiated action. */
  actionStatus?: string;
  /** What is known of the logout that this page came back from. */
  logout?: LogoutResult;
}

/** OIDC Core 3.1.2.1 where nothing else is said. */
export interface LoginOptions {
  /** A path of this origin; anything else is refused. Default: where the page is. */
  returnTo?: string;
  /** Kept in this tab, never sent; anything that JSON can hold. */
  appState?: unknown;
  /** Instead of the configured scope; must hold `openid`. */
  scope?: string;
  prompt?: "none" | "login" | "consent" | "select_account" | "create" | (string & {});
  display?: "page" | "popup" | "touch" | "wap";
  loginHint?: string;
  uiLocales?: string;
  claimsLocales?: string;
  acrValues?: string;
  /** Seconds since the person last signed in; checked against `auth_time`. */
  maxAge?: number;
  /** OIDC Core 5.5. An essential `acr` of the ID token is checked. */
  claims?: ClaimsRequest;
  /** RFC 8707. */
  resource?: string | readonly string[];
  /** Send the session's ID token as `id_token_hint`. */
  idTokenHint?: boolean;
  /** Parameters that no option covers, such as `kc_action`. Names that the protocol owns are refused. */
  extraParams?: Readonly<Record<string, string>>;
  /** Gives up before the page leaves. */
  signal?: AbortSignal;
}

export interface LogoutOptions {
  /** `"redirect"` (default) leaves for the provider; `"local"` tells it nothing. */
  mode?: "redirect" | "local";
  uiLocales?: string;
  /** A path of this origin, given back by `ready()` after the redirect back. */
  returnTo?: string;
  /** Revoke the tokens where there is an endpoint (RFC 7009). Default true. */
  revoke?: boolean;
}

/** `confirmed` only on evidence. In redirect mode the page leaves; the redirect back is told by `ready()`. */
export interface LogoutResult {
  outcome: "confirmed" | "unconfirmed";
  evidence: "redirect" | "none";
  /** Why the provider could not be told. */
  error?: AuthError;
}

export interface TokenOptions {
  /** Seconds, default 0. */
  minValidity?: number;
}

export interface AuthEvents<C extends Claims = Claims> {
  session: Session<C>;
  "signed-in": Extract<Session<C>, { status: "signed-in" }>;
  "signed-out": Extract<Session<C>, { status: "signed-out" }>;
  error: AuthError;
}

export interface Explanation {
  /** `response_type`; empty while none was chosen. */
  flow: string;
  because: readonly string[];
  /** At most the last 200 steps. */
  timeline: readonly { readonly at: number; readonly step: string; readonly detail: string }[];
}

/** Claims of a verified ID token. OIDC Core 2 and 5.1. */
export interface Claims {
  sub: string;
  iss: string;
  aud: string | string[];
  exp: number;
  iat: number;
  [name: string]: unknown;
}

/** A type that can't be passed where verified claims are wanted. */
export interface UnverifiedJwt<P> {
  readonly unverified: true;
  header: Record<string, unknown>;
  payload: P;
}

/** What `load` gives: the stateless functions, synchronous. */
export interface Loaded {
  /** As the function of that name; throws what it rejects with. */
  decodeJwt<P = Record<string, unknown>>(token: string): UnverifiedJwt<P>;
  /** As the function of that name; throws what it rejects with. */
  parseAuthResponse(url: string | URL): UnverifiedAuthResponse | undefined;
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

export type ProviderMetadata = Readonly<Record<string, unknown>>;
export type ClaimsRequest = Readonly<Record<string, unknown>>;
/** A URL, an answer to `fetch`, the bytes, or the compiled module. */
export type WasmSource = string | URL | Response | Promise<Response> | BufferSource | WebAssembly.Module;
export type { AuthErrorCode };
