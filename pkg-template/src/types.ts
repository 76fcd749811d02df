// The public types. Names in camelCase are the specifications' terms; names that end in `At` are milliseconds since the epoch.

import type { ApiAuth, ApiOptions } from "./apis-types.js";
import type { Claims, UnverifiedAuthResponse, UnverifiedJwt } from "./claims.js";
import type { AuthError, AuthErrorCode } from "./errors.js";

export type * from "./apis-types.js";
export type * from "./claims.js";

/** What {@link createAuth} takes: plain data, so that presets can be spread and overridden. */
export interface AuthOptions extends ApiOptions {
  /** Exact issuer identifier; metadata comes from `<issuer>/.well-known/openid-configuration`. OIDC Discovery 1.0, 4. */
  issuer: string;
  /** `client_id` of a public client. */
  clientId: string;
  /** Absolute, or a path of this origin. Of several (localhost and public) the one on this page's origin is used. */
  redirectUri: string | readonly string[];
  /** Where the provider sends the browser after logout; as `redirectUri`. */
  postLogoutRedirectUri?: string | readonly string[];
  /** Page that windows and frames of a login come back to: `pages/callback.html` of the package. Default: `redirectUri`, and so the application. */
  windowRedirectUri?: string | readonly string[];
  /** Page that the window of a logout comes back to: `pages/logged-out.html`. Default: `postLogoutRedirectUri`. */
  windowPostLogoutRedirectUri?: string | readonly string[];
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
  /**
   * Where tokens live. `"session"` (default): this tab, survives a reload. `"memory"`: this page. `"shared"`: all tabs of the origin have one
   * session, which survives them; encrypted in IndexedDB under a key that no script can read.
   */
  storage?: "session" | "memory" | "shared";
  /** Renew the session ahead of its end, by its refresh token or else in a hidden frame. Default true. RFC 6749, 6; OIDC Core 12. */
  autoRenew?: boolean;
  /** Seconds without a key, click or wheel in any tab after which the session ends here (`reason: "idle"`). Default: none. */
  idleLimit?: number;
  /** Seconds after the sign-in at which the session ends here (`reason: "absolute"`). Default: none. */
  absoluteLimit?: number;
  /** Seconds before such an end at which `ending` is told. Default 60. */
  limitWarning?: number;
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
  /** Seconds between two questions to userinfo whether the session lives on (401 ends it, nothing else does). Default: never. */
  sessionPollInterval?: number;
  /** Watch the session in the provider's `check_session_iframe`, where it has one. Default false; Session Management 1.0, 3. */
  checkSessionIframe?: boolean;
  /** Refuse a provider that does not advertise PKCE. Default false: S256 is sent in any case. */
  requireAdvertisedPkce?: boolean;
  /**
   * Bind the tokens to a key of this browser, which no script can read: RFC 9449. Default false. `"auto"`: where the metadata lists ES256.
   * `true` where that can't be had is `dpop_unsupported`; a Bearer token is never taken instead.
   */
  dpop?: boolean | "auto";
  /**
   * Push the authorization request to the provider, so that only a reference to it is in the address: RFC 9126. Default `"auto"`: where the
   * metadata demands it, and for `authorizationDetails` where there is an endpoint.
   */
  par?: boolean | "auto";
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
export interface Auth<C extends Claims = Claims> extends ApiAuth {
  /** What is known now. The object stays the same until something changes, so it fits `useSyncExternalStore`. */
  readonly session: Session<C>;
  /** Resolves when the response in this page's URL, if any, has been dealt with. Never rejects: a failed login is `session.error`. */
  ready(): Promise<ReadyResult<C>>;
  /** Calls the listener after each change of `session`. Gives the function that ends it. */
  subscribe(listener: () => void): () => void;
  /** Calls the listener for one kind of event. Gives the function that ends it. */
  on<E extends keyof AuthEvents<C>>(event: E, listener: (detail: AuthEvents<C>[E]) => void): () => void;
  /**
   * Redirect: leaves the page for the provider; the promise stays pending, unless the person comes back by the browser's Back button
   * (`login_cancelled`). Popup: opens a window, so call it in the click itself, and resolves with the session; `popup_blocked`, or
   * `login_cancelled` when the person seems to have closed it. Silent: in a hidden frame with `prompt=none`; `login_required`,
   * `third_party_cookies_blocked`, `frame_timed_out`, and the session stays as it was. Rejects with an AuthError, or with the reason of
   * `signal`. OIDC Core 3.1.2.1.
   */
  login(options?: LoginOptions): Promise<Session<C>>;
  /** Ends the local session first, always, then the provider's. Never rejects. RP-Initiated Logout 1.0. */
  logout(options?: LogoutOptions): Promise<LogoutResult>;
  /**
   * Renews the session now; several calls at once, in whatever tab, are one. Rejects with `renewal_unreachable` (the session lives on, and it is
   * tried again) or `reauthentication_required`.
   */
  renew(): Promise<Session<C>>;
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
      /** The access token is over or a renewal has failed for want of network: still signed in, and trying again. */
      readonly stale: boolean;
      /** Where the provider says what it granted of `authorizationDetails`: RFC 9396, 7. `isWider`: something in it was not asked for. */
      readonly authorizationDetails?: GrantedDetails;
      /** A failure that did not end the session, such as a refused second login. */
      readonly error?: AuthError;
    };

/**
 * `expired`: over, and not to be renewed; `error` tells why. `logout-elsewhere`: in another tab. `ended-by-provider`: by its word, in a poll, a
 * front-channel logout or its session frame. `idle`, `absolute`: by the application's limits. `storage-lost`: what was stored can't be read any more.
 */
export type SignedOutReason =
  | "never"
  | "logout"
  | "expired"
  | "login-failed"
  | "logout-elsewhere"
  | "ended-by-provider"
  | "idle"
  | "absolute"
  | "storage-lost";

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
  /** Default: `"redirect"`. */
  mode?: "redirect" | "popup" | "silent";
  /** Size of the window, pixels. Default: 480 by 680. */
  popup?: { width?: number; height?: number };
  /** Seconds that a hidden frame is waited for. Default: 10. */
  timeout?: number;
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
  /** Parted by spaces; one of them must come back as `acr`. */
  acrValues?: string;
  /** Seconds since the person last signed in; checked against `auth_time`. */
  maxAge?: number;
  /** OIDC Core 5.5. An essential `acr` of the ID token is checked. */
  claims?: ClaimsRequest;
  /** RFC 9396. What was granted is in the session. */
  authorizationDetails?: readonly AuthorizationDetail[];
  /** RFC 8707. */
  resource?: string | readonly string[];
  /** Send the session's ID token as `id_token_hint`; one of more than 4 kB goes only where the request is pushed. */
  idTokenHint?: boolean;
  /** Parameters that no option covers, such as `kc_action`. Names that the protocol owns are refused. */
  extraParams?: Readonly<Record<string, string>>;
  /** Gives up: before the page leaves, or by closing the window or frame. */
  signal?: AbortSignal;
}

/** RFC 9396, 2: what an application may do, in the terms of one `type`. */
export interface AuthorizationDetail {
  readonly type: string;
  readonly [member: string]: unknown;
}

export interface GrantedDetails {
  readonly granted: readonly AuthorizationDetail[];
  readonly isWider: boolean;
}

export interface LogoutOptions {
  /** `"redirect"` (default) leaves for the provider; `"popup"` opens a window, so call it in the click itself; `"local"` tells it nothing. */
  mode?: "redirect" | "popup" | "local";
  uiLocales?: string;
  /** A path of this origin, given back by `ready()` after the redirect back. */
  returnTo?: string;
  /** Revoke the tokens where there is an endpoint (RFC 7009). Default true. */
  revoke?: boolean;
  /** Seconds that a popup is waited for. Default: 120. */
  timeout?: number;
  /** Whether a popup is closed on evidence (default), or left to the person: the provider may warn there of sessions that live on elsewhere. */
  closePopup?: "when-confirmed" | "by-user";
}

/**
 * `confirmed` only on evidence: a `hel:logout` of the provider's page in our popup, the way back with our `state`, or userinfo refusing the old
 * access token. In redirect mode the page leaves; the redirect back is told by `ready()`.
 */
export interface LogoutResult {
  outcome: "confirmed" | "unconfirmed";
  evidence: "hel:logout" | "redirect" | "userinfo" | "none";
  /** What became of the popup. Absent where it was left open, or where nobody can know. `blocked`: offer the redirect. */
  window?: "closed-by-us" | "closed-by-user" | "blocked" | "timed-out";
  /** Why the provider could not be told. */
  error?: AuthError;
}

export interface AuthEvents<C extends Claims = Claims> {
  session: Session<C>;
  "signed-in": Extract<Session<C>, { status: "signed-in" }>;
  "signed-out": Extract<Session<C>, { status: "signed-out" }>;
  /** The same person's session, with new tokens. */
  renewed: Extract<Session<C>, { status: "signed-in" }>;
  /** The session ends soon by `idleLimit` or `absoluteLimit`; undefined when that is withdrawn. */
  ending: Ending | undefined;
  error: AuthError;
  /** Somebody signed in with this client in another tab of this origin: `login({ mode: "silent" })` may follow. */
  "login-elsewhere": undefined;
}

export interface Ending {
  because: "idle" | "absolute";
  /** When, unless somebody does something before (`idle`). */
  endsAt: number;
}

export interface Explanation {
  /** `response_type`; empty while none was chosen. */
  flow: string;
  because: readonly string[];
  /** At most the last 200 steps. */
  timeline: readonly { readonly at: number; readonly step: string; readonly detail: string }[];
  /** Messages of windows that were not believed while one of ours was waited for. */
  ignoredMessages: number;
}

/** What `load` gives: the stateless functions, synchronous. */
export interface Loaded {
  /** As the function of that name; throws what it rejects with. */
  decodeJwt<P = Record<string, unknown>>(token: string): UnverifiedJwt<P>;
  /** As the function of that name; throws what it rejects with. */
  parseAuthResponse(url: string | URL): UnverifiedAuthResponse | undefined;
}

export type ProviderMetadata = Readonly<Record<string, unknown>>;
export type ClaimsRequest = Readonly<Record<string, unknown>>;
/** A URL, an answer to `fetch`, the bytes, or the compiled module. */
export type WasmSource = string | URL | Response | Promise<Response> | BufferSource | WebAssembly.Module;
export type { AuthErrorCode };
