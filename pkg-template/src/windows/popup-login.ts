import type { AuthErrorInit } from "../errors.js";
import type { SessionStore } from "../session-store.js";
import type { Claims, Session } from "../types.js";
import { listen, stateOf } from "./answer.js";
import { watch } from "./person.js";

/**
 * Waits for the answer to a login in a window. When the person seems to have closed it this rejects, so that no button stays busy; but
 * nobody can be sure of that under a Cross-Origin-Opener-Policy, so an answer that comes later still signs in.
 */
export function popupLogin<C extends Claims>(
  store: SessionStore<C>,
  popup: Window,
  url: string,
  signal: AbortSignal | undefined,
): Promise<Session<C>> {
  return new Promise((resolve, reject) => {
    late?.();
    const listening = listen(store, {
      source: popup,
      state: stateOf(url),
      heard(answer = "") {
        close();
        finish(store, "answer", answer).then(resolve, reject);
      },
    });
    const unwatch = watch(popup, { isBack: () => giveUp() });
    const timer = setTimeout(() => close(), LIFE);
    const giveUp = () => {
      unwatch();
      late = end;
      store.note("window", "closed");
      reject(cancelled);
    };
    const end = () => {
      unwatch();
      listening.end();
      clearTimeout(timer);
      signal?.removeEventListener("abort", abort);
    };
    const close = () => {
      listening.close();
      popup.close();
      end();
    };
    const abort = () => {
      close();
      reject(signal?.reason);
    };
    signal?.addEventListener("abort", abort);
    if (popup.closed) {
      end();
      reject(cancelled);
    } else popup.location.replace(url);
  });
}

/** Goes on waiting for logins in windows that this page opened before it was reloaded. */
export function resume<C extends Claims>(store: SessionStore<C>, keys: readonly string[]): void {
  for (const key of keys) {
    const listening = listen(store, {
      state: key.slice(key.indexOf("w-")),
      heard(answer = "") {
        listening.close();
        listening.end();
        finish(store, "answer", answer).catch(() => {});
      },
    });
    setTimeout(listening.end, LIFE);
  }
}

/** Handles the answer of a window or frame. Throws an AuthError, or what one is made of. */
export async function finish<C extends Claims>(
  store: SessionStore<C>,
  operation: "answer" | "silentAnswer",
  url: string,
): Promise<Session<C>> {
  try {
    await store.run(operation, url);
  } catch (error) {
    store.note("login failed", (error as AuthErrorInit).code);
    throw error;
  }
  store.note("login", "done");
  // Somebody may have logged out meanwhile.
  if (store.session.status !== "signed-in") throw cancelled;
  return store.session;
}

const cancelled: AuthErrorInit = {
  code: "login_cancelled",
  phase: "authorize",
  remedy: "offer the button again",
};

// Ends the listening for the answer of a window that seems to be closed, when another one is opened.
let late: (() => void) | undefined;

/** Milliseconds that a login is waited for, as long as the core remembers it. */
const LIFE = 1_800_000;
