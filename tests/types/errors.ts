// One class of errors, and a closed list of codes.
import { type Auth, AuthError, type AuthErrorCode, type AuthErrorPhase } from "kirjaudu";
import { holds, type Same } from "./same.js";

declare const error: AuthError;

holds<Same<typeof error.name, "AuthError">>();
holds<Same<typeof error.code, AuthErrorCode>>();
holds<Same<typeof error.phase, AuthErrorPhase>>();
holds<Same<typeof error.retryable, boolean>>();
holds<Same<typeof error.remedy, string>>();
holds<Same<NonNullable<typeof error.provider>["error"], string>>();
holds<Same<string extends AuthErrorCode ? "open" : "closed", "closed">>();

// Of the core and of what comes before it.
export const codes: AuthErrorCode[] = [
  "access_denied",
  "discovery_unreachable",
  "jwt_malformed",
  "signature_invalid",
  "state_already_used",
  "not_in_browser",
  "wasm_blocked_by_csp",
];

// @ts-expect-error: no error has this code
export const madeUp: AuthErrorCode = "made_up";

export function message({ code }: AuthError): string {
  // @ts-expect-error: a misspelt code would never be met
  if (code === "acces_denied") return "";
  return code === "access_denied" ? "You did not sign in" : "Try again";
}

export async function caught(auth: Auth): Promise<AuthErrorCode | undefined> {
  try {
    await auth.accessToken();
  } catch (thrown) {
    if (thrown instanceof AuthError) return thrown.code;
  }
  return undefined;
}

// @ts-expect-error: what an error says stays
error.code = "access_denied";
// @ts-expect-error: what the provider says comes from outside, and may be missing
error.provider.description;
