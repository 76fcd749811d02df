import type { GraphqlAnswer, ProfileApiError } from "./helsinki-profile-answer.js";
import { HelsinkiProfileError } from "./helsinki-profile-errors.js";
import type { ProfileNode } from "./helsinki-profile-schema.js";

/**
 * What `me` found out. `P` is the profile with the fields that were asked for.
 * - `profile`: all that was asked for.
 * - `no-profile`: this person has none.
 * - `no-service-connection`: there may be one, but this person has not connected it to this service. (The API says the same to requests
 *   without a token; `auth.fetch` sends none of these.)
 * - `verified-information-withheld`: the sign-in was too weak for it (`loa` below `substantial`); the rest of the profile is here.
 * - `no-verified-information`: the sign-in was strong enough, and nothing is stored; the rest of the profile is here.
 * - `failed`: anything else, in `errors`; what came all the same is here.
 */
export type MeResult<P> =
  | {
      readonly status: "profile" | "no-verified-information";
      readonly profile: P;
      readonly errors: readonly [];
    }
  | {
      readonly status: "verified-information-withheld";
      readonly profile: P;
      readonly errors: readonly ProfileApiError[];
    }
  | { readonly status: "no-profile"; readonly profile: null; readonly errors: readonly [] }
  | {
      readonly status: "no-service-connection";
      readonly profile: null;
      readonly errors: readonly ProfileApiError[];
    }
  | { readonly status: "failed"; readonly profile: P | null; readonly errors: readonly ProfileApiError[] };

/** Fields to ask for, by name: `true`, or what to ask for below. `query` is for arguments and aliases. */
export type Selection<T> = { readonly [K in keyof T]?: Below<T[K]> };

type Below<V> = Item<V> extends object ? Selection<Item<V>> : true;
type Item<V> = NonNullable<V> extends readonly (infer I)[] ? NonNullable<I> : NonNullable<V>;

/** `S` without names that `T` has not: `never` stands in their place, so that the compiler points at them. */
export type Only<T, S> = {
  [K in keyof S]: K extends keyof T ? (S[K] extends true ? S[K] : Only<Item<T[K]>, S[K]>) : never;
};

/** `T` with the fields of a selection only. */
export type Selected<T, S> = S extends true
  ? T
  : T extends readonly (infer I)[]
    ? readonly Selected<I, S>[]
    : T extends object
      ? { readonly [K in keyof T & keyof S]: Selected<T[K], S[K]> }
      : T;

export type DefaultSelection = typeof usual;

/** The document that asks for these fields. */
export function documentOf(fields: object = usual): string {
  return `{myProfile${text(fields)}}`;
}

/** Tells apart what the API answers when nothing has gone wrong. */
export function resultOf<P>({ data, errors }: GraphqlAnswer<unknown>): MeResult<P> {
  const { myProfile: profile } = (data ?? {}) as {
    myProfile?: (P & Pick<Partial<ProfileNode>, typeof VERIFIED>) | null;
  };
  // Neither is there: the answer to something else.
  if (profile === undefined && !errors.length)
    throw new HelsinkiProfileError("profile_answer_invalid", "check url: it knows no myProfile");
  const areAll = (path: string) =>
    errors.every((error) => error.code === "PERMISSION_DENIED_ERROR" && `${error.path}` === path);
  if (!errors.length) {
    if (!profile) return { status: "no-profile", profile: null, errors: [] };
    return {
      status: profile[VERIFIED] === null ? "no-verified-information" : "profile",
      profile,
      errors: [],
    };
  }
  if (profile && areAll(`myProfile,${VERIFIED}`))
    return { status: "verified-information-withheld", profile, errors };
  if (profile === null && areAll("myProfile")) return { status: "no-service-connection", profile, errors };
  return { status: "failed", profile: profile ?? null, errors };
}

const text = (fields: object): string =>
  `{${Object.entries(fields)
    .map(([name, below]) => (below === true ? name : below ? name + text(below) : ""))
    .join(" ")}}`;

const VERIFIED = "verifiedPersonalInformation";

const usual = {
  firstName: true,
  lastName: true,
  nickname: true,
  language: true,
  primaryEmail: { email: true, verified: true },
  primaryPhone: { phone: true },
} as const satisfies Selection<ProfileNode>;
