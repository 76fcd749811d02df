import type { Made } from "../actions.js";
import type { AuthErrorInit } from "../errors.js";
import { cancelled } from "../navigation.js";
import type { SessionStore } from "../session-store.js";
import type { Claims, Session } from "../types.js";
import { listen } from "./answer.js";
import { watch } from "./person.js";

/**
 * Waits for the answer to a login in a window. When the person seems to have closed it this rejects, so that no button stays busy; but
 * nobody can be sure of that under a Cross-Origin-Opener-Policy, so an answer that comes later still signs in.
 */
export function popupLogin<C extends Claims>(
  store: SessionStore<C>,
  popup: Window,
  { url, state }: Made,
  signal: AbortSignal | undefined,
): Promise<Session<C>> {
  let over = () => {};
  const lasting = new Promise<void>((resolve) => {
    over = resolve;
  });
  inOneTab(state, () => lasting);
  return new Promise((resolve, reject) => {
    late.get(store)?.();
    const listening = listen(store, {
      source: popup,
      state,
      heard(answer = "") {
        close();
        finish(store, "answer", answer).then(resolve, reject);
      },
    });
    const unwatch = watch(popup, {
      isBack() {
        unwatch();
        late.set(store, end);
        store.note("window", "looks closed");
        reject(cancelled);
      },
    });
    const end = () => {
      unwatch();
      listening.end();
      clearTimeout(timer);
      stopped();
      over();
    };
    const close = () => {
      listening.close();
      popup.close();
      end();
    };
    const giveUp = (reason: unknown) => {
      close();
      reject(reason);
    };
    const timer = setTimeout(() => giveUp(cancelled), LIFE);
    const stopped = onStop(store, signal, giveUp);
    if (popup.closed) giveUp(cancelled);
    else popup.location.replace(url);
  });
}

/** Goes on waiting for logins in windows that this tab opened before its page was loaded again. */
export function resume<C extends Claims>(store: SessionStore<C>, states: readonly string[]): void {
  for (const state of states) {
    const wait = () =>
      new Promise<void>((over) => {
        const end = () => {
          listening.end();
          stopped();
          over();
        };
        const listening = listen(store, {
          state,
          heard(answer = "") {
            listening.close();
            end();
            finish(store, "answer", answer).catch(() => {});
          },
        });
        const stopped = onStop(store, undefined, end);
        setTimeout(end, LIFE);
      });
    inOneTab(state, wait);
  }
}

// Waits for an answer unless another tab does: a duplicated one knows the same login, whose code is not to be redeemed twice.
function inOneTab(state: string | undefined, wait: () => Promise<void>): void {
  const { locks } = navigator;
  if (!locks) wait();
  else {
    const name = `kirjaudu.window ${state}`;
    locks.request(name, { ifAvailable: true }, (lock) => (lock ? whileHere(wait) : undefined)).catch(wait);
  }
}

// A page may end only after the next one in its tab has begun, which is to find the lock free.
function whileHere(wait: () => Promise<void>): Promise<void> {
  return new Promise((resolve) => {
    const end = () => {
      removeEventListener("pagehide", end);
      resolve();
    };
    addEventListener("pagehide", end);
    wait().then(end);
  });
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

/** Calls once somebody has logged out, or with the reason of the signal. Gives the function that ends it. */
export function onStop<C extends Claims>(
  store: SessionStore<C>,
  signal: AbortSignal | undefined,
  stop: (reason: unknown) => void,
): () => void {
  const { logouts = 0 } = store.remembered();
  const unlisten = store.listeners.add(() => {
    if (store.remembered().logouts !== logouts && store.session.status === "signed-out") stop(cancelled);
  });
  const abort = () => stop(signal?.reason);
  signal?.addEventListener("abort", abort);
  return () => {
    unlisten();
    signal?.removeEventListener("abort", abort);
  };
}

// Ends the listening for the answer of a window that seems to be closed, when the same client opens another one.
const late = new WeakMap<object, () => void>();

/** Milliseconds that a login is waited for, as long as the core remembers it. */
const LIFE = 1_800_000;
