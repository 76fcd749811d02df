// What other tabs, and the provider's front-channel logout, say of the session.
import { type Hearing, hear } from "./hear.js";
import { vault } from "./later.js";
import type { SessionStore } from "./session-store.js";
import { sessionKey } from "./stored.js";
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
  const told = (what?: string) => {
    const work = what === "shared" ? follow(store) : what ? undefined : settle(store);
    work?.catch((error: unknown) => store.note("shared storage", String(error)));
  };
  store.listeners.add(told);
  listen();
  // Whatever happened before anybody listened here.
  told();
  if (store.isShared && store.session.status === "signed-out") store.run("restore").catch(() => {});
  addEventListener("pageshow", async ({ persisted }) => {
    if (!persisted) return;
    // Another page of this tab may have signed in or out.
    if (store.options.storage !== "memory") await store.run("restore").catch(() => {});
    listen();
  });
}

// Somebody has signed in, or renewed the session that all tabs share.
async function follow<C extends Claims>(store: SessionStore<C>): Promise<void> {
  await store.run("restore");
  // Where the browser keeps nothing, it is a login like one in a tab of its own.
  if (store.session.status === "signed-out") store.listeners.tell("login-elsewhere");
}

// What ended here, but by no logout, has ended in all tabs; unless a later session has begun, which this page then takes for its own.
async function settle<C extends Claims>(store: SessionStore<C>): Promise<void> {
  const { session, isShared, options } = store;
  if (!isShared || session.status !== "signed-out") return;
  if (!ENDS.includes(session.reason)) return;
  const { discard } = await vault();
  const isThereLater = await discard(sessionKey(options), store);
  if (store.session !== session) return;
  if (isThereLater) await store.run("restore");
  else if (isThereLater === false && session.reason === "ended-by-provider") store.tabs.signedOut();
}

// Front-Channel Logout 1.0 section 2: issuer and session, both of them.
function endedAtProvider<C extends Claims>(store: SessionStore<C>, said: unknown): void {
  const sid = store.record?.claims.sid;
  if (sid && said === `${store.options.issuer} ${sid}`) store.end("ended-by-provider");
}

const ENDS: readonly string[] = ["ended-by-provider", "expired", "idle", "absolute"];

/** What `frontchannel-logout.html` says. */
const FRONT_CHANNEL = "kirjaudu.frontchannel";
