import type { AuthErrorInit } from "../errors.js";
import { again } from "../lasting.js";
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
 * Has the person sign in as an API wants it for a request (RFC 9470 section 4); `false` where another request had it done. Throws an AuthError:
 * `step_up_required` where that is the application's business, or did not help.
 */
export async function stepUp(
  { store, asError, login }: Client,
  wanted: Wanted,
  how: "popup" | "redirect" | false | undefined,
  request: Request,
): Promise<boolean> {
  const { tab } = store;
  const required = (found: string) => {
    const init: AuthErrorInit = { code: "step_up_required", phase: "api", found, remedy: REMEDY };
    return Object.assign(asError(init), wanted);
  };
  if (!how) throw required("a sign-in that is too weak or too old");
  const { sub } = store.record?.claims ?? {};
  const mark = MARK + JSON.stringify([sub, new URL(request.url).origin, wanted.acrValues, wanted.maxAge]);
  const [since, ...places] = tab.read(mark)?.split("\n") ?? [];
  // Who has been asked long ago may be asked again.
  const left = Math.abs(Date.now() - Number(since)) < LOOP ? since : "";
  const write = () =>
    tab.write(mark, [left || Date.now(), ...new Set(places).add(placeOf(request))].join("\n"));
  if (left) write();
  const before = inWindow.get(store);
  if (before) return before.then(() => false);
  // A login that has left the page and come back without effect is no reason for the next one.
  if (left) throw required("the same after a login");
  const begin = async () => {
    const popup = how === "popup" ? openPopup() : null;
    if (how === "popup" && !popup) throw required("a blocked window");
    if (!popup) write();
    const signIn = signInOf(store);
    // As soon as it is there, for requests that notice it before this one.
    const unlisten = store.listeners.add(() => store.record?.claims.sub === sub && steppedUp(store, signIn));
    const work = login({ ...again(store), ...wanted, mode: how }, popup).then(
      () => {
        // What one person has begun is not done in the name of another.
        if (store.record?.claims.sub !== sub) throw required("another person");
        forgetAll(store);
        return true;
      },
      (error) => {
        // The page is still here.
        tab.remove(mark);
        throw error;
      },
    );
    // A page that the person doesn't let go, or that gets a download, is never left.
    const running = popup
      ? work
      : Promise.race([work, tooLate().then(() => Promise.reject(required(STILL_HERE)))]);
    return running.finally(unlisten);
  };
  // Known before a window opens: Firefox lets other things happen until it is there.
  const running = Promise.resolve().then(begin);
  inWindow.set(store, running);
  return running.finally(() => inWindow.delete(store));
}

/** A request has got what it wanted: what it left the page for has helped. */
export function arrived({ tab }: Client["store"], request: Request): void {
  const place = placeOf(request);
  for (const key of marks(tab)) if (tab.read(key)?.split("\n").includes(place)) tab.remove(key);
}

/** Who signs in after a logout has left the page for nothing yet. */
export function forgetAtLogout(store: Client["store"]): void {
  if (watched.has(store)) return;
  watched.add(store);
  store.listeners.add(() => {
    const { session, tab } = store;
    if (session.status === "signed-out" && /^logout/.test(session.reason)) marks(tab).forEach(tab.remove);
  });
}

// For each need of an API that somebody has left this page for, a list of the requests that had it.
const marks = (tab: Client["store"]["tab"]) => tab.keys().filter((key) => key.startsWith(MARK));

const placeOf = ({ method, url }: Request) => `${method} ${url.replace(/[?#].*/, "")}`;

const watched = new WeakSet<object>();

const inWindow = new WeakMap<object, Promise<boolean>>();

/** Milliseconds within which another login for the same is a loop. */
const LOOP = 300_000;

const tooLate = () => new Promise((resolve) => setTimeout(resolve, 30_000));

const STILL_HERE = "a page that was not left";
const MARK = "kirjaudu.step-up ";
const REMEDY = "log in with these acrValues or maxAge, by a button that the person presses";
