import type { SessionStore } from "../session-store.js";
import type { Claims, LogoutOptions, LogoutResult } from "../types.js";
import { listen, stateOf } from "./answer.js";
import { watch } from "./person.js";

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
    const settle = (result: LogoutResult) => {
      end();
      if (result.outcome === "confirmed") store.ended = undefined;
      store.note("logout", [result.outcome, result.evidence, result.window].filter(Boolean).join(", "));
      resolve(result);
    };
    const believe = (evidence: LogoutResult["evidence"]) => {
      const stays = closePopup === "by-user";
      if (!stays) {
        listening.close();
        popup.close();
      }
      settle({ outcome: "confirmed", evidence, ...(!stays && { window: "closed-by-us" }) });
    };
    const listening = listen(store, {
      source: popup,
      state: stateOf(form ? `?${form}` : url),
      origins: [new URL(url).origin, new URL(store.options.issuer).origin, location.origin],
      heard: (page) => believe(page ? "redirect" : "hel:logout"),
    });
    // At most three times: when the window looks closed, when the person is back, when time is up.
    const ask = async (window: LogoutResult["window"], isLast: boolean) => {
      const refused = await isRefused(store, ended);
      if (isOver) return;
      if (refused) settle({ outcome: "confirmed", evidence: "userinfo", ...(window && { window }) });
      else if (isLast) settle({ outcome: "unconfirmed", evidence: "none", ...(window && { window }) });
    };
    const unwatch = watch(popup, {
      looksClosed: (wasThere) => ask(wasThere ? "closed-by-user" : undefined, false),
      isBack: () => ask("closed-by-user", true),
    });
    const timer = setTimeout(() => ask("timed-out", true), timeout * 1000);
    let isOver = false;
    const end = () => {
      isOver = true;
      unwatch();
      listening.end();
      clearTimeout(timer);
      removeEventListener("pagehide", revoked);
      revoked();
    };
    // Only now: a token that we ourselves have revoked would be refused in any case.
    const revoked = () => {
      if (revoke) store.run("revoke", ended).catch(() => {});
    };
    addEventListener("pagehide", revoked);
    if (popup.closed) settle({ outcome: "unconfirmed", evidence: "none", window: "closed-by-user" });
    else go();
  });
}

// No answer, an error of the server and a token that is over prove nothing.
async function isRefused<C extends Claims>(store: SessionStore<C>, record: string): Promise<boolean> {
  try {
    const { status } = await store.run<{ status: number }>("userinfoStatus", record);
    return status === 401;
  } catch {
    return false;
  }
}
