import { type Capture, capture } from "./capture.js";
import { type Core, type DefaultSource, loadCore } from "./core.js";
import { AuthError, type AuthErrorCode } from "./errors.js";
import { leave } from "./navigation.js";
import { onThisOrigin } from "./redirect-uri.js";
import { asAuthError, SessionStore } from "./session-store.js";
import { tab } from "./stored.js";
import type * as T from "./types.js";

/** See `createAuth`. */
export function makeAuth<C extends T.Claims>(given: T.AuthOptions, source: DefaultSource): T.Auth<C> {
  if (typeof window === "undefined" || typeof location === "undefined") return onServer();
  const { wasm, ...options } = { ...given };
  check(options);
  options.redirectUri = onThisOrigin("redirectUri", options.redirectUri);
  if (options.postLogoutRedirectUri) {
    options.postLogoutRedirectUri = onThisOrigin("postLogoutRedirectUri", options.postLogoutRedirectUri);
  }
  const key = JSON.stringify(options);
  const page = (pages.get(key) ?? beginPage(options, key, () => loadCore(source, wasm))) as Page<C>;
  return facade(page);
}

interface Page<C extends T.Claims> {
  store: SessionStore<C>;
  ready: Promise<T.ReadyResult<C>>;
}

const pages = new Map<string, Page<never>>();

function beginPage(options: T.AuthOptions, key: string, load: () => Promise<Core>): Page<never> {
  const store = new SessionStore<never>(options, load);
  const taken = capture(location.href, options as never, tab.read);
  if (taken) {
    // Before any router or analytics looks at the address; the history does not grow.
    history.replaceState(history.state, "", taken.clean);
    if (store.session.status !== "signed-in") store.replace({ status: "loading" });
  } else {
    whenIdle(() => store.call(() => {}).catch((error: unknown) => store.note("load", String(error))));
  }
  const page = { store, ready: taken ? handle(store, taken) : Promise.resolve({ session: store.session }) };
  pages.set(key, page);
  return page;
}

async function handle(store: SessionStore<never>, { url }: Capture): Promise<T.ReadyResult<never>> {
  try {
    const { appState, ...returned } = (await store.call((engine) =>
      engine.callback(url),
    )) as T.CallbackResult & { appState?: string };
    const callback =
      appState === undefined ? returned : { ...returned, appState: JSON.parse(appState) as unknown };
    return { session: store.session, callback };
  } catch (error) {
    if (store.session.status === "loading") {
      store.replace({ status: "signed-out", reason: "login-failed", error: asAuthError(error) });
    }
    return { session: store.session };
  }
}

function facade<C extends T.Claims>({ store, ready }: Page<C>): T.Auth<C> {
  let ends: (() => void)[] = [];
  let disposed = false;
  const call = async <R>(work: Parameters<typeof store.call<R>>[0]): Promise<R> => {
    if (disposed) throw problem("disposed", "make a new client with createAuth");
    return store.call(work);
  };
  const listen = (listener: () => void) => {
    const end = store.subscribe(listener);
    ends.push(end);
    return end;
  };
  return {
    get session() {
      return store.session;
    },
    ready: async () => ({ ...(await ready), session: store.session }),
    subscribe: listen,
    on(event, listener) {
      type Detail = Parameters<typeof listener>[0];
      return listen(() => {
        const { session } = store;
        const detail =
          event === "session" || event === session.status
            ? session
            : event === "error" && "error" in session && session.error;
        if (detail) listener(detail as Detail);
      });
    },
    async login({ signal, appState, claims, ...options }: T.LoginOptions = {}) {
      const returnTo = location.pathname + location.search + location.hash;
      // Kept and sent as they are, so the core gets them as text.
      const asText = { appState: JSON.stringify(appState), claims: JSON.stringify(claims) };
      signal?.throwIfAborted();
      const url = await call((engine) => engine.login(JSON.stringify({ returnTo, ...options, ...asText })));
      signal?.throwIfAborted();
      store.keepTimeline();
      return leave({ url });
    },
    async logout({ mode, ...options }: T.LogoutOptions = {}) {
      const stored = store.end();
      try {
        const request = await call((engine) => {
          engine.end(stored);
          return mode === "local" ? undefined : engine.logout(JSON.stringify(options));
        });
        if (request) {
          store.keepTimeline();
          return await leave(request as { url: string });
        }
        return { outcome: "unconfirmed", evidence: "none" };
      } catch (error) {
        return { outcome: "unconfirmed", evidence: "none", error: asAuthError(error) };
      }
    },
    accessToken: (options = {}) => call((engine) => engine.accessToken(options.minValidity ?? 0)),
    idToken: () => store.idToken(),
    userinfo: () => call((engine) => engine.userinfo() as Promise<T.Claims>),
    explain: () => ({ ...store.explain(), timeline: [...store.timeline] }),
    dispose() {
      disposed = true;
      for (const end of ends) end();
      ends = [];
    },
  };
}

function check(options: T.AuthOptions): void {
  if (!window.isSecureContext)
    throw problem("insecure_context", "serve the page over https or from localhost");
  for (const field of ["issuer", "clientId", "redirectUri"] as const) {
    if (!options[field]?.length) throw problem("config_invalid", "give it to createAuth", field);
  }
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

function whenIdle(work: () => void): void {
  if (typeof requestIdleCallback === "function") requestIdleCallback(work);
  else setTimeout(work, 1);
}

function problem(code: AuthErrorCode, remedy: string, field?: string): AuthError {
  return new AuthError({ code, phase: "configure", remedy, ...(field ? { field } : {}) });
}
