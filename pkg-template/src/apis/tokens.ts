import type { TokenOptions } from "../apis-types.js";
import type { AuthError, AuthErrorInit } from "../errors.js";
import { bound, type Client } from "./client.js";
import { signInOf, stillThere } from "./sign-in.js";

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
    return { token: await client.accessToken(minValidity), dpop: !!bound(store).dpopKey };
  const { audience, resource } = asked;
  const before = signInOf(store);
  const mine = kept(store);
  // Tunnistamo gives the tokens of all APIs at once.
  const all = store.options.apiTokens?.kind === "tunnistamo" && audience && Object.keys(asked).length === 1;
  const key = all ? "" : JSON.stringify(ORDER.map((name) => asked[name]));
  let entry = mine.get(key);
  // A token that is about to end would end on its way.
  if (entry && !lives(entry, Math.max(minValidity, MARGIN))) entry = undefined;
  if (!entry) {
    entry = ask(client, asked);
    mine.set(key, entry);
    // A resource, or a scope for it, that was refused stays refused in this sign-in: to ask again may cost the refresh token.
    entry.given.catch(({ code }: AuthErrorInit) => {
      const isFinal = resource && (code === "invalid_target" || code === "token_refused");
      if (!isFinal && mine.get(key) === entry) mine.delete(key);
    });
  }
  const { tokens, dpop } = await entry.given;
  // Whoever has signed out, or in as somebody else, while it was on its way gets none.
  stillThere(client, before);
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
export function forget(store: Client["store"], refused: string): void {
  const mine = kept(store);
  for (const [key, { tokens = {} }] of mine) if (Object.values(tokens).includes(refused)) mine.delete(key);
}

/** Forgets all of them. */
export const forgetAll = (store: Client["store"]): void => kept(store).clear();

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
  /** Once they are there. */
  tokens?: Given["tokens"];
}

interface Kept {
  owner: string;
  entries: Map<string, Entry>;
}

function ask(client: Client, asked: TokenOptions): Entry {
  const entry = { seconds: Infinity } as Entry;
  entry.given = tried(client, JSON.stringify(asked), () => {
    entry.asked = clocks();
  });
  entry.given.then(
    (given) => Object.assign(entry, given),
    () => {},
  );
  return entry;
}

// Tried again where the network or the provider's machine failed, and once more where it no longer knows the access token.
async function tried(client: Client, input: string, begin: () => void): Promise<Given> {
  let renewed = !client.store.renews;
  for (let tries = 0; ; ) {
    const { accessToken } = bound(client.store);
    begin();
    try {
      return await byStrategy(client, input);
    } catch (error) {
      const { code, message = "" } = error as AuthError;
      if (code === "invalid_grant" && !renewed) {
        renewed = true;
        // Unless another call has had it renewed meanwhile.
        if (accessToken === bound(client.store).accessToken) await client.renew();
        // A provider that has had too many requests is not asked again at once.
      } else if (code === "api_token_unreachable" && tries < 2 && !message.includes("found 429")) {
        await new Promise((resolve) => setTimeout(resolve, 2 ** tries * (250 + 500 * Math.random())));
        tries++;
      } else throw error;
    }
  }
}

async function byStrategy(client: Client, input: string): Promise<Given> {
  const { store } = client;
  if (store.options.apiTokens?.kind !== "resource") return client.withToken("apiToken", input);
  // A refresh token is used by one at a time (RFC 9700 4.14.2). What is wrong with it the renewal finds a way around.
  const ask = () => client.alone(() => store.run<Given>("apiToken", input));
  try {
    return await ask();
  } catch (error) {
    if (!store.renews || (error as AuthErrorInit).code !== "access_token_unavailable") throw error;
    await client.renew();
    return ask();
  }
}

// The tokens of whoever is signed in now: those of anybody before, and of what a renewal has replaced, are gone.
function kept(store: Client["store"]): Map<string, Entry> {
  let known = memory.get(store);
  const owner = ownerOf(store);
  if (known?.owner !== owner) {
    if (!known) store.listeners.add(() => kept(store));
    known = { owner, entries: new Map() };
    memory.set(store, known);
  }
  return known.entries;
}

// One sign-in with one key, for what was asked for. What Tunnistamo gives ends with the access token.
function ownerOf(store: Client["store"]): string {
  const { accessToken, dpopKey, asked } = bound(store);
  const all = store.options.apiTokens?.kind === "tunnistamo" && accessToken;
  return JSON.stringify([signInOf(store), dpopKey, asked, all]);
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
