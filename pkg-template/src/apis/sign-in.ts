import { bound, type Client } from "./client.js";

/** Whose sign-in it is: renewals leave it as it is. Empty where nobody is signed in. */
export function signInOf(store: Client["store"]): string {
  if (store.session.status !== "signed-in") return "";
  return JSON.stringify([store.session.claims.sub, bound(store).begunAt]);
}

/** What was begun in one sign-in is not done in another, be it that of the same person. Throws an AuthError. */
export function stillThere({ store, asError }: Client, before: string): void {
  const now = signInOf(store);
  const same = steps.get(store);
  if (now === before || (same?.has(now) && same.has(before))) return;
  throw asError({ code: "not_signed_in", phase: "api", remedy: "begin a login first" });
}

/** A step-up has put the sign-in that there is now in the place of this one. */
export function steppedUp(store: Client["store"], before: string): void {
  const known = steps.get(store);
  steps.set(store, (known?.has(before) ? known : new Set([before])).add(signInOf(store)));
}

const steps = new WeakMap<object, Set<string>>();
