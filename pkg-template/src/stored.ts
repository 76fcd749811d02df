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
  write(key: string, value: string): void {
    try {
      sessionStorage.setItem(key, value);
    } catch {
      // blocked or full: what is written here is for convenience
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

/** What the core stored of the session, as far as the first frame needs it. */
export interface StoredRecord {
  claims: Claims;
  scope: string;
  obtainedAt: number;
  expiresAt: number;
  idToken: string;
  flow: string;
  because: string;
}

/** The stored record of this client, unless it is not of this version, issuer and client. */
export function storedRecord(options: AuthOptions): StoredRecord | undefined {
  try {
    const record = JSON.parse((options.storage !== "memory" && tab.read(sessionKey(options))) || "null");
    const { v, issuer, clientId, claims, scope } = record;
    const ours = v === 1 && issuer === options.issuer && clientId === options.clientId;
    return ours && claims.sub && typeof scope === "string" ? record : undefined;
  } catch {
    return undefined;
  }
}

/** The session that is stored, for the first frame; the core, once it is there, looks at it again more closely. */
export function storedSession<C extends Claims>(options: AuthOptions): Session<C> {
  const record = storedRecord(options);
  if (!record) return { status: "signed-out", reason: "never" };
  const { claims, scope, expiresAt, obtainedAt } = record;
  const now = Date.now();
  // A clock that was set back before the sign-in is not believed.
  return now < expiresAt && now >= obtainedAt - (options.clockTolerance ?? 60) * 1000
    ? { status: "signed-in", claims: claims as C, scope: words(scope), expiresAt, stale: false }
    : { status: "signed-out", reason: "expired" };
}

/** The words of a list that spaces part. */
export function words(list: string): readonly string[] {
  return list.split(" ").filter(Boolean);
}
