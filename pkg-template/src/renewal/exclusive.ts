import { unreachable } from "./unreachable.js";

/**
 * Does something while no other tab of this origin does anything under the same name. The browser frees the lock of a tab that dies. Rejects with
 * `renewal_unreachable` where another tab keeps it for too long.
 */
export async function exclusive<T>(name: string, work: () => Promise<T>): Promise<T> {
  const { locks } = navigator;
  if (!locks) return leased(name, work);
  const tooLong = new AbortController();
  const timer = setTimeout(() => tooLong.abort(unreachable("another tab is at it")), PATIENCE);
  return locks.request(name, { signal: tooLong.signal }, () => {
    clearTimeout(timer);
    return work();
  });
}

/**
 * Where the browser has no locks: a lease in localStorage, which its holder prolongs. Two tabs that write in the same moment find out by reading
 * again after a while, which is all that such a storage allows.
 */
async function leased<T>(name: string, work: () => Promise<T>): Promise<T> {
  const owner = crypto.randomUUID();
  const take = () => localStorage.setItem(name, `${owner} ${Date.now() + LEASE}`);
  const holder = () => {
    const [who = "", until] = localStorage.getItem(name)?.split(" ") ?? [];
    return Number(until) > Date.now() ? who : "";
  };
  for (const begun = performance.now(); holder() !== owner; ) {
    if (performance.now() - begun > PATIENCE) throw unreachable("another tab is at it");
    if (!holder()) take();
    await new Promise((resolve) => setTimeout(resolve, 50 + Math.random() * 100));
  }
  const timer = setInterval(take, LEASE / 4);
  try {
    return await work();
  } finally {
    clearInterval(timer);
    localStorage.removeItem(name);
  }
}

/** Milliseconds. A renewal takes at most two requests of 30 seconds and a frame of 10. */
const PATIENCE = 75_000;
const LEASE = 8_000;
