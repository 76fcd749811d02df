// The Helsinki profile's GraphQL API (open-city-profile), called with tokens of `auth.fetch`.

import { type GraphqlAnswer, readAnswer, isTokenRefused as refused } from "./helsinki-profile-answer.js";
import {
  type DefaultSelection,
  documentOf,
  type MeResult,
  type Only,
  resultOf,
  type Selected,
  type Selection,
} from "./helsinki-profile-me.js";
import type { ProfileNode } from "./helsinki-profile-schema.js";

export type {
  GraphqlAnswer,
  ProfileApiError,
  ProfileApiErrorCode,
  UnknownCode,
} from "./helsinki-profile-answer.js";
export { HelsinkiProfileError, type HelsinkiProfileErrorCode } from "./helsinki-profile-errors.js";
export { type GdprCodeOptions, gdprCode } from "./helsinki-profile-gdpr.js";
export type { DefaultSelection, MeResult, Selected, Selection } from "./helsinki-profile-me.js";
export type * from "./helsinki-profile-schema.js";

/** What is needed of the object that `createAuth` makes: `fetch`, with `apiTokens: { kind: "uma-ticket" }` and `url` among `allowedOrigins`. */
export interface ProfileAuth {
  fetch(
    url: string,
    init: RequestInit & { auth: { audience: string; refused: (response: Response) => Promise<boolean> } },
  ): Promise<Response>;
}

export interface HelsinkiProfileOptions {
  /** Of the GraphQL API; {@link profileApi} knows those of the City. */
  url: string;
  /** Whom the API's token is for. */
  audience: string;
  /** `Accept-Language` of every request, in which the API writes its messages: a tag, or what gives one. Default: the browser's. */
  language?: string | (() => string);
}

export interface QueryOptions {
  /** Instead of the client's. */
  language?: string;
  /** Gives up; the call then rejects with its reason. */
  signal?: AbortSignal;
}

export interface MeOptions<S> extends QueryOptions {
  /** Which fields to ask for. Default: {@link DefaultSelection}, nothing of it verified by the population register. */
  fields?: S & Only<ProfileNode, S>;
}

export interface HelsinkiProfileClient {
  /**
   * Sends any query or mutation. What the API says in `errors` is given, beside what data came all the same, and never thrown. Rejects with a
   * {@link HelsinkiProfileError} `profile_unreachable`, `profile_refused` or `profile_answer_invalid`, with what `auth.fetch` rejects with
   * (`not_signed_in`, `api_token_refused`, …), or with the reason of `signal`.
   */
  query<T = Record<string, unknown>>(
    document: string,
    variables?: Readonly<Record<string, unknown>>,
    options?: QueryOptions,
  ): Promise<GraphqlAnswer<T>>;
  /** The profile of the person who is signed in, as far as there is one and this service may see it. Rejects as `query` does. */
  me<const S extends Selection<ProfileNode> = DefaultSelection>(
    options?: MeOptions<S>,
  ): Promise<MeResult<Selected<ProfileNode, S>>>;
}

/** Makes the client. No request is sent, nothing is stored, and cookies never go along. */
export function helsinkiProfileClient(
  auth: ProfileAuth,
  { url, audience, language: usual }: HelsinkiProfileOptions,
): HelsinkiProfileClient {
  const query: HelsinkiProfileClient["query"] = async (document, variables, { language, signal } = {}) => {
    const wanted = language ?? (typeof usual === "function" ? usual() : usual);
    const request = {
      method: "POST",
      headers: {
        accept: "application/json",
        "content-type": "application/json",
        ...(wanted && { "accept-language": wanted }),
      },
      body: JSON.stringify({ query: document, variables }),
      credentials: "omit",
      cache: "no-store",
      ...(signal && { signal }),
    } satisfies RequestInit;
    // What no browser can send is the caller's mistake, and no failure of the network.
    new Headers(request.headers);
    return readAnswer(() => auth.fetch(url, { ...request, auth: { audience, refused } }), signal);
  };
  return {
    query,
    me: async ({ fields, ...options } = {}) => resultOf(await query(documentOf(fields), undefined, options)),
  };
}

/** Where the City's environments have the API. The audience in production is not public: ask the team of the Helsinki profile. */
export function profileApi(environment: "dev" | "test"): { url: string; audience: string };
export function profileApi(environment: "prod"): { url: string };
export function profileApi(environment: "dev" | "test" | "prod"): { url: string; audience?: string } {
  if (environment === "prod") return { url: "https://api.hel.fi/profiili/graphql/" };
  return {
    url: `https://profile-api.${environment}.hel.ninja/graphql/`,
    audience: `profile-api-${environment}`,
  };
}
