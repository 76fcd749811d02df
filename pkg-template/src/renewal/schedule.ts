import type { AuthError } from "../errors.js";
import type { SessionStore } from "../session-store.js";
import type { Claims } from "../types.js";
import { pauseAfter, renew } from "./renew.js";

/**
 * Renews the session whenever the core says that it is time. Timers stand still while a computer sleeps and are put off in hidden tabs, so whatever
 * shows that the page lives is an occasion to look again.
 */
export function keepRenewed<C extends Claims>(
  store: SessionStore<C>,
  asError: (thrown: unknown) => AuthError,
): void {
  let failures = 0;
  let retryAfter = 0;
  let notBefore = 0;
  let isDue = false;
  let timer: ReturnType<typeof setTimeout> | undefined;
  // Whose tokens it is about: a session that is merely shown anew is no reason to try again.
  const tokens = () => store.record?.obtainedAt;
  let planned = tokens();
  const plan = async () => {
    clearTimeout(timer);
    const { wait } = await store.run<{ wait?: number }>("schedule", JSON.stringify({ failures, retryAfter }));
    clearTimeout(timer);
    // Browsers take a timer of more than 2^31 ms for one that is over.
    if (wait !== undefined) timer = setTimeout(due, Math.min(wait, 2 ** 31 - 1));
  };
  const due = async () => {
    // The one that is at it plans the next.
    if (isDue) return;
    isDue = true;
    try {
      // A timer that ran for as long as it could may be early.
      const { wait } = await store.run<{ wait?: number }>("schedule", JSON.stringify({ failures: 0 }));
      if (failures || !wait) await renew(store);
      failures = 0;
    } catch (error) {
      const { code, retryable } = error as AuthError;
      store.note("renewal failed", code);
      // Whatever it was that failed: it is not tried again without a pause.
      failures += 1;
      retryAfter = pauseAfter(error);
      notBefore = Date.now() + retryAfter * 1000;
      if (retryable) store.setStale(asError(error));
    }
    isDue = false;
    look();
  };
  const look = () => {
    plan().catch(() => {});
  };
  store.listeners.add(() => {
    if (planned === tokens()) return;
    planned = tokens();
    failures = 0;
    look();
  });
  // What failed is tried at once when the network is back or somebody looks at the page, but not before a provider that asked for a pause.
  const wake = () => {
    if (!failures) return look();
    if (Date.now() < notBefore) return;
    failures = 1;
    due();
  };
  for (const event of ["online", "pageshow", "focus"]) addEventListener(event, wake);
  for (const event of ["visibilitychange", "resume"]) document.addEventListener(event, wake);
  look();
}
