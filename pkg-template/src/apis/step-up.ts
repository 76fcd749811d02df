import type { AuthError, AuthErrorInit } from "../errors.js";
import type { Client } from "./tokens.js";

/** What an API wants of a sign-in: options of `login`. */
export interface Wanted {
  acrValues?: string;
  maxAge?: number;
}

/** Has the person sign in as an API wants it, or says that this is needed. */
export async function stepUp(
  { asError }: Client,
  wanted: Wanted,
  how?: "popup" | "redirect" | false,
): Promise<void> {
  const { acrValues, maxAge } = wanted;
  const init: AuthErrorInit = {
    code: "step_up_required",
    phase: "api",
    expected: `${acrValues ?? ""} ${maxAge ?? ""}`.trim(),
    remedy: "log in with these acrValues or maxAge",
  };
  throw Object.assign(asError(init) as AuthError, wanted, how);
}
