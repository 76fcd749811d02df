// What all tabs share, encrypted under a key that no script can read.
import type { Surroundings } from "../answers.js";
import { add, get, put, remove } from "./database.js";

/** What stands under a key; empty for nothing, and `?` for what can't be read any more. */
export async function load(name: string, { shared, tabs, note }: Surroundings): Promise<string> {
  const entry = await get<Entry>("sessions", name).catch((error: unknown) => {
    note("shared storage", String(error));
    return undefined;
  });
  if (!entry) return "";
  // Somebody has logged out since it was written.
  if (Number(shared.read(tabs.name)?.split(" ")[0]) > entry.epoch) {
    discard(name);
    return "";
  }
  try {
    const key = await get<CryptoKey>("keys", KEY);
    if (!key || entry.version !== VERSION) throw "its key is gone, or it is of another version";
    const text = await crypto.subtle.decrypt(algorithm(name, entry.iv), key, entry.data);
    return new TextDecoder().decode(text);
  } catch (error) {
    note("shared storage", String(error));
    return "?";
  }
}

/** Writes it. Empty where it can't be written. */
export async function save(name: string, value: string, { tabs, note }: Surroundings): Promise<string> {
  try {
    const key = await secretKey();
    const iv = crypto.getRandomValues(new Uint8Array(12));
    const data = await crypto.subtle.encrypt(algorithm(name, iv), key, new TextEncoder().encode(value));
    await put("sessions", name, { version: VERSION, epoch: tabs.epoch, iv, data } satisfies Entry);
    return "written";
  } catch (error) {
    note("shared storage", String(error));
    return "";
  }
}

export function discard(name: string): void {
  remove("sessions", name).catch(() => {});
}

interface Entry {
  version: number;
  /** The last logout that the tab knew of which wrote it. */
  epoch: number;
  iv: Uint8Array<ArrayBuffer>;
  data: ArrayBuffer;
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
