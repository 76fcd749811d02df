// What all tabs share, encrypted under a key that no script can read.
import type { Surroundings } from "../answers.js";
import { add, get, put, remove } from "./database.js";

/** What stands under a key; empty for nothing, and `?` for what can't be read any more. */
export async function load(name: string, page: Surroundings): Promise<string> {
  const { note } = page;
  let entry: Entry | undefined;
  let key: CryptoKey | undefined;
  try {
    entry = await get<Entry>("sessions", name);
    key = await get<CryptoKey>("keys", KEY);
  } catch (error) {
    // A read that failed says nothing of what is there.
    entry = undefined;
    note("shared storage", String(error));
  }
  // Where nothing can be kept, or all was wiped, each page has what it remembers: of a logout it knows by its epoch.
  if (!entry) return JSON.parse(page.memory ?? "{}").record ?? "";
  if (lastLogout(page) > entry.epoch) {
    // A logout of this very page tells the provider of it first.
    if (!page.memory) forget(name, entry);
    return "";
  }
  try {
    const text = await decrypted(name, entry, key);
    looked.set(name, entry);
    return text;
  } catch (error) {
    note("shared storage", String(error));
    forget(name, entry);
    return "?";
  }
}

/** The session that a logout has just ended before any page has seen it; nothing where there is none, or a later one. */
export async function endedBy(name: string, { tabs }: Surroundings): Promise<string | undefined> {
  try {
    const entry = await get<Entry>("sessions", name);
    if (!entry || entry.epoch >= tabs.epoch) return undefined;
    return await decrypted(name, entry, await get<CryptoKey>("keys", KEY));
  } catch {
    return undefined;
  }
}

/**
 * Writes a session, unless it is over in the meantime: somebody has logged out, or signed in anew. The page finds that out by itself, and a bit
 * later. Empty where it can't be written.
 */
export async function save(name: string, value: string, page: Surroundings): Promise<string> {
  const { tabs, note } = page;
  // As it is now: a logout while this takes its time is a later one.
  const { epoch } = tabs;
  const { begunAt, obtainedAt } = JSON.parse(value);
  try {
    const key = await secretKey();
    const iv = crypto.getRandomValues(new Uint8Array(12));
    const data = await crypto.subtle.encrypt(algorithm(name, iv), key, new TextEncoder().encode(value));
    const entry: Entry = { version: VERSION, epoch, begunAt, obtainedAt, iv, data };
    const isKept = (there: Entry) => isLater(there.begunAt, begunAt);
    if (lastLogout(page) <= epoch) await put<Entry>("sessions", name, entry, isKept);
    return "written";
  } catch (error) {
    note("shared storage", String(error));
    return "";
  }
}

/**
 * Removes what a logout has ended, and the session that the page knows; none that began, or was renewed, later. Gives whether there is such a one;
 * nothing where nobody knows.
 */
export async function discard(name: string, page: Surroundings): Promise<boolean | undefined> {
  const last = lastLogout(page);
  // What was looked at last is what a page without a session wants to be rid of.
  const known: Pick<Entry, "begunAt" | "obtainedAt"> = page.known ? JSON.parse(page.known) : looked.get(name);
  const isKept = (there: Entry) =>
    last <= there.epoch &&
    (!known ||
      isLater(there.begunAt, known.begunAt) ||
      (there.begunAt === known.begunAt && isLater(there.obtainedAt, known.obtainedAt)));
  try {
    const there = await remove<Entry>("sessions", name, isKept);
    return !!there && isKept(there);
  } catch {
    return undefined;
  }
}

interface Entry {
  version: number;
  /** The last logout that the tab knew of which wrote it. */
  epoch: number;
  /** When the person signed in. */
  begunAt: number;
  /** When it was renewed last. */
  obtainedAt: number;
  iv: Uint8Array<ArrayBuffer>;
  data: ArrayBuffer;
}

// What lies ahead, by more than clocks are set by now and then, was made by another clock.
function isLater(time: number, than: number): boolean {
  return time > than && time <= Date.now() + 60_000;
}

async function decrypted(name: string, entry: Entry, key: CryptoKey | undefined): Promise<string> {
  if (!key || entry.version !== VERSION) throw "its key is gone, or it is of another version";
  return new TextDecoder().decode(await crypto.subtle.decrypt(algorithm(name, entry.iv), key, entry.data));
}

// The last one in any tab, by an epoch that no page forgets.
function lastLogout({ shared, tabs }: Surroundings): number {
  return Math.max(tabs.epoch, Number(shared.read(tabs.name)?.split(" ")[0]) || 0);
}

// Exactly this one: meanwhile there may be another.
function forget(name: string, { iv }: Entry): void {
  remove<Entry>("sessions", name, (there) => String(there.iv) !== String(iv)).catch(() => {});
}

// What this page has read last under a name.
const looked = new Map<string, Entry>();

// Two tabs that make one at once agree on the first.
async function secretKey(): Promise<CryptoKey> {
  const known = await get<CryptoKey>("keys", KEY);
  if (known) return known;
  const key = await crypto.subtle.generateKey({ name: "AES-GCM", length: 256 }, false, [
    "encrypt",
    "decrypt",
  ]);
  return add("keys", KEY, key);
}

// An entry can't be put in the place of another client's.
function algorithm(name: string, iv: Uint8Array<ArrayBuffer>): AesGcmParams {
  return { name: "AES-GCM", iv, additionalData: new TextEncoder().encode(name) };
}

const KEY = "session";
const VERSION = 1;
