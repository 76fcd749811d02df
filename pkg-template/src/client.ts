import { asAuthError, type DefaultSource, loadCore } from "./core.js";
import { plain, problem } from "./errors.js";
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
  const run = async <R>(operation: string, input?: string): Promise<R> => {
    if (disposed) throw problem("disposed", "make a new client with createAuth");
    return store.run(operation, input);
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
      type Login = { url: string; flow: string; because: string };
      const login = await run<Login>("login", JSON.stringify({ ...options, returnTo, ...asText }));
      signal?.throwIfAborted();
      store.chosen = login;
      store.note("authorization request", login.flow);
      store.leaving();
      return leave(login);
    },
    async logout({ mode, ...options }: T.LogoutOptions = {}) {
      const nothing = { outcome: "unconfirmed", evidence: "none" } as const;
      try {
        // Signed out before anything is loaded or asked; what the provider is to be told is kept until it worked.
        const record = store.end() ?? store.ended ?? "";
        store.ended = mode === "local" ? undefined : record;
        const request = await run<{ url?: string }>(
          "logout",
          JSON.stringify({ ...options, record: store.ended }),
        );
        if (!request.url) return nothing;
        store.ended = undefined;
        store.note("logout", "leaves for the provider");
        store.leaving();
        return await leave(request as { url: string });
      } catch (thrown) {
        const error = asAuthError(thrown);
        return error.code === "login_cancelled" ? nothing : { ...nothing, error };
      }
    },
    accessToken: async ({ minValidity = 0 } = {}) =>
      (await run<{ token: string }>("accessToken", String(Math.ceil(Math.min(minValidity, 2 ** 31))))).token,
    idToken() {
      store.watch();
      return store.record?.idToken;
    },
    userinfo: () => run("userinfo"),
    explain() {
      const { flow = "", because = "" } = store.chosen ?? store.record ?? {};
      return { flow, because: `${because}`.split("\n").filter(Boolean), timeline: [...store.timeline] };
    },
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
