import type { SessionStore } from "./session-store.js";
import type { Claims, Explanation } from "./types.js";

/** Keeps what happened so far for the page that comes next. Nothing secret is in it. */
export function keepTimeline<C extends Claims>({ tab, timeline }: SessionStore<C>): void {
  tab.write(KEY, JSON.stringify([...kept(tab.read(KEY)), ...timeline]));
}

/** Puts what the page before left in front. */
export function takeTimeline<C extends Claims>({ tab, timeline }: SessionStore<C>): void {
  timeline.unshift(...kept(tab.read(KEY)));
  tab.remove(KEY);
}

function kept(text: string | null | undefined): Explanation["timeline"] {
  try {
    const found = JSON.parse(text ?? "[]");
    return Array.isArray(found) ? found : [];
  } catch {
    return [];
  }
}

const KEY = "kirjaudu.timeline";
