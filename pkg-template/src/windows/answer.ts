import { hear } from "../hear.js";
import type { SessionStore } from "../session-store.js";
import type { Claims } from "../types.js";

/** What a window or frame of ours is waited for with. */
export interface Awaited {
  /** The window itself; a page that was reloaded does not know it any more. */
  source?: MessageEventSource | null;
  /** The `state` that its answer must have. */
  state: string | undefined;
  /** Origins that a `hel:logout` is believed from. */
  origins?: readonly string[];
  /** Called with the URL of our own page there, or without one for a `hel:logout`. */
  heard(url?: string): void;
  /** Called when our own page is there without any `state`: a provider may not give it back. */
  isThere?(): void;
}

/**
 * Listens to a window or frame: to our own page in it by BroadcastChannel, by message and by the storage event, and to the `hel:logout` of a
 * provider. Whatever comes from elsewhere is counted and not looked at.
 */
export function listen<C extends Claims>(store: SessionStore<C>, awaited: Awaited) {
  const { source, state, origins = [], heard, isThere } = awaited;
  const take = (url: unknown) => {
    if (typeof url === "string" && stateOf(url) === state) heard(url);
    else store.ignored += 1;
  };
  const hearing = state ? hear(`kirjaudu.${state}`, take) : undefined;
  const message = ({ data, origin, source: from }: MessageEvent) => {
    const isItsOwn = Boolean(from) && from === source;
    const page = isItsOwn && origin === location.origin && data?.kirjaudu;
    if (isThere && page && !stateOf(`${page}`)) isThere();
    else if (page) take(page);
    else if (isItsOwn && origins.includes(origin) && isLogout(data)) heard();
    else store.ignored += 1;
  };
  addEventListener("message", message);
  return {
    /** Has our page close itself, for where this page can't reach it. */
    close: () => hearing?.tell("close"),
    end() {
      hearing?.end();
      removeEventListener("message", message);
    },
  };
}

/** `state` in the query or fragment of a URL. */
export function stateOf(url: string): string | undefined {
  const [, ...parts] = url.split(/[?#]/);
  return new URLSearchParams(parts.join("&")).get("state") ?? undefined;
}

// The form is nowhere laid down: the text alone, or as the type of an object.
function isLogout(data: unknown): boolean {
  return data === LOGOUT || (data as { type?: unknown } | null)?.type === LOGOUT;
}

const LOGOUT = "hel:logout";
