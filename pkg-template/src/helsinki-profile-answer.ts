import { HelsinkiProfileError } from "./helsinki-profile-errors.js";

/** What the API answered. GraphQL October 2021, 7.1. */
export interface GraphqlAnswer<T> {
  /** Kept also where there are errors; `null` where nothing came. Fields that failed are `null` in it. */
  readonly data: T | null;
  /** Empty where all went well. */
  readonly errors: readonly ProfileApiError[];
}

export interface ProfileApiError {
  /** Absent where the API gave none. */
  readonly code: ProfileApiErrorCode | UnknownCode | undefined;
  /** For people, in the language asked for; untrusted text. */
  readonly message: string;
  /** Of the field that failed; empty where the request as a whole did. */
  readonly path: readonly (string | number)[];
  /** The field that this service may not have, with `FIELD_NOT_ALLOWED_ERROR`. */
  readonly fieldName: string | undefined;
}

/** All codes of open-city-profile. */
export type ProfileApiErrorCode =
  | "GENERAL_ERROR"
  | "OBJECT_DOES_NOT_EXIST_ERROR"
  | "INVALID_EMAIL_FORMAT"
  | "PERMISSION_DENIED_ERROR"
  | "PROFILE_DOES_NOT_EXIST_ERROR"
  | "TOKEN_EXPIRED_ERROR"
  | "VALIDATION_ERROR"
  | "JWT_AUTHENTICATION_ERROR"
  | "DATA_CONFLICT_ERROR"
  | "CONNECTED_SERVICE_DATA_QUERY_FAILED_ERROR"
  | "CONNECTED_SERVICE_DELETION_FAILED_ERROR"
  | "CONNECTED_SERVICE_DELETION_NOT_ALLOWED_ERROR"
  | "MISSING_GDPR_API_TOKEN_ERROR"
  | "SERVICE_DOES_NOT_EXIST_ERROR"
  | "SERVICE_CONNECTION_ALREADY_EXISTS_ERROR"
  | "SERVICE_CONNECTION_DOES_NOT_EXIST_ERROR"
  | "SERVICE_NOT_IDENTIFIED_ERROR"
  | "PROFILE_ALREADY_EXISTS_FOR_USER_ERROR"
  | "PROFILE_MUST_HAVE_PRIMARY_EMAIL"
  | "INSUFFICIENT_LOA_ERROR"
  | "FIELD_NOT_ALLOWED_ERROR"
  | "SERVICE_GDPR_API_REQUEST_ERROR"
  | "SERVICE_GDPR_API_UNKNOWN_ERROR";

/** A code that this version does not know, as the text that came: `String(code)`. The type keeps misspelt codes from being compared with it. */
export interface UnknownCode {
  readonly [unknown]: true;
  toString(): string;
}
declare const unknown: unique symbol;

/** Whether the API no longer believes the token: it says so with status 200, before it has looked at the request. */
export async function isTokenRefused(response: Response): Promise<boolean> {
  const errors = parsed(await response.text())?.errors;
  return (
    Array.isArray(errors) && errors.some((error) => error?.extensions?.code === "JWT_AUTHENTICATION_ERROR")
  );
}

/** Sends the request and reads its answer; an answer of whatever status counts that is GraphQL's. */
export async function readAnswer<T>(
  send: () => Promise<Response>,
  signal: AbortSignal | undefined,
): Promise<GraphqlAnswer<T>> {
  const { response, text } = await received(send, signal);
  const { ok, status } = response;
  const answer = parsed(text);
  const { data } = answer ?? {};
  const errors = answer?.errors ?? [];
  const isGraphql =
    Array.isArray(errors) && errors.every((error) => isObject(error) && (error.message || error.extensions));
  // A request that can't be executed is answered with 400 and no data.
  if (isGraphql && (errors.length > 0 || (ok && isObject(data)))) {
    return { data: isObject(data) ? (data as T) : null, errors: errors.map(errorOf) };
  }
  if (!ok) throw new HelsinkiProfileError("profile_refused", "see what answers there", { status });
  throw new HelsinkiProfileError("profile_answer_invalid", "check url: this is no GraphQL");
}

async function received(send: () => Promise<Response>, signal: AbortSignal | undefined) {
  try {
    const response = await send();
    return { response, text: await response.text() };
  } catch (error) {
    if (signal?.aborted) throw signal.reason;
    // By fetch itself; what comes from `auth.fetch` has a code.
    if (error instanceof TypeError) {
      const remedy = "check network, CORS and connect-src";
      throw new HelsinkiProfileError("profile_unreachable", remedy);
    }
    throw error;
  }
}

function parsed(text: string) {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function errorOf({ message, path, extensions }: Record<string, unknown>): ProfileApiError {
  const { code, field_name } = isObject(extensions) ? extensions : {};
  return {
    code: isText(code) ? (code as unknown as UnknownCode) : undefined,
    message: isText(message) ? message : "",
    path: Array.isArray(path) ? path : [],
    fieldName: isText(field_name) ? field_name : undefined,
  };
}

const isText = (value: unknown) => typeof value === "string";

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
