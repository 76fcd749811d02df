import type { SessionStore } from "../session-store.js";
import { unreachable } from "./unreachable.js";

/**
 * Does something while no other tab of this origin does anything under the same name. The browser frees the lock of a tab that dies. Rejects with
 * `renewal_unreachable` where another tab keeps it for too long.
 */
export async function exclusive<T>(name: string, shared: Shared, work: () => Promise<T>): Promise<T> {
  const { locks } = navigator;
  if (!locks) return leased(name, shared, work);
  const tooLong = new AbortController();
  const timer = setTimeout(() => tooLong.abort(unreachable("another tab is at it")), PATIENCE);
  let isOurs = false;
  try {
    return await locks.request(name, { signal: tooLong.signal }, () => {
      isOurs = true;
      clearTimeout(timer);
      return work();
    });
  } catch (error) {
    // A browser that keeps no data for this site refuses its locks too.
    if (isOurs || tooLong.signal.aborted) throw error;
    clearTimeout(timer);
    return leased(name, shared, work);
  }
}

/**
 * Where the browser has no locks: a lease in localStorage, which its holder prolongs. Two tabs that write in the same moment find out by reading
 * again after a while, which is all that such a storage allows.
 */
async function leased<T>(name: string, shared: Shared, work: () => Promise<T>): Promise<T> {
  const owner = String(crypto.getRandomValues(new Uint32Array(4)));
  const take = () => shared.write(name, `${owner} ${Date.now() + LEASE}`);
  const holder = () => {
    const [who = "", until] = shared.read(name)?.split(" ") ?? [];
    const left = Number(until) - Date.now();
    // A clock that was set back makes no lease longer.
    return left > 0 && left <= LEASE ? who : "";
  };
  for (const begun = performance.now(); holder() !== owner; ) {
    if (performance.now() - begun > PATIENCE) throw unreachable("another tab is at it");
    // Tabs without any storage in common have no session in common either.
    if (!holder() && !take()) return work();
    await new Promise((resolve) => setTimeout(resolve, 50 + Math.random() * 100));
  }
  // A hidden tab may be late: what another one has taken meanwhile is not taken back.
  const timer = setInterval(() => holder() === owner && take(), LEASE / 4);
  try {
    return await work();
  } finally {
    clearInterval(timer);
    if (holder() === owner) shared.remove(name);
  }
}

type Shared = SessionStore<never>["shared"];

/** Milliseconds: longer than a renewal takes unless everything is slow. Who has waited in vain tries again. */
const PATIENCE = 75_000;
const LEASE = 8_000;
