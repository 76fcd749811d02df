import { accessTokenOf } from "../access-token.js";
import type { TokenOptions } from "../apis-types.js";
import type { AuthError, AuthErrorInit } from "../errors.js";
import type { SessionStore } from "../session-store.js";
import type { Claims, LoginOptions } from "../types.js";

/** A client, and how its errors are made. */
export interface Client {
  store: SessionStore<Claims>;
  asError: (init: AuthErrorInit) => AuthError;
  /** Throws an AuthError. */
  login(options: LoginOptions, popup: Window | null): Promise<unknown>;
}

/** A token, and whether it is bound to the key of the sign-in (RFC 9449). */
export interface ApiToken {
  token: string;
  dpop: boolean;
}

/** A token for one API, from the memory of this page as long as it lives. Throws an AuthError. */
export async function apiToken(client: Client, options: TokenOptions): Promise<ApiToken> {
  const { store, asError } = client;
  const { minValidity = 0, ...asked } = options;
  if (!Object.keys(asked).length)
    return { token: await accessTokenOf(store, minValidity), dpop: !!bound(store).dpopKey };
  const { audience, resource } = asked;
  const mine = kept(store);
  // Tunnistamo gives the tokens of all APIs at once.
  const all = store.options.apiTokens?.kind === "tunnistamo" && audience && Object.keys(asked).length === 1;
  const key = all ? "" : JSON.stringify(ORDER.map((name) => asked[name]));
  let entry = mine.get(key);
  // A token that is about to end would end on its way.
  if (entry && !lives(entry, Math.max(minValidity, MARGIN))) entry = undefined;
  if (!entry) {
    entry = ask(store, asked);
    mine.set(key, entry);
    entry.given.catch(() => mine.get(key) === entry && mine.delete(key));
  }
  const { tokens, dpop } = await entry.given;
  // Whoever has signed out, or in as somebody else, while it was on its way gets none.
  if (kept(store) !== mine)
    throw asError({ code: "not_signed_in", phase: "api", remedy: "begin a login first" });
  const token = tokens[audience ?? resource ?? ""];
  if (!token) {
    const found = Object.keys(tokens).join(" ");
    throw asError({ code: "api_token_refused", phase: "api", field: "audience", found });
  }
  if (!lives(entry, minValidity)) {
    const remedy = "ask for a shorter minValidity";
    throw asError({ code: "access_token_unavailable", phase: "api", field: "minValidity", remedy });
  }
  return { token, dpop };
}

/** Forgets a token that an API refused, unless it has been replaced already. */
export async function forget(store: SessionStore<Claims>, refused: string): Promise<void> {
  const mine = kept(store);
  for (const [key, { given }] of mine) {
    const { tokens } = await given.catch(() => ({ tokens: {} }));
    if (Object.values(tokens).includes(refused)) mine.delete(key);
  }
}

/** Forgets all of them. */
export const forgetAll = (store: SessionStore<Claims>): void => kept(store).clear();

interface Given {
  tokens: Record<string, string>;
  seconds: number;
  dpop: boolean;
}

interface Entry {
  given: Promise<Given>;
  /** When it was asked for, by both clocks: one stands still while some computers sleep, the other can be set. */
  asked: [number, number];
  seconds: number;
}

interface Kept {
  owner: string;
  entries: Map<string, Entry>;
}

function ask(store: SessionStore<Claims>, asked: TokenOptions): Entry {
  const entry: Entry = { given: tried(store, JSON.stringify(asked)), asked: clocks(), seconds: Infinity };
  entry.given.then(
    ({ seconds }) => (entry.seconds = seconds),
    () => {},
  );
  return entry;
}

// Tried again where the network or the provider's machine failed, and nowhere else.
async function tried(store: SessionStore<Claims>, input: string): Promise<Given> {
  for (let tries = 0; ; tries++) {
    try {
      return await store.run<Given>("apiToken", input);
    } catch (error) {
      if (tries === 2 || (error as AuthError).code !== "api_token_unreachable") throw error;
      await new Promise((resolve) => setTimeout(resolve, 2 ** tries * (250 + 500 * Math.random())));
    }
  }
}

// The tokens of whoever is signed in now: those of anybody before are gone.
function kept(store: SessionStore<Claims>): Map<string, Entry> {
  let known = memory.get(store);
  const owner = ownerOf(store);
  if (known?.owner !== owner) {
    if (!known) store.listeners.add(() => kept(store));
    known = { owner, entries: new Map() };
    memory.set(store, known);
  }
  return known.entries;
}

// One sign-in of one person with one key. Renewals leave it as it is, but what Tunnistamo gives ends with the access token.
function ownerOf(store: SessionStore<Claims>): string {
  if (store.session.status !== "signed-in") return "";
  const { sub, sid, auth_time } = store.session.claims;
  const { accessToken, dpopKey } = bound(store);
  const all = store.options.apiTokens?.kind === "tunnistamo" && accessToken;
  return JSON.stringify([sub, sid, auth_time, dpopKey, all]);
}

/** What the record behind the session has beside what is shown. */
export function bound(store: SessionStore<Claims>): { accessToken?: string; dpopKey?: string } {
  return (store.record as object | undefined) ?? {};
}

function lives({ asked: [wall, steady], seconds }: Entry, atLeast: number): boolean {
  const [now, steadyNow] = clocks();
  return Math.max(now - wall, steadyNow - steady) <= (seconds - atLeast) * 1000;
}

const clocks = (): [number, number] => [Date.now(), performance.now()];

const memory = new WeakMap<object, Kept>();

const ORDER = ["audience", "resource", "scope", "permission"] as const;

/** Seconds. */
const MARGIN = 5;
