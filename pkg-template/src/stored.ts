import type { AuthOptions, Claims, GrantedDetails, Session, SignedOutReason } from "./types.js";

/** `sessionStorage`, which may be blocked: then nothing is read and nothing written. */
export const tab = storage(() => sessionStorage);

/** `localStorage`, likewise. Nothing secret ever stands there. */
export const shared = storage(() => localStorage);

function storage(of: () => Storage) {
  return {
    read: (key: string) => attempt(() => of().getItem(key)),
    /** Whether it could be written. */
    write: (key: string, value: string) =>
      attempt(() => {
        of().setItem(key, value);
        return true;
      }),
    remove: (key: string) => void attempt(() => of().removeItem(key)),
    keys: () => attempt(() => Object.keys(of())) ?? [],
  };
}

function attempt<T>(work: () => T): T | undefined {
  try {
    return work();
  } catch {
    return undefined;
  }
}

/** Where the core keeps the session of this client. */
export function sessionKey({ clientId, issuer }: AuthOptions): string {
  return `kirjaudu.session.${clientId} ${issuer}`;
}

/** What the core stored of the session, as far as it is shown. */
export interface StoredRecord {
  claims: Claims;
  scope: string;
  /** JSON text of what the login asked for. */
  asked?: string;
  dpopKey?: string;
  obtainedAt: number;
  /** When the person signed in with this client; a renewal changes nothing about it. */
  begunAt: number;
  expiresAt: number;
  idToken: string;
  accessToken?: string;
  flow: string;
  because: string;
  sessionState?: string;
  authorizationDetails?: GrantedDetails;
}

/** What the core remembers of the session while the page lives (`src/flow/memory.rs`); `record` and `error` are JSON text. */
export interface Memory {
  logouts: number;
  reason?: SignedOutReason;
  deadline?: number;
  isLast?: boolean;
  record?: string;
  error: string;
}

/** The record of this client that is stored, as text. */
export function storedText(options: AuthOptions): string | undefined {
  return ((options.storage ?? "session") === "session" && tab.read(sessionKey(options))) || undefined;
}

/** A record read, unless it is not of this version, issuer and client. */
export function readRecord(options: AuthOptions, text: string | undefined): StoredRecord | undefined {
  return attempt(() => {
    const record = JSON.parse(text ?? "null");
    const { v, issuer, clientId, scope, idToken } = record;
    const claims = payload(idToken);
    const ours = v === 1 && issuer === options.issuer && clientId === options.clientId;
    return ours && claims.sub && typeof scope === "string" ? { ...record, claims } : undefined;
  });
}

/** The session of a record that was verified. */
export function sessionOf<C extends Claims>(record: StoredRecord): Session<C> {
  const { claims, scope, expiresAt, authorizationDetails } = record;
  const stale = Date.now() >= expiresAt;
  return {
    status: "signed-in",
    claims: claims as C,
    scope: scope.split(" ").filter(Boolean),
    expiresAt,
    stale,
    ...(authorizationDetails && { authorizationDetails }),
  };
}

// The claims are those of the ID token, and stand nowhere else.
function payload(idToken: string): Claims {
  const base64 = idToken.split(".")[1]?.replace(/-/g, "+").replace(/_/g, "/") ?? "";
  const bytes = Uint8Array.from(atob(base64), (character) => character.charCodeAt(0));
  const claims = JSON.parse(new TextDecoder().decode(bytes));
  // Tunnistamo writes the one method as a text where OIDC Core 2 wants a list.
  if (typeof claims.amr === "string") claims.amr = [claims.amr];
  return claims;
}
