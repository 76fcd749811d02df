// What a page does once the core is there, without being asked.
import { type Capture, isOf, isOfWindow, LOGIN, type Owner } from "./capture.js";
import { hear } from "./hear.js";
import type { SessionStore } from "./session-store.js";
import { FRONT_CHANNEL } from "./tabs.js";
import { takeTimeline } from "./timeline.js";
import type * as T from "./types.js";

/** Handles the response that stood in this page's URL. Throws an AuthError, or what one is made of. */
export async function handle<C extends T.Claims>(
  store: SessionStore<C>,
  { url, state, kind }: Capture,
): Promise<Pick<T.ReadyResult<C>, "callback">> {
  takeTimeline(store.timeline);
  if (isOfWindow(state)) {
    // The answer belongs to the page that opened this window. Only where nobody takes it, this one goes on.
    const { report } = await import("./windows.js");
    await new Promise<void>((nobody) => report(hear, url, state, nobody));
    if (kind === "logout") {
      store.replace({ status: "signed-out", reason: "logout" });
      return {};
    }
  }
  const callback = await store.run<T.CallbackResult>("callback", url);
  const { session } = store;
  const failed = "error" in session && session.error;
  store.note(failed ? `${callback.kind} failed` : callback.kind, failed ? failed.code : "done");
  if (typeof callback.appState === "string") callback.appState = JSON.parse(callback.appState);
  if (callback.kind === "logout") {
    const isConfirmed = kind === "logout";
    callback.logout = isConfirmed
      ? { outcome: "confirmed", evidence: "redirect" }
      : { outcome: "unconfirmed", evidence: "none" };
  }
  return { callback };
}

/** What can wait until the page is idle: the other tabs, the core, and whatever goes on for longer than a call. */
export async function prepare<C extends T.Claims>(store: SessionStore<C>): Promise<void> {
  const { options, tab } = store;
  takeTimeline(store.timeline);
  listenToTabs(store);
  // Logins in windows that this page opened before it was reloaded.
  const open = tab.keys().filter((key) => {
    const record = key.startsWith(LOGIN) && isOfWindow(key.slice(LOGIN.length)) && tab.read(key);
    return record && isOf(record, options as Owner) && record.includes("nonce");
  });
  if (open.length || options.sessionPollInterval || options.checkSessionIframe) {
    const { monitor, resume } = await import("./windows.js");
    resume(store, open);
    monitor(store);
  }
  await store.run("start").catch((error: unknown) => store.note("load", String(error)));
}

function listenToTabs<C extends T.Claims>({ tabs }: SessionStore<C>): void {
  const listen = () => {
    const own = hear(tabs.name, (said) => tabs.heard(said));
    const frontChannel = hear(FRONT_CHANNEL, (said) => tabs.heardFrontChannel(said));
    tabs.tell = own.tell;
    // A page with an open channel is not kept in the back/forward cache by every browser.
    const end = () => {
      own.end();
      frontChannel.end();
    };
    addEventListener("pagehide", end, { once: true });
    tabs.check();
  };
  addEventListener("pageshow", ({ persisted }) => persisted && listen());
  listen();
}
