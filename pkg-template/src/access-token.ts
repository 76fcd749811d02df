import type { SessionStore } from "./session-store.js";
import type { Claims } from "./types.js";

/** The access token of the sign-in, valid for at least so many seconds. */
export async function accessTokenOf<C extends Claims>(
  store: SessionStore<C>,
  minValidity: number,
): Promise<string> {
  const seconds = String(Math.ceil(Math.min(minValidity, 2 ** 31)));
  return (await store.run<{ token: string }>("accessToken", seconds)).token;
}

/** Waits for the response in this page's URL, if there is one. */
export function settled<C extends Claims>(store: SessionStore<C>): Promise<void> {
  return new Promise((resolve) => {
    const look = () => {
      if (store.session.status === "loading") return;
      end();
      resolve();
    };
    const end = store.listeners.add(look);
    look();
  });
}
