import type { AuthError, AuthErrorInit } from "../errors.js";
import type { SessionStore } from "../session-store.js";
import type { Claims, LoginOptions } from "../types.js";

/** What this part of the package uses of the one that loaded it. All of it throws an AuthError, or what one is made of. */
export interface Client {
  store: SessionStore<Claims>;
  asError(init: AuthErrorInit): AuthError;
  /** The access token of the sign-in, after a renewal where it lives too short. */
  accessToken(minValidity: number): Promise<string>;
  /** Runs an operation that needs it, likewise. */
  withToken<R>(operation: string, input: string): Promise<R>;
  renew(): Promise<unknown>;
  /** Does something while nobody else uses the refresh token, in whatever tab. */
  alone<R>(work: () => Promise<R>): Promise<R>;
  login(options: LoginOptions, popup: Window | null): Promise<unknown>;
}

/** What the record behind the session has beside what is shown. */
export function bound(store: Client["store"]): {
  accessToken?: string;
  dpopKey?: string;
  begunAt?: number;
  asked?: string;
} {
  return store.record ?? {};
}
