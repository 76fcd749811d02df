import type { AuthOptions, Claims, Session } from "./types.js";

/** `sessionStorage`, which may be blocked: then nothing is read and nothing written. */
export const tab = {
  read(key: string): string | null {
    try {
      return sessionStorage.getItem(key);
    } catch {
      return null;
    }
  },
  remove(key: string): void {
    try {
      sessionStorage.removeItem(key);
    } catch {
      // nothing was there
    }
  },
};

/** Where the core keeps the session of this client. */
export function sessionKey({ clientId, issuer }: AuthOptions): string {
  return `kirjaudu.session.${clientId} ${issuer}`;
}

/** The stored session, for the first frame; the core, once it is there, looks at it again more closely. */
export function storedSession<C extends Claims>(options: AuthOptions): Session<C> {
  try {
    const record = JSON.parse((options.storage !== "memory" && tab.read(sessionKey(options))) || "null");
    const { v, issuer, clientId, claims, scope, expiresAt, obtainedAt } = record;
    const now = Date.now();
    if (v === 1 && issuer === options.issuer && clientId === options.clientId && claims.sub && typeof scope === "string") {
      // A clock that was set back before the sign-in is not believed.
      return now < expiresAt && now >= obtainedAt - (options.clockTolerance ?? 60) * 1000
        ? { status: "signed-in", claims, scope: words(scope), expiresAt, stale: false }
        : { status: "signed-out", reason: "expired" };
    }
  } catch {
    // no record, or not ours
  }
  return { status: "signed-out", reason: "never" };
}

/** The words of a list that spaces part. */
export function words(list: string): readonly string[] {
  return list.split(" ").filter(Boolean);
}
