import type { SessionStore } from "../session-store.js";
import type { Claims, Ending } from "../types.js";

/** Says before the application's limits end the session, looks at them in time, and notes when somebody does something, in any tab. */
export function limit<C extends Claims>(store: SessionStore<C>): void {
  const { options, shared } = store;
  const { idleLimit, absoluteLimit, limitWarning = 60 } = options;
  if (!idleLimit && !absoluteLimit) return;
  const key = `kirjaudu.activity.${options.clientId} ${options.issuer}`;
  let timer: ReturnType<typeof setTimeout> | undefined;
  let begun: number | undefined;
  const check = () => {
    clearTimeout(timer);
    // Whose limit is over is signed out.
    store.watch();
    begun = store.record?.begunAt;
    const next = store.nextLimit;
    const left = next.endsAt - Date.now();
    // A limit that is no number has been complained about.
    if (!begun || !(left > 0)) return warn(undefined);
    const untilWarning = left - limitWarning * 1000;
    warn(untilWarning <= 0 ? next : undefined);
    timer = setTimeout(check, Math.min(untilWarning > 0 ? untilWarning : left, 2 ** 31 - 1));
  };
  const warn = (next: Ending | undefined) => {
    if (store.ending?.endsAt === next?.endsAt) return;
    store.ending = next;
    store.listeners.tell("ending");
  };
  const active = () => {
    const seen = Math.max(store.seen, Number(shared.read(key)) || 0);
    // Not each movement: what stands there is read by all tabs. One that lies ahead was noted by another clock.
    if (!store.record || Math.abs(Date.now() - seen) < PAUSE) return;
    // One that comes too late ends the session first.
    check();
    if (!store.record) return;
    store.seen = Date.now();
    shared.write(key, String(store.seen));
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
