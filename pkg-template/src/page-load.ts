// What a page does once the core is there, without being asked.
import { type Capture, isOf, isOfWindow, LOGIN, LOGOUT } from "./capture.js";
import type { AuthError } from "./errors.js";
import { hear } from "./hear.js";
import { renewal, windows } from "./later.js";
import { listenToTabs } from "./other-tabs.js";
import type { SessionStore } from "./session-store.js";
import { takeTimeline } from "./timeline.js";
import type * as T from "./types.js";

/** Handles the response that stood in this page's URL. Throws an AuthError, or what one is made of. */
export async function handle<C extends T.Claims>(
  store: SessionStore<C>,
  { url, state, kind }: Capture,
): Promise<Pick<T.ReadyResult<C>, "callback">> {
  takeTimeline(store);
  if (isOfWindow(state)) {
    // The answer belongs to the page that opened this window. Only where nobody takes it, this one goes on.
    const { report } = await windows();
    await new Promise<void>((nobody) => report(hear, url, state, nobody));
    if (kind === "logout") {
      // Nobody knows of it: it is no evidence of anything.
      if (store.session.status === "loading") store.become({ status: "signed-out", reason: "never" });
      return {};
    }
  }
  const callback = await store.run<T.CallbackResult>("callback", url);
  const { session } = store;
  const failed = "error" in session && session.error;
  store.note(failed ? `${callback.kind} failed` : callback.kind, failed ? failed.code : "done");
  if (typeof callback.appState === "string") callback.appState = JSON.parse(callback.appState);
  if (kind !== "login")
    store.tab.remove(LOGOUT + (new URLSearchParams(url.split("?")[1]).get("state") ?? ""));
  if (callback.kind === "logout") {
    const isConfirmed = kind === "logout";
    callback.logout = isConfirmed
      ? { outcome: "confirmed", evidence: "redirect" }
      : { outcome: "unconfirmed", evidence: "none" };
  }
  return { callback };
}

/** What can wait until the page is idle: the other tabs, the core, and whatever goes on for longer than a call. */
export async function prepare<C extends T.Claims>(
  store: SessionStore<C>,
  asError: (thrown: unknown) => AuthError,
): Promise<void> {
  const { options } = store;
  // Nobody has asked for it, but whoever is signed in is to know what doesn't work.
  const show = (error: AuthError) => {
    store.note("load", error.code);
    if (store.session.status === "signed-in") store.fail(error);
  };
  // Does what a part of the package is loaded for; where that can't be loaded, once the network is back or somebody looks at the page again. Browsers
  // that remember what they could not load need the page to be loaded again, as the error says.
  const insist = (work: () => Promise<void>) => {
    let isTried = false;
    const attempt = () => {
      if (isTried) return;
      isTried = true;
      work().catch((error: unknown) => {
        isTried = false;
        show(asError(error));
        for (const event of ["online", "focus"]) addEventListener(event, attempt, { once: true });
      });
    };
    attempt();
  };
  // The page asks once more where it could not load this part of the package at first.
  if (prepared.has(store)) return;
  prepared.add(store);
  takeTimeline(store);
  await store.run("start").catch(show);
  listenToTabs(store);
  if (store.renews || options.idleLimit || options.absoluteLimit)
    insist(async () => {
      const { keepRenewed, limit } = await renewal();
      limit(store);
      if (store.renews) keepRenewed(store, asError);
    });
  const open = openBefore(store);
  if (!open.length && !options.sessionPollInterval && !options.checkSessionIframe) return;
  insist(async () => {
    const { monitor, resume } = await windows();
    resume(store, open);
    monitor(store);
  });
}

const prepared = new WeakSet<object>();

// Logins in windows that this tab opened before this page began, perhaps before it was reloaded.
function openBefore<C extends T.Claims>({ options, tab }: SessionStore<C>): string[] {
  const states = tab.keys().flatMap((key) => (key.startsWith(LOGIN) ? [key.slice(LOGIN.length)] : []));
  return states.filter((state) => {
    const record = tab.read(LOGIN + state);
    if (!isOfWindow(state) || !isOf(record, options)) return false;
    const { nonce, createdAt } = JSON.parse(record ?? "{}");
    return nonce && createdAt < performance.timeOrigin;
  });
}
