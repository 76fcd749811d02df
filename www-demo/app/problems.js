// What to tell a person about an error of the login. The code decides; the provider's own words are shown, but never acted upon.
import { AuthError } from "kirjaudu";

/** The name of the text in `problems` of the languages. @param {unknown} error */
export function problemOf(error) {
  const code = error instanceof AuthError ? error.code : "";
  return Object.entries(CODES).find(([, codes]) => codes.includes(code))?.[0] ?? "other";
}

/** @type {Record<string, string[]>} */
const CODES = {
  cancelled: ["access_denied", "login_cancelled"],
  down: [
    "discovery_unreachable",
    "discovery_refused",
    "jwks_unreachable",
    "server_error",
    "temporarily_unavailable",
    "token_unreachable",
  ],
  asked: ["account_selection_required", "consent_required", "interaction_required", "login_required"],
  stale: [
    "invalid_grant",
    "nonce_mismatch",
    "state_already_used",
    "state_expired",
    "state_missing",
    "state_unknown",
  ],
  clock: ["token_time_invalid"],
  blocked: ["popup_blocked"],
  hidden: ["frame_timed_out"],
  cookies: ["third_party_cookies_blocked"],
  loop: ["redirect_loop"],
  browser: ["crypto_unavailable", "insecure_context", "storage_unavailable"],
};
