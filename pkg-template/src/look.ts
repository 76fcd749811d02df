import { isOf, LOGOUT } from "./capture.js";
import type { AuthError, AuthErrorInit } from "./errors.js";
import { signedIn } from "./other-tabs.js";
import type { SessionStore } from "./session-store.js";
import type { Claims, Session } from "./types.js";

/** Shows what the core remembers after an operation, if that is another thing than before. */
export function look<C extends Claims>(
  store: SessionStore<C>,
  operation: string,
  failure: (text: string) => AuthErrorInit,
  asError: (init: AuthErrorInit) => AuthError,
): void {
  const ahead = store.tab.read(`kirjaudu.clock.${store.options.issuer}`);
  if (ahead && ahead !== clocks.get(store)) {
    clocks.set(store, ahead);
    store.note("clock", `provider ahead by ${ahead} ms`);
  }
  // A page may live for weeks.
  store.timeline.splice(0, store.timeline.length - 200);
  if (store.memory === store.shown) return;
  const isFirst = store.shown === undefined;
  store.shown = store.memory;
  const { record, reason = "never", error, isLast = false } = store.remembered();
  store.isLast = isLast;
  const isNew = record && record !== store.known;
  const session = store.take(record) ?? ({ status: "signed-out", reason } as const);
  // Where the core says what is shown already, the object stays.
  const both = (status: string) => session.status === status && store.session.status === status;
  const same = JSON.stringify(session) === JSON.stringify(store.session) || (isFirst && both("signed-out"));
  if (error) store.become({ ...session, error: asError(failure(error)) } as Session<C>);
  else if (!same) store.become(session);
  // Who listens may have logged out.
  if (!isNew || !store.record || operation === "restore" || operation === "start") return;
  forgetLogouts(store);
  // What is renewed here is news to tabs that share it.
  signedIn(store, store.isShared || operation === "callback" || operation === "answer");
}

// What was said last of a clock.
const clocks = new WeakMap<object, string>();

// Whoever signs in has come back from any logout before.
function forgetLogouts<C extends Claims>(store: SessionStore<C>): void {
  const { tab, options } = store;
  store.ended = undefined;
  for (const key of tab.keys()) if (key.startsWith(LOGOUT) && isOf(tab.read(key), options)) tab.remove(key);
}
