import type { SessionStore } from "../session-store.js";
import type { Claims } from "../types.js";

/** Ends the session when nobody has done anything for too long, in any tab, or when it has lasted for too long; and says so before. */
export function limit<C extends Claims>(store: SessionStore<C>): void {
  const { options, shared } = store;
  const { idleLimit = 0, absoluteLimit = 0, limitWarning = 60 } = options;
  if (!idleLimit && !absoluteLimit) return;
  const key = `kirjaudu.activity.${options.clientId} ${options.issuer}`;
  let timer: ReturnType<typeof setTimeout> | undefined;
  let begun: number | undefined;
  // Here too, for a browser that keeps nothing for this site.
  let seen = 0;
  // Whoever signs in is there, whatever stands in the storage since the session before.
  const lastActivity = () => Math.max(begun ?? 0, seen, Number(shared.read(key)) || 0);
  const check = () => {
    clearTimeout(timer);
    const { record } = store;
    begun = record?.begunAt;
    if (!record) return warn(undefined);
    const ends = [
      { because: "idle", endsAt: idleLimit ? lastActivity() + idleLimit * 1000 : Infinity },
      { because: "absolute", endsAt: absoluteLimit ? record.begunAt + absoluteLimit * 1000 : Infinity },
    ] as const;
    const [idle, absolute] = ends;
    const next = idle.endsAt < absolute.endsAt ? idle : absolute;
    const left = next.endsAt - Date.now();
    if (left <= 0) {
      warn(undefined);
      store.ended = store.end(next.because);
      store.note("session limit", next.because);
      store.run("forget").catch(() => {});
      return;
    }
    const untilWarning = left - limitWarning * 1000;
    warn(untilWarning <= 0 ? next : undefined);
    timer = setTimeout(check, Math.min(untilWarning > 0 ? untilWarning : left, 2 ** 31 - 1));
  };
  const warn = (next: { because: "idle" | "absolute"; endsAt: number } | undefined) => {
    if (store.ending?.endsAt === next?.endsAt) return;
    store.ending = next;
    store.listeners.tell("ending");
  };
  const active = () => {
    // Not each movement: what stands there is read by all tabs.
    if (!store.record || Date.now() - lastActivity() < PAUSE) return;
    // One that comes too late ends the session first.
    check();
    if (!store.record) return;
    seen = Date.now();
    shared.write(key, String(seen));
    check();
  };
  for (const event of ["pointerdown", "keydown", "wheel"])
    addEventListener(event, active, { capture: true, passive: true });
  addEventListener("storage", (event) => event.key === key && check());
  for (const event of ["pageshow", "focus"]) addEventListener(event, check);
  document.addEventListener("visibilitychange", check);
  store.listeners.add(() => store.record?.begunAt !== begun && check());
  check();
}

/** Milliseconds between two notes of what the person does. */
const PAUSE = 1000;
