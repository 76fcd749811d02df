import type { ProviderWords } from "./errors.js";

/**
 * `profile_…`: of the GraphQL API. The others are of `gdprCode`, and mean what they mean in an AuthError; `authorization_refused` carries
 * the provider's words.
 */
export type HelsinkiProfileErrorCode =
  | "profile_unreachable"
  | "profile_refused"
  | "profile_answer_invalid"
  | "config_invalid"
  | "script_unreachable"
  | "not_in_browser"
  | "discovery_unreachable"
  | "discovery_invalid"
  | "popup_blocked"
  | "login_cancelled"
  | "frame_timed_out"
  | "issuer_mismatch"
  | "response_invalid"
  | "authorization_refused";

/** What fails without the API having said so. Holds neither token nor code, and nothing personal. */
export class HelsinkiProfileError extends Error {
  override readonly name = "HelsinkiProfileError";
  readonly code: HelsinkiProfileErrorCode;
  /** What to do now, for the developer. */
  readonly remedy: string;
  /** Of the HTTP answer, with `profile_refused`. */
  readonly status: number | undefined;
  readonly provider: ProviderWords | undefined;

  constructor(
    code: HelsinkiProfileErrorCode,
    remedy: string,
    { status, provider }: { status?: number; provider?: ProviderWords } = {},
  ) {
    super([code, status ?? provider?.error, remedy].filter(Boolean).join(": "));
    this.code = code;
    this.remedy = remedy;
    this.status = status;
    this.provider = provider;
  }

  /** Whether the same call may succeed later. */
  get retryable(): boolean {
    const { code, status = 0 } = this;
    return /unreachable|timed_out/.test(code) || status === 429 || status >= 500;
  }
}
