// What `login` and `logout` do once the core is there.
import { sending } from "./answers.js";
import type { AuthErrorInit } from "./errors.js";
import { vault, windows } from "./later.js";
import { cancelled, leave, send } from "./navigation.js";
import type { SessionStore } from "./session-store.js";
import { sessionKey } from "./stored.js";
import { keepTimeline } from "./timeline.js";
import type * as T from "./types.js";

/** Begins a login, in this page or in a window or frame. Throws what an AuthError is made of, and the reason of `signal`. */
export async function login<C extends T.Claims>(
  store: SessionStore<C>,
  { mode, signal, timeout = 10, popup: _, ...asked }: T.LoginOptions,
  popup: Window | null,
): Promise<T.Session<C>> {
  known(mode, "redirect popup silent");
  if (mode === "popup" && !popup) throw blocked;
  const inWindow = mode === "popup" || mode === "silent";
  const automatic = !inWindow && (asked.prompt === "none" || navigator.userActivation?.isActive === false);
  if (store.session.status === "loading") {
    // Another login would cut off the answer that is being looked at, which perhaps makes it needless where nobody has asked for it.
    await unlessGivenUp(store.ready, signal, popup);
    if (automatic && isSignedIn(store)) return store.session;
  }
  const chunk = inWindow ? windows() : undefined;
  chunk?.catch(() => {});
  const { logouts } = store.remembered();
  const { scope, resource, authorizationDetails, uiLocales } = asked;
  const request = JSON.stringify({
    ...asked,
    returnTo: asked.returnTo ?? here(),
    // Kept and sent as they are, so the core gets them as text.
    appState: store.plain("appState", asked.appState),
    claims: store.plain("claims", asked.claims),
    authorizationDetails: store.plain("authorizationDetails", asked.authorizationDetails),
    asked: JSON.stringify({ scope, resource, authorizationDetails, uiLocales }),
    inWindow,
    ...(mode === "silent" && { prompt: "none" }),
    ...(automatic && { automatic: lastFailure(store.timeline) }),
  });
  // First, since a request that was pushed does not live for long (RFC 9126 2.2).
  const parts = await unlessGivenUp(Promise.resolve(chunk), signal, popup);
  const running = store.run<Made>("login", request, inWindow ? ownPages(store.options) : {});
  const made = await unlessGivenUp(running, signal, popup);
  // Nobody is signed in by a login that was begun before a logout.
  if ((store.remembered().logouts ?? 0) !== (logouts ?? 0)) throw cancelled;
  store.chosen = made;
  store.note("authorization request", mode ? `${made.flow}, ${mode}` : made.flow);
  if (parts && popup) return parts.popupLogin(store, popup, made, signal);
  if (parts) return parts.silentLogin(store, made, timeout, signal);
  keepTimeline(store);
  return leave(made);
}

/** Tells the provider of a logout: the session here is gone already. Throws what an AuthError is made of. */
export async function logout<C extends T.Claims>(
  store: SessionStore<C>,
  { mode, ...options }: T.LogoutOptions,
  popup: Window | null,
): Promise<T.LogoutResult> {
  known(mode, "redirect popup local");
  const nothing = { outcome: "unconfirmed", evidence: "none" } as const;
  const isBlocked = mode === "popup" && !popup;
  const found = store.isShared && !store.known ? await unseen(store) : undefined;
  if (store.ended === "") store.ended = found ?? "";
  const record = isBlocked ? undefined : store.ended;
  const chunk = popup ? windows() : undefined;
  chunk?.catch(() => {});
  // What a popup finds out it finds out with the old token, so that is revoked afterwards.
  const request = JSON.stringify({
    ...options,
    record,
    known: store.known ?? found,
    ...(popup && { inWindow: true, revoke: false }),
  });
  const made = await store.run<Made>("logout", request, popup ? ownPages(store.options) : {});
  if (!made.url) store.note("logout", isBlocked ? "window blocked" : "here only");
  if (isBlocked) return { ...nothing, window: "blocked" };
  if (!made.url) return nothing;
  const parts = await chunk;
  if (parts && popup) return parts.popupLogout(store, popup, made, () => send(made, popup), options);

  store.ended = undefined;
  store.note("logout", "leaves for the provider");
  keepTimeline(store);
  // Keycloak forgets the way back where a revocation ends the session in the middle of its logout.
  await Promise.race([Promise.all(sending), new Promise((resolve) => setTimeout(resolve, PATIENCE))]);
  try {
    return await leave(made);
  } catch {
    // The person came back by the Back button.
    return nothing;
  }
}

// The session of all tabs, where somebody logs out before this page has seen it: the provider is told of it all the same.
async function unseen<C extends T.Claims>(store: SessionStore<C>): Promise<string | undefined> {
  const { endedBy } = await vault();
  return endedBy(sessionKey(store.options), store);
}

/** What the core says of a request that a browser is to make. */
export interface Made {
  url: string;
  /** Of a login: its answer is known by it. */
  state?: string;
  form?: string;
  flow: string;
  because: string;
}

/** Milliseconds that tokens may take to be revoked before the page leaves for the logout. */
const PATIENCE = 1000;

const blocked: AuthErrorInit = {
  code: "popup_blocked",
  phase: "authorize",
  remedy: "call login in the click itself, before anything is awaited, or offer the redirect",
};

// Where the page is, as a path that no browser reads as another origin.
function here(): string {
  const path = (location.pathname + location.search + location.hash).replaceAll("\\", "%5C");
  return /^\/([/.]|%2f|%5c)/i.test(path) ? "/" : path;
}

// What JavaScript has misspelt is not taken for the default.
function known(mode: string | undefined, modes: string): void {
  if (mode === undefined || modes.split(" ").includes(mode)) return;
  throw { code: "config_invalid", phase: "configure", field: "mode", expected: modes, found: mode };
}

// Windows and frames come back to pages of their own, where the application has them.
function ownPages(options: T.AuthOptions): Partial<T.AuthOptions> {
  const { windowRedirectUri, windowPostLogoutRedirectUri } = options;
  return {
    ...(windowRedirectUri && { redirectUri: windowRedirectUri }),
    ...(windowPostLogoutRedirectUri && { postLogoutRedirectUri: windowPostLogoutRedirectUri }),
  };
}

// What is under way goes on, but nobody waits for it: by the signal, or because the person closed the window while it was still empty.
function unlessGivenUp<R>(
  work: Promise<R>,
  signal: AbortSignal | undefined,
  popup: Window | null,
): Promise<R> {
  return new Promise((resolve, reject) => {
    const abort = () => reject(signal?.reason);
    const timer = popup ? setInterval(() => popup.closed && reject(cancelled), 100) : 0;
    signal?.addEventListener("abort", abort);
    const end = () => {
      clearInterval(timer);
      signal?.removeEventListener("abort", abort);
    };
    work.then(resolve, reject).finally(end);
    if (signal?.aborted) abort();
  });
}

// What the login before this one came to, which may have been on the page before.
function lastFailure(timeline: T.Explanation["timeline"]): string {
  const failed = timeline.filter(({ step }) => step === "login failed").pop();
  return failed ? `the last one failed: ${failed.detail}` : "none";
}

function isSignedIn<C extends T.Claims>({ session }: SessionStore<C>): boolean {
  return session.status === "signed-in";
}
