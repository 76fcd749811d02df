// Keys of DPoP, RFC 9449: made here, never seen by any script.
import { get, put, remove, removeIf, replace } from "./database.js";

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
  // What stands in the database, since that is what the next page finds.
  return publicKey(name);
}

/** The public half of a key; empty where it is gone. */
export async function publicKey(name: string): Promise<string> {
  return (await find(name))?.jwk ?? "";
}

/** A signature; nothing where the key is gone. */
export async function sign(name: string, data: string): Promise<Uint8Array | undefined> {
  const key = await find(name);
  if (!key) return undefined;
  const { pair, usedAt } = key;
  if (usedAt < Date.now() - DAY) {
    key.usedAt = Date.now();
    // Another tab may have removed it.
    await replace<Kept>("keys", name, { pair, usedAt: key.usedAt }).catch(() => {});
  }
  return new Uint8Array(await crypto.subtle.sign(EC, pair.privateKey, new TextEncoder().encode(data)));
}

/** Forgets a key, here and in the database. */
export function removeKey(name: string): Promise<unknown> {
  inUse.delete(name);
  return remove("keys", name).catch(() => {});
}

interface Kept {
  pair: CryptoKeyPair;
  /** At most a day ago when the key is in use. */
  usedAt: number;
}

interface InUse extends Kept {
  jwk: string;
}

// Those that this page has looked up: to open the database for each proof takes ten times as long as to sign it.
function find(name: string): Promise<InUse | undefined> {
  const known = inUse.get(name);
  if (known) return known;
  const found = look(name).catch(() => undefined);
  inUse.set(name, found);
  found.then((key) => !key && inUse.get(name) === found && inUse.delete(name));
  return found;
}

async function look(name: string): Promise<InUse | undefined> {
  const kept = await get<Kept>("keys", name);
  if (!kept) return undefined;
  const { crv, kty, x, y } = await crypto.subtle.exportKey("jwk", kept.pair.publicKey);
  // In this order it is what a thumbprint is made of (RFC 7638).
  return { ...kept, jwk: JSON.stringify({ crv, kty, x, y }) };
}

const inUse = new Map<string, Promise<InUse | undefined>>();

const EC = { name: "ECDSA", namedCurve: "P-256", hash: "SHA-256" };

const DAY = 86_400_000;
/** Longer than any provider lets a session lie unused. */
const UNUSED = 60 * DAY;
