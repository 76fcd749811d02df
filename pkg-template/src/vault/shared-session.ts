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
    discard(name);
    return "";
  }
  try {
    if (!key || entry.version !== VERSION) throw "its key is gone, or it is of another version";
    const text = await crypto.subtle.decrypt(algorithm(name, entry.iv), key, entry.data);
    return new TextDecoder().decode(text);
  } catch (error) {
    note("shared storage", String(error));
    return "?";
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
  const { begunAt } = JSON.parse(value);
  // A sign-in that lies ahead was made by another clock.
  const isNewer = (there: Entry) => there.begunAt > begunAt && there.begunAt <= Date.now();
  try {
    const key = await secretKey();
    const iv = crypto.getRandomValues(new Uint8Array(12));
    const data = await crypto.subtle.encrypt(algorithm(name, iv), key, new TextEncoder().encode(value));
    const entry: Entry = { version: VERSION, epoch, begunAt, iv, data };
    if (lastLogout(page) <= epoch) await put("sessions", name, entry, isNewer);
    return "written";
  } catch (error) {
    note("shared storage", String(error));
    return "";
  }
}

/** Removes the session of that record, and none that began later. */
export function discard(name: string, known?: string): void {
  const { begunAt = Number.POSITIVE_INFINITY } = JSON.parse(known ?? "{}");
  remove<Entry>("sessions", name, (there) => there.begunAt > begunAt).catch(() => {});
}

interface Entry {
  version: number;
  /** The last logout that the tab knew of which wrote it. */
  epoch: number;
  /** When the person signed in. */
  begunAt: number;
  iv: Uint8Array<ArrayBuffer>;
  data: ArrayBuffer;
}

// The last one in any tab, by an epoch that no page forgets.
function lastLogout({ shared, tabs }: Surroundings): number {
  return Number(shared.read(tabs.name)?.split(" ")[0]) || 0;
}

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
