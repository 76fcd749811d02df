import type { SessionStore } from "../session-store.js";
import type { Claims, LogoutOptions, LogoutResult } from "../types.js";
import { listen, stateOf } from "./answer.js";
import { watch } from "./person.js";
import { milliseconds } from "./seconds.js";

/**
 * Waits for evidence that the provider has logged the person out in a window: a `hel:logout` from there, our own page coming back there, or
 * userinfo refusing the old access token. Always settles, and leaves nothing behind.
 */
export function popupLogout<C extends Claims>(
  store: SessionStore<C>,
  popup: Window,
  { url, form }: { url: string; form?: string },
  go: () => void,
  { timeout = 120, closePopup, revoke = true }: LogoutOptions,
): Promise<LogoutResult> {
  const { ended = "" } = store;
  return new Promise((resolve) => {
    let isOver = false;
    const settle = (result: Omit<LogoutResult, "window">, window: LogoutResult["window"]) => {
      if (isOver) return;
      end();
      if (result.outcome === "confirmed") store.ended = undefined;
      store.note("logout", [result.outcome, result.evidence, window].filter(Boolean).join(", "));
      resolve({ ...result, ...(window && { window }) });
    };
    const believe = (evidence: LogoutResult["evidence"]) => {
      const stays = closePopup === "by-user";
      if (!stays) {
        listening.close();
        popup.close();
      }
      settle({ outcome: "confirmed", evidence }, stays ? undefined : "closed-by-us");
    };
    const listening = listen(store, {
      source: popup,
      state: stateOf(form ? `?${form}` : url),
      origins: [new URL(url).origin, new URL(store.options.issuer).origin, location.origin],
      heard: (page) => believe(page ? "redirect" : "hel:logout"),
      // Tunnistamo's page has a link back, without our state: no evidence, but a reason to ask.
      isThere: async () => {
        if (await isRefusedNow()) believe("userinfo");
      },
    });
    // When the window looks closed, when the person is back, when time is up.
    const ask = async (window?: LogoutResult["window"]) => {
      await isRefusedNow();
      if (isOver) return;
      if (refused && window) settle({ outcome: "confirmed", evidence: "userinfo" }, window);
      else if (window) settle({ outcome: "unconfirmed", evidence: "none" }, window);
      // It may be open all the same, and our own page on its way there, which has to be told to close.
      else if (refused) waiting = setTimeout(believeUserinfo, PATIENCE);
    };
    const believeUserinfo = () => settle({ outcome: "confirmed", evidence: "userinfo" }, undefined);
    // At most three times in all.
    const isRefusedNow = async () => {
      asked += 1;
      if (asked <= 3) refused ||= await isRefused(store, ended);
      return refused;
    };
    let asked = 0;
    let refused = false;
    let waiting: ReturnType<typeof setTimeout> | undefined;
    const unwatch = watch(popup, { looksClosed: () => ask(), isBack: () => ask("closed-by-user") });
    const timer = setTimeout(() => ask("timed-out"), milliseconds(timeout));
    const end = () => {
      isOver = true;
      unwatch();
      listening.end();
      clearTimeout(timer);
      clearTimeout(waiting);
      removeEventListener("pagehide", revoked);
      revoked();
    };
    // Only now: a token that we ourselves have revoked would be refused in any case.
    const revoked = () => {
      if (!revoke) return;
      spent.set(store, ended);
      store
        .run<{ revoked: boolean }>("revoke", ended)
        .catch(() => ({ revoked: false }))
        .then(({ revoked }) => revoked || spent.delete(store));
    };
    addEventListener("pagehide", revoked);
    if (popup.closed) settle({ outcome: "unconfirmed", evidence: "none" }, "closed-by-user");
    else go();
  });
}

// No answer, an error of the server, and the refusal of a token that is over or revoked prove nothing.
async function isRefused<C extends Claims>(store: SessionStore<C>, record: string): Promise<boolean> {
  if (spent.get(store) === record) return false;
  try {
    const { status } = await store.run<{ status: number }>("userinfoStatus", record);
    // A page that is on its way out revokes them meanwhile.
    return status === 401 && spent.get(store) !== record;
  } catch {
    return false;
  }
}

// The record whose tokens this client has revoked last.
const spent = new WeakMap<object, string>();

/** Milliseconds; longer than the person needs to be seen at the page again. */
const PATIENCE = 1500;
