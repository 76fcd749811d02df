// What other tabs, and the provider's front-channel logout, say of the session.
import { type Hearing, hear } from "./hear.js";
import type { SessionStore } from "./session-store.js";
import { later } from "./tabs.js";
import type { Claims } from "./types.js";

/** Somebody is signed in here. A login that a person made is told to the other tabs; one of which they told us themselves is not. */
export function signedIn<C extends Claims>({ tabs, tab, isShared }: SessionStore<C>, isNews: boolean): void {
  const { epoch } = tabs;
  tabs.check();
  // Meanwhile somebody has logged out.
  if (tabs.epoch !== epoch) return;
  // What all tabs share has its epoch with it, and may be a later session than the one that began here.
  if (!isShared) tab.write(tabs.key, String(epoch));
  if (!isNews) return;
  tabs.login = later(tabs.login);
  tabs.tell();
}

/** Listens as long as the page is looked at. */
export function listenToTabs<C extends Claims>(store: SessionStore<C>): void {
  const { tabs } = store;
  const listen = () => {
    const own = hear(tabs.name, (said) => tabs.check(said));
    const frontChannel = hear(FRONT_CHANNEL, (said) => endedAtProvider(store, said));
    tabs.say = own.tell;
    const end = ({ end }: Hearing) => end();
    // A page with an open channel is not kept in the back/forward cache by every browser.
    addEventListener("pagehide", () => [own, frontChannel].forEach(end), { once: true });
    tabs.check();
    endedAtProvider(store, store.shared.read(FRONT_CHANNEL));
  };
  listen();
  store.listeners.add((what) => {
    if (what === "shared") store.run("restore").catch(() => {});
    const { session, isShared } = store;
    // Or the next page would find it again.
    if (isShared && session.status === "signed-out" && session.reason === "ended-by-provider")
      store.run("forget").catch(() => {});
  });
  addEventListener("pageshow", async ({ persisted }) => {
    if (!persisted) return;
    // Another page of this tab may have signed in or out.
    if (store.options.storage !== "memory") await store.run("restore").catch(() => {});
    listen();
  });
}

// Front-Channel Logout 1.0 section 2: issuer and session, both of them.
function endedAtProvider<C extends Claims>(store: SessionStore<C>, said: unknown): void {
  const sid = store.record?.claims.sid;
  if (sid && said === `${store.options.issuer} ${sid}`) store.end("ended-by-provider");
}

/** What `frontchannel-logout.html` says. */
const FRONT_CHANNEL = "kirjaudu.frontchannel";
