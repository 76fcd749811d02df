// Keys of DPoP, RFC 9449: made here, never seen by any script.
import { get, put, remove, removeIf } from "./database.js";

/** Makes an ES256 key under a name, and gives its public half; empty where none can be kept. */
export async function makeKey(name: string): Promise<string> {
  try {
    const pair = await crypto.subtle.generateKey(EC, false, ["sign"]);
    // A tab that was closed took the name of its key with it.
    await removeIf<Kept>("keys", ({ usedAt }) => usedAt < Date.now() - UNUSED);
    await put("keys", name, { pair, usedAt: Date.now() } satisfies Kept);
  } catch {
    return "";
  }
  return publicKey(name);
}

/** The public half of a key; empty where it is gone. */
export async function publicKey(name: string): Promise<string> {
  const kept = await find(name);
  if (!kept) return "";
  const { crv, kty, x, y } = await crypto.subtle.exportKey("jwk", kept.pair.publicKey);
  // In this order it is what a thumbprint is made of (RFC 7638).
  return JSON.stringify({ crv, kty, x, y });
}

/** A signature; nothing where the key is gone. */
export async function sign(name: string, data: string): Promise<Uint8Array | undefined> {
  const kept = await find(name);
  if (!kept) return undefined;
  if (kept.usedAt < Date.now() - DAY)
    await put("keys", name, { ...kept, usedAt: Date.now() }).catch(() => {});
  return new Uint8Array(await crypto.subtle.sign(EC, kept.pair.privateKey, new TextEncoder().encode(data)));
}

export const removeKey = (name: string): Promise<unknown> => remove("keys", name).catch(() => {});

interface Kept {
  pair: CryptoKeyPair;
  /** At most a day ago when the key is in use. */
  usedAt: number;
}

const find = (name: string) => get<Kept>("keys", name).catch(() => undefined);

const EC = { name: "ECDSA", namedCurve: "P-256", hash: "SHA-256" };

const DAY = 86_400_000;
/** Longer than any provider lets a session lie unused. */
const UNUSED = 60 * DAY;
