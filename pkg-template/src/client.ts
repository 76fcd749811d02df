import type { DefaultSource } from "./core.js";
import { loadCore } from "./core.js";
import { asAuthError, plain, problem } from "./errors.js";
import { Listeners } from "./listeners.js";
import { leave } from "./navigation.js";
import { type Page, pageOf } from "./page.js";
import type * as T from "./types.js";

/** See `createAuth`. */
export function makeAuth<C extends T.Claims>(given: T.AuthOptions, source: DefaultSource): T.Auth<C> {
  if (typeof window === "undefined" || typeof location === "undefined") return onServer();
  const { wasm, ...options } = given;
  return facade(pageOf<C>(options, () => loadCore(source, wasm)));
}

function facade<C extends T.Claims>({ store, ready }: Page<C>): T.Auth<C> {
  const listeners = new Listeners();
  const end = store.listeners.add(() => listeners.tell());
  let disposed = false;
  const call = async <R>(work: Parameters<typeof store.call<R>>[0]): Promise<R> => {
    if (disposed) throw problem("disposed", "make a new client with createAuth");
    return store.call(work);
  };
  return {
    get session() {
      return store.session;
    },
    ready: async () => ({ ...(await ready), session: store.session }),
    subscribe: (listener) => listeners.add(listener),
    on(event, listener) {
      type Detail = Parameters<typeof listener>[0];
      let before = identity(store.session);
      return listeners.add(() => {
        const { session } = store;
        const changed = before !== identity(session);
        before = identity(session);
        const error = event === "error" && "error" in session && session.error;
        const told = event === "session" || (changed && event === session.status);
        if (told || error) listener((error || session) as Detail);
      });
    },
    async login({ signal, appState, claims, ...options }: T.LoginOptions = {}) {
      // Kept and sent as they are, so the core gets them as text.
      const asText = { appState: plain("appState", appState), claims: plain("claims", claims) };
      const returnTo = options.returnTo ?? here();
      signal?.throwIfAborted();
      const url = await call((engine) => engine.login(JSON.stringify({ ...options, returnTo, ...asText })));
      signal?.throwIfAborted();
      store.leaving();
      return leave({ url });
    },
    async logout({ mode, ...options }: T.LogoutOptions = {}) {
      const nothing = { outcome: "unconfirmed", evidence: "none" } as const;
      try {
        const tell = mode !== "local";
        const stored = store.end(tell);
        const request = await call((engine) => {
          engine.end(stored, tell);
          return tell ? engine.logout(JSON.stringify(options)) : undefined;
        });
        if (!request) return nothing;
        store.leaving();
        return await leave(request as { url: string });
      } catch (thrown) {
        const error = asAuthError(thrown);
        return error.code === "login_cancelled" ? nothing : { ...nothing, error };
      }
    },
    accessToken: ({ minValidity = 0 } = {}) =>
      call((engine) => engine.accessToken(Math.min(minValidity, 2 ** 31 - 1))),
    idToken: () => store.idToken(),
    userinfo: () => call((engine) => engine.userinfo() as Promise<T.Claims>),
    explain: () => ({ ...store.explain(), timeline: [...store.timeline] }),
    dispose() {
      disposed = true;
      end();
      listeners.clear();
    },
  };
}

// Whose session it is: the same one with an error is no other.
function identity(session: T.Session<T.Claims>): unknown {
  return session.status === "signed-in" ? session.expiresAt : session.status;
}

// Where the page is, as a path that no browser reads as another origin.
function here(): string {
  const path = (location.pathname + location.search + location.hash).replaceAll("\\", "%5C");
  return /^\/[/.]/.test(path) ? "/" : path;
}

// On a server nobody is known yet: pages are rendered as "loading", and the browser goes on from there.
function onServer<C extends T.Claims>(): T.Auth<C> {
  const session = { status: "loading" } as const;
  const refuse = async () => {
    throw problem("not_in_browser", "call it in the browser only");
  };
  return {
    session,
    ready: async () => ({ session }),
    subscribe: () => () => {},
    on: () => () => {},
    login: refuse,
    logout: async () => ({ outcome: "unconfirmed", evidence: "none" }),
    accessToken: refuse,
    idToken: () => undefined,
    userinfo: refuse,
    explain: () => ({ flow: "", because: [], timeline: [] }),
    dispose() {},
  };
}
