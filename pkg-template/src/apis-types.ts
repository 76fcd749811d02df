// The public types of tokens for APIs, and of requests with them.

/** How a token for an API is got. */
export type ApiTokenStrategy =
  /** The access token of the sign-in, for every API (default). */
  | { kind: "access-token" }
  /** Keycloak: a UMA ticket per `audience`. `permission` is `"#access"` unless something else is said here or in a call. */
  | { kind: "uma-ticket"; permission?: string }
  /** Tunnistamo: one call to its `/api-tokens/`, at `url`, gives the tokens of all APIs; an `audience` is the identifier of one. */
  | { kind: "tunnistamo"; url: string }
  /** RFC 8707: a refresh with `resource`, and a narrower `scope` where one is given. */
  | { kind: "resource" };

/**
 * Which token. Without `audience` and `resource` it is the access token of the sign-in. An option that means nothing to the strategy of `apiTokens` is
 * refused with `config_invalid`.
 */
export interface TokenOptions {
  /** For `uma-ticket` and `tunnistamo`: the name of the API. */
  audience?: string;
  /** For `resource`: the URI of the API. RFC 8707, 2. */
  resource?: string;
  /** For `resource`: a part of the scope that was granted. */
  scope?: string;
  /** For `uma-ticket`. */
  permission?: string;
  /** Seconds that it is still to live; default 0. */
  minValidity?: number;
}

/** What `auth.fetch` takes beside the options of `fetch`. */
export interface FetchAuth extends TokenOptions {
  /** Further tokens in the same request, by the name of their header: its value is `Bearer <token>`. */
  headers?: Readonly<Record<string, TokenOptions>>;
  /** Instead of the option of createAuth; `false`: none. */
  stepUp?: "popup" | "redirect" | false;
  /** Whether an answer that is no 401 refuses the token all the same, as some GraphQL APIs do: the token is then replaced as for a 401. */
  refused?: (response: Response) => boolean | Promise<boolean>;
}

/** As the options of `fetch`; `redirect: "follow"` and an `Authorization` header are refused. */
export type FetchOptions = RequestInit & { auth?: FetchAuth };

/** The part of `AuthOptions` that is about APIs. */
export interface ApiOptions {
  /** How tokens for APIs are got. */
  apiTokens?: ApiTokenStrategy;
  /**
   * Where `auth.fetch` sends tokens, and nowhere else: origins (`"https://api.example"`), or URLs that end in a slash
   * (`"https://api.example/v1/"`) for what is below them. This page's own origin is allowed only where it is in the list.
   */
  allowedOrigins?: readonly string[];
  /**
   * What `auth.fetch` does when an API wants a stronger or a more recent sign-in (RFC 9470): a window, which browsers open only shortly after a
   * click, and then the request again; or a login by redirect, which leaves the page. Default: it rejects with `step_up_required`.
   */
  stepUp?: "popup" | "redirect";
}

/** The part of `Auth` that is about APIs. */
export interface ApiAuth {
  /**
   * The access token of the sign-in or, with `audience` or `resource`, a token for one API, valid for at least `minValidity` seconds. Kept in this page's
   * memory until it ends; asked for once, whoever calls at the same time. Rejects with `not_signed_in`, `access_token_unavailable`, `config_invalid`,
   * `api_token_unreachable` (after two more tries), `api_token_refused`, `invalid_target`, `invalid_grant`.
   */
  accessToken(options?: TokenOptions): Promise<string>;
  /**
   * `fetch` with the right token, in `Authorization`, to `allowedOrigins` only (`api_origin_not_allowed`). What an API answers is given as it is, except:
   *
   * - 401: the token is renewed once and the request sent again; the second answer is given as it is. A stream as body can't be sent twice: then it is the first
   *   answer (`step_up_required` where a stronger sign-in is wanted). The body of a `Request` is kept in memory until there is an answer.
   * - `insufficient_user_authentication` (RFC 9470): see `stepUp`. One step-up for a request; then, and where the browser blocks the window, it rejects with
   *   `step_up_required`, whose `acrValues` and `maxAge` are options of `login`. `login({ mode: "popup", acrValues, maxAge })` in a click helps.
   *
   * Redirects are errors, since a token would go along or get lost (`redirect: "manual"` is allowed); cookies are not sent unless `credentials` says so.
   * Rejects with `api_request_invalid` for what would break these rules, with the errors of `accessToken`, and as `fetch` does.
   */
  fetch(input: RequestInfo | URL, init?: FetchOptions): Promise<Response>;
}
