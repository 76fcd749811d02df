import type remedies from "./remedies.js";

/** Every code there is. Those of the Rust core stand in `remedies.ts`; the others arise before it is loaded. */
export type AuthErrorCode = { [P in keyof Remedies]: keyof Remedies[P] }[keyof Remedies] | ShimErrorCode;

type Remedies = typeof remedies;

type ShimErrorCode =
  | "not_in_browser"
  | "insecure_context"
  | "redirect_uri_not_on_this_origin"
  | "login_cancelled"
  | "popup_blocked"
  | "frame_timed_out"
  | "third_party_cookies_blocked"
  | "disposed"
  | "wasm_unreachable"
  | "wasm_not_found"
  | "wasm_blocked_by_csp"
  | "wasm_failed";

export type AuthErrorPhase =
  | "configure"
  | "discover"
  | "authorize"
  | "callback"
  | "token"
  | "verify"
  | "renew"
  | "api"
  | "load";

/** The provider's own words, as untrusted text: cut, without control characters; `description` may be in any language. */
export interface ProviderWords {
  error: string;
  description?: string;
  uri?: string;
}

/** What an {@link AuthError} is made of. */
export interface AuthErrorInit {
  code: AuthErrorCode;
  phase: AuthErrorPhase;
  retryable?: boolean;
  field?: string;
  expected?: string;
  found?: string;
  provider?: ProviderWords;
  remedy?: string;
}

/** The one class of everything that fails. Holds nothing secret and nothing personal. */
export class AuthError extends Error {
  override readonly name = "AuthError";
  // What the constructor sets all at once.
  declare readonly code: AuthErrorCode;
  /** The step in which it arose. */
  declare readonly phase: AuthErrorPhase;
  /** Whether the same call may succeed later. */
  declare readonly retryable: boolean;
  /** What to do now, one sentence, for the developer. */
  declare readonly remedy: string;
  /** The option, parameter or claim it is about. */
  declare readonly field: string | undefined;
  declare readonly provider: ProviderWords | undefined;
  /** Of `step_up_required`: what `login` is to be given. */
  declare readonly acrValues?: string;
  declare readonly maxAge?: number;

  constructor({ expected, found, ...init }: AuthErrorInit) {
    const { code, field, remedy = "" } = init;
    const about = [field, expected && `expected ${expected}`, found && `found ${found}`]
      .filter(Boolean)
      .join(", ");
    super([about ? `${code}: ${about}` : code, remedy].filter(Boolean).join(". "));
    Object.assign(this, { retryable: false, field: undefined, provider: undefined, ...init, remedy });
  }
}

/** An error that is known before any wasm is there. */
export function problem(code: AuthErrorCode, remedy: string, field = ""): AuthError {
  return new AuthError({ code, phase: "configure", remedy, field });
}

/** JSON text of plain data. */
export function plain(field: string, value: unknown): string | undefined {
  try {
    return JSON.stringify(value);
  } catch {
    throw problem("config_invalid", "give plain data", field);
  }
}
