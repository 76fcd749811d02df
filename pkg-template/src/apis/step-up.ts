import type { AuthErrorInit } from "../errors.js";
import { openPopup } from "../popup.js";
import type { Client } from "./client.js";
import { signInOf, steppedUp } from "./sign-in.js";
import { forgetAll } from "./tokens.js";

/** What an API wants of a sign-in: options of `login`. */
export interface Wanted {
  acrValues?: string;
  maxAge?: number;
}

/**
 * Has the person sign in as an API of that origin wants it (RFC 9470 section 4), whoever else waits for the same. Throws an AuthError: `step_up_required` where
 * that is the application's business, or did not help.
 */
export async function stepUp(
  { store, asError, login }: Client,
  wanted: Wanted,
  how: "popup" | "redirect" | false | undefined,
  origin: string,
): Promise<void> {
  const required = (found: string) => {
    const init: AuthErrorInit = { code: "step_up_required", phase: "api", found, remedy: REMEDY };
    return Object.assign(asError(init), wanted);
  };
  if (!how) throw required("a sign-in that is too weak or too old");
  // A login that has left the page and come back without effect is no reason for the next one.
  if (hasLeft(store, origin)) {
    arrived(store, origin);
    throw required("the same after a login");
  }
  const running = inWindow.get(store);
  if (running) return running;
  const popup = how === "popup" ? openPopup() : null;
  if (how === "popup" && !popup) throw required("a blocked window");
  if (!popup) store.tab.write(MARK + origin, "1");
  const { sub } = store.record?.claims ?? {};
  const before = signInOf(store);
  const work = login({ ...wanted, mode: how }, popup).then(() => {
    // What one person has begun is not done in the name of another.
    if (store.record?.claims.sub !== sub) throw required("another person");
    steppedUp(store, before);
    forgetAll(store);
  });
  inWindow.set(store, work);
  return work.finally(() => inWindow.delete(store));
}

/** An API of that origin had nothing more to ask for. */
export const arrived = ({ tab }: Client["store"], origin: string): void => tab.remove(MARK + origin);

const hasLeft = ({ tab }: Client["store"], origin: string) => tab.read(MARK + origin);

const inWindow = new WeakMap<object, Promise<void>>();

const MARK = "kirjaudu.step-up ";
const REMEDY = "log in with these acrValues or maxAge, by a button that the person presses";
