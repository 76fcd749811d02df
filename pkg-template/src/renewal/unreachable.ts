import type { AuthErrorInit } from "../errors.js";

/** What a renewal fails with when nothing is known of the session: it is tried again. */
export function unreachable(found: string): AuthErrorInit {
  return {
    code: "renewal_unreachable",
    phase: "renew",
    found,
    remedy: "wait, it is tried again",
    retryable: true,
  };
}
