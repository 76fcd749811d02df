// What the engine does for APIs; most of it is in a part that is loaded with the first call.
import { login } from "./actions.js";
import type { Client } from "./apis/client.js";
import type { FetchOptions, TokenOptions } from "./apis-types.js";
import { renew, withToken } from "./lasting.js";
import { apis, renewal } from "./later.js";
import type { SessionStore } from "./session-store.js";
import type { Claims } from "./types.js";

/** See `ApiAuth`. Throws an AuthError, or what one is made of. */
export async function accessToken<C extends Claims>(
  store: SessionStore<C>,
  asError: Client["asError"],
  { minValidity = 0, ...asked }: TokenOptions = {},
): Promise<string> {
  if (!Object.keys(asked).length) return accessTokenOf(store, minValidity);
  const { apiToken } = await apis();
  return (await apiToken(client(store, asError), { ...asked, minValidity })).token;
}

/** See `ApiAuth`. Throws an AuthError, or what one is made of, or what `fetch` throws. */
export async function apiFetch<C extends Claims>(
  store: SessionStore<C>,
  asError: Client["asError"],
  request: Request,
  init: FetchOptions,
): Promise<Response> {
  return (await apis()).apiFetch(client(store, asError), request, init);
}

async function accessTokenOf<C extends Claims>(store: SessionStore<C>, minValidity: number): Promise<string> {
  const seconds = String(Math.ceil(Math.min(minValidity, 2 ** 31)));
  return (await withToken<C, { token: string }>(store, "accessToken", seconds)).token;
}

// What the part for APIs uses of this one.
function client<C extends Claims>(store: SessionStore<C>, asError: Client["asError"]): Client {
  return {
    store: store as unknown as SessionStore<Claims>,
    asError,
    accessToken: (minValidity) => accessTokenOf(store, minValidity),
    withToken: (operation, input) => withToken(store, operation, input),
    renew: () => renew(store),
    alone: async (work) => (await renewal()).alone(store, work),
    login: (options, popup) =>
      login(store, options, popup).catch((error) => {
        popup?.close();
        throw error;
      }),
  };
}
