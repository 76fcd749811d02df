import type { AuthError, AuthErrorInit } from "./errors.js";
import type { SessionStore } from "./session-store.js";
import { readRecord, sessionOf } from "./stored.js";
import type { Claims, Session } from "./types.js";

/** Shows what the core remembers now, if that is another thing than before. */
export function look<C extends Claims>(
  store: SessionStore<C>,
  failure: (text: string) => AuthErrorInit,
  asError: (init: AuthErrorInit) => AuthError,
): void {
  if (store.memory === store.shown) return;
  const isFirst = store.shown === undefined;
  store.shown = store.memory;
  const { record, reason = "never", error } = store.remembered();
  store.record = readRecord(store.options, record);
  // Another record than the one that was stored: somebody has signed in.
  if (record && record !== store.known) store.tabs.signedIn();
  store.known = record;
  const session: Session<C> = store.record ? sessionOf(store.record) : { status: "signed-out", reason };
  // Where the core says what is shown already, the object stays.
  const both = (status: string) => session.status === status && store.session.status === status;
  const same = JSON.stringify(session) === JSON.stringify(store.session) || (isFirst && both("signed-out"));
  if (error) store.replace({ ...session, error: asError(failure(error)) } as Session<C>);
  else if (!same) store.replace(session);
}
