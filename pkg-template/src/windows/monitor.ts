import type { AuthErrorInit } from "../errors.js";
import { again, renew } from "../lasting.js";
import { renewal } from "../later.js";
import type { SessionStore } from "../session-store.js";
import type { Claims } from "../types.js";
import { hidden } from "./frame.js";
import { milliseconds } from "./seconds.js";

/** Watches whether the session lives on at the provider, as the options ask for. */
export function monitor<C extends Claims>(store: SessionStore<C>): void {
  const { sessionPollInterval = 0, checkSessionIframe } = store.options;
  const interval = milliseconds(sessionPollInterval);
  if (interval) poll(store, Math.max(interval, SHORTEST));
  if (checkSessionIframe)
    watchFrame(store).catch((error: unknown) => store.note("session iframe", String(error)));
}

// Only the provider's word ends the session: 401 for a token that is not over.
function poll<C extends Claims>(store: SessionStore<C>, interval: number): void {
  let last = performance.now();
  let isBusy = false;
  const ask = async () => {
    const { text } = store;
    const isWanted = text && store.session.status === "signed-in";
    if (isBusy || !isWanted || document.visibilityState !== "visible" || !navigator.onLine) return;
    last = performance.now();
    isBusy = true;
    const { status } = await store
      .run<{ status: number }>("userinfoStatus", text)
      .catch(() => ({ status: 0 }))
      .finally(() => {
        isBusy = false;
      });
    if (status !== 401) return;
    // A renewal may be what has put an end to this token, here or in another tab: its answer is waited for.
    const looked = renewal().then(({ alone }) => alone(store, () => store.run("restore")));
    const isKnown = await looked.then(
      () => true,
      () => false,
    );
    // Who could not look asks again later.
    if (!isKnown || text !== store.text || store.session.status !== "signed-in") return;
    // Of a bound token it may be the proof that was refused: the token endpoint knows more.
    if (store.record?.dpopKey && store.renews) await renew(store).catch(() => {});
    else store.end("ended-by-provider");
  };
  setInterval(ask, interval);
  addEventListener("visibilitychange", () => performance.now() - last > interval && ask());
}

/**
 * Session Management 1.0 section 3. The first answer tells whether the frame gets the provider's cookies: where it doesn't, it says "changed"
 * for ever, and is not asked again. A later "changed" is checked by one `prompt=none`.
 */
async function watchFrame<C extends Claims>(store: SessionStore<C>): Promise<void> {
  const { url } = await store.run<{ url?: string }>("checkSessionIframe");
  const { issuer, clientId } = store.options;
  if (!url || new URL(url).protocol !== new URL(issuer).protocol) return store.note("session iframe", "none");
  const { origin } = new URL(url);
  const frame = hidden(url);
  let hasWorked = false;
  let isBusy = false;
  const ask = () => {
    const { sessionState } = store.record ?? {};
    if (sessionState && !isBusy) frame.contentWindow?.postMessage(`${clientId} ${sessionState}`, origin);
  };
  const stop = (because: string) => {
    clearInterval(timer);
    removeEventListener("message", message);
    frame.remove();
    store.note("session iframe", because);
  };
  const message = async ({ data, origin: from, source }: MessageEvent) => {
    if (source !== frame.contentWindow || from !== origin || isBusy || !store.record) return;
    if (data === "unchanged") hasWorked = true;
    else if (data !== "changed" || !hasWorked) stop(`no use: ${String(data).slice(0, 20)}`);
    else {
      isBusy = true;
      // If it says so again, it says so for ever.
      hasWorked = false;
      if (!(await isConfirmed(store))) stop("its word could not be checked");
      isBusy = false;
    }
  };
  addEventListener("message", message);
  frame.onload = ask;
  const timer = setInterval(ask, CHECK_INTERVAL);
}

// "Changed" alone says little. Gives whether the provider has said what is true. Where the frame of a login gets no cookies
// (`third_party_cookies_blocked`), it hasn't.
async function isConfirmed<C extends Claims>(store: SessionStore<C>): Promise<boolean> {
  try {
    const { login } = await store.load();
    await login(store, { ...again(store), mode: "silent" }, null);
    return true;
  } catch (error) {
    const { code, field } = error as AuthErrorInit;
    const isEnded = code === "login_required" || (code === "claim_invalid" && field === "sub");
    if (isEnded) store.end("ended-by-provider");
    return isEnded;
  }
}

/** Milliseconds. */
const CHECK_INTERVAL = 5000;
const SHORTEST = 1000;
