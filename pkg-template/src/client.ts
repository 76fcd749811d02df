import { asAuthError, type Core, type DefaultSource, loadCore } from "./core.js";
import { type AuthError, problem } from "./errors.js";
import { Listeners } from "./listeners.js";
import { pageOf } from "./page.js";
import { openPopup } from "./popup.js";
import type { SessionStore as Store } from "./session-store.js";
import type * as T from "./types.js";

/** See `createAuth`. */
export function makeAuth<C extends T.Claims>(given: T.AuthOptions, source: DefaultSource): T.Auth<C> {
  if (typeof window === "undefined" || typeof location === "undefined") return onServer();
  const { wasm, ...options } = given;
  return facade(pageOf<C>(options, () => loadCore(source, wasm)).store);
}

function facade<C extends T.Claims>(store: Store<C>, refusal?: AuthError): T.Auth<C> {
  const listeners = new Listeners();
  const end = store.listeners.add((what) => listeners.tell(what));
  const act = async <R>(work: (core: Core) => Promise<R>): Promise<R> => {
    if (refusal) throw refusal;
    return work(await store.load());
  };
  return {
    get session() {
      return store.session;
    },
    ready: async () => ({ ...(await store.ready), session: store.session }),
    subscribe: (listener) => listeners.add((what) => what ?? listener()),
    on(event, listener) {
      type Detail = Parameters<typeof listener>[0];
      let [who, until] = identity(store.session);
      return listeners.add((what) => {
        if (what) {
          if (event === what) listener((what === "ending" ? store.ending : undefined) as Detail);
          return;
        }
        const { session } = store;
        const before = [who, until];
        [who, until] = identity(session);
        const error = event === "error" && "error" in session && session.error;
        const changed = before[0] !== who ? session.status : before[1] !== until && "renewed";
        const told = event === "session" || event === changed;
        if (told || error) listener((error || session) as Detail);
      });
    },
    async login(options: T.LoginOptions = {}) {
      options.signal?.throwIfAborted();
      // In the click itself, before anything is waited for: later on browsers block it.
      const popup = options.mode === "popup" && !refusal ? openPopup(options.popup) : null;
      try {
        return await act((core) => core.login(store, options, popup));
      } catch (error) {
        popup?.close();
        throw options.signal?.aborted ? options.signal.reason : asAuthError(error);
      }
    },
    async logout(options?: T.LogoutOptions) {
      const mode = options?.mode;
      // Signed out before anything is loaded or asked; what the provider is to be told is kept until it worked.
      const record = store.end() ?? store.ended ?? "";
      store.ended = mode === "local" ? undefined : record;
      const popup = mode === "popup" && !refusal ? openPopup() : null;
      try {
        return await act((core) => core.logout(store, options ?? {}, popup));
      } catch (error) {
        popup?.close();
        return { outcome: "unconfirmed", evidence: "none", error: asAuthError(error) };
      }
    },
    renew: () => act((core) => core.renew(store)),
    accessToken: ({ ...options } = {}) => act((core) => core.accessToken(store, options)),
    async fetch(input, init) {
      // All that is given is taken now, as `fetch` does it: a loop may reuse its objects.
      const request = refusal ?? new Request(input, init);
      const given = { ...init, auth: { ...init?.auth, headers: structuredClone(init?.auth?.headers) } };
      return act((core) => core.apiFetch(store, request as Request, given as T.FetchOptions));
    },
    idToken() {
      store.watch();
      return store.record?.idToken;
    },
    userinfo: () => act((core) => core.withToken(store, "userinfo")),
    explain() {
      const { flow = "", because = "" } = store.chosen ?? store.record ?? {};
      const { timeline, ignored: ignoredMessages } = store;
      return {
        flow,
        because: `${because}`.split("\n").filter(Boolean),
        timeline: [...timeline],
        ignoredMessages,
      };
    },
    dispose() {
      refusal = problem("disposed", "make a new client");
      end();
    },
  };
}

// Whose session it is, and until when: the same one with an error is no other.
function identity(session: T.Session<T.Claims>): unknown[] {
  return session.status === "signed-in" ? [session.claims.sub, session.expiresAt] : [session.status];
}

// On a server nobody is known yet: pages are rendered as "loading", and the browser goes on from there.
function onServer<C extends T.Claims>(): T.Auth<C> {
  const nothing = () => {};
  const store = {
    session: { status: "loading" },
    ready: Promise.resolve({}),
    listeners: new Listeners(),
    timeline: [],
    ignored: 0,
    end: nothing,
    watch: nothing,
  };
  return facade(store as unknown as Store<C>, problem("not_in_browser", "call it in a browser"));
}
