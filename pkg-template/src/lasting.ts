// What the engine does so that a session lasts; most of it is in a part that is loaded when the page is idle.
import type { AuthError } from "./errors.js";
import { renewal } from "./later.js";
import type { SessionStore } from "./session-store.js";
import type { Claims, LoginOptions, Session } from "./types.js";

/** What the login asked for, which may be more than what is configured: a later one that nobody sees, or a stronger one, asks for it again. */
export function again<C extends Claims>({ record }: SessionStore<C>): LoginOptions {
  try {
    return JSON.parse(record?.asked || "{}");
  } catch {
    return {};
  }
}

/** Renews the session now; where that has just failed only if it is `asked` for. Throws what an AuthError is made of. */
export async function renew<C extends Claims>(store: SessionStore<C>, asked = false): Promise<Session<C>> {
  return (await renewal()).renew(store, asked);
}

/** Runs an operation that needs the access token, after a renewal where that lives too short. */
export async function withToken<C extends Claims, T>(
  store: SessionStore<C>,
  operation: string,
  input?: string,
): Promise<T> {
  try {
    return await store.run<T>(operation, input);
  } catch (error) {
    const { accessToken, expiresAt = 0, obtainedAt = 0 } = store.record ?? {};
    // A flow without access tokens brings none at the next attempt either, and no token lives longer than the one before. Other input is no number.
    const isOver = (error as AuthError).code === "access_token_unavailable" && accessToken;
    if (!store.renews || !isOver || Number(input) * 1000 >= expiresAt - obtainedAt) throw error;
    await renew(store);
    return store.run<T>(operation, input);
  }
}
