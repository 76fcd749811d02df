import type { tab } from "./stored.js";

/** What this page's URL was before it was cleaned, where it carried the answer to a login or logout of ours. */
export type Capture = { url: string; clean: string; state: string; kind: "login" | "logout" | "return" };

/** Who is asking: a response for another client on the same page is left to that one. */
export interface Owner {
  issuer: string;
  clientId: string;
  redirectUri: string;
  postLogoutRedirectUri: string | undefined;
}

/**
 * Looks for an authorization response, or the way back from a logout, in a URL. Gives the URL and what it is without the parameters of the
 * response; `undefined` for any other URL. Other parameters, and the application's own hash, stay byte for byte.
 */
export function capture(
  href: string,
  owner: Owner,
  { read, keys }: Pick<typeof tab, "read" | "keys">,
): Capture | undefined {
  const [, before = "", query = "", hash = ""] = /^([^?#]*)(?:\?([^#]*))?(?:#(.*))?$/s.exec(href) ?? [];
  const inQuery = new URLSearchParams(query);
  const inHash = new URLSearchParams(hash);
  const has = (part: URLSearchParams, names: readonly string[]) => names.some((name) => part.has(name));
  const response = [inQuery, inHash].find(
    (part) => has(part, tokens) || (part.has("state") && has(part, answers)),
  );
  const state = (response ?? inQuery).get("state") ?? "";
  if (response && isAt(before, owner.redirectUri)) {
    const record = read(LOGIN + state);
    // One that nobody here began is taken too, so that it is refused and does not stay in the address bar; but `code` and `state` at
    // the start page may be anybody's.
    const ours = record
      ? isOf(record, owner)
      : isOfWindow(state) || has(response, [...tokens, "iss"]) || new URL(before).pathname !== "/";
    const clean = join(before, without(query, parameters), without(hash, parameters));
    return ours ? { url: href, clean, state, kind: "login" } : undefined;
  }
  const after = owner.postLogoutRedirectUri;
  if (!after || !isAt(before, after)) return undefined;
  const clean = join(before, without(query, ["state"]), hash);
  if (isOfWindow(state) || isOf(read(LOGOUT + state), owner))
    return { url: href, clean, state, kind: "logout" };
  // Back without the state: by a link of the provider's page, or not from there at all.
  const open = keys().find((key) => key.startsWith(LOGOUT) && isOf(read(key), owner, Date.now() - LIFE));
  return open
    ? { url: `?state=${open.slice(LOGOUT.length)}`, clean: href, state, kind: "return" }
    : undefined;
}

/** Whether a `state` is that of a window or frame (`state` in `src/flow/pending.rs`). */
export function isOfWindow(state: string): boolean {
  return /^w-[\w-]{43}$/.test(state);
}

/** What the keys of logins on their way begin with. */
export const LOGIN = "kirjaudu.login.";
/** Likewise of logouts. */
export const LOGOUT = "kirjaudu.logout.";
/** Milliseconds after which nobody comes back from a logout. */
const LIFE = 1_800_000;

function isAt(before: string, uri: string): boolean {
  return before === uri.split("?")[0];
}

/** Whether a record of a login or logout is that of this client, and not older than a time. */
export function isOf(
  record: string | null | undefined,
  owner: Pick<Owner, "issuer" | "clientId">,
  since = 0,
): boolean {
  try {
    const { issuer, clientId, createdAt } = JSON.parse(record ?? "{}");
    return issuer === owner.issuer && clientId === owner.clientId && createdAt >= since;
  } catch {
    return false;
  }
}

function without(part: string, names: readonly string[]): string {
  const isOne = (pair: string) => names.some((name) => new URLSearchParams(pair).has(name));
  return part
    .split("&")
    .filter((pair) => !isOne(pair))
    .join("&");
}

function join(before: string, query: string, hash: string): string {
  return before + (query && `?${query}`) + (hash && `#${hash}`);
}

const parameters =
  "id_token access_token code error state iss session_state error_description error_uri token_type expires_in scope kc_action kc_action_status".split(
    " ",
  );
const answers = parameters.slice(0, 4);
const tokens = parameters.slice(0, 2);
