import type { AuthErrorInit } from "../errors.js";
import { again } from "../lasting.js";
import { windows } from "../later.js";
import type { SessionStore } from "../session-store.js";
import type { Claims, Session } from "../types.js";
import { exclusive } from "./exclusive.js";
import { unreachable } from "./unreachable.js";

/**
 * Renews the session: by its refresh token, or else by a silent login in a hidden frame. One at a time, in this tab and over all tabs. Throws what an
 * AuthError is made of: `renewal_unreachable` where it is to be tried again, `reauthentication_required` where only the person can help. What has
 * just failed fails so again unless it is `asked` for: calls to APIs that all want a new token are no reason to ask without a pause.
 */
export function renew<C extends Claims>(store: SessionStore<C>, asked = false): Promise<Session<C>> {
  const { record = store } = store;
  const before = running.get(store) ?? (asked ? undefined : failed.get(record));
  if (before) return before as Promise<Session<C>>;
  const renewal = begin(store);
  running.set(store, renewal);
  const ended = () => running.delete(store);
  renewal.then(ended, (error) => {
    ended();
    failed.set(record, renewal);
    setTimeout(() => failed.delete(record), Math.max(PAUSE, pauseAfter(error) * 1000));
  });
  return renewal;
}

/** Seconds that the provider wants to be left alone after this error, ten minutes at most. */
export function pauseAfter(error: unknown): number {
  return Math.min(Number(/ after (\d+) s/.exec(String(error))?.[1] ?? 0), 600);
}

const running = new WeakMap<object, Promise<unknown>>();
const failed = new WeakMap<object, Promise<unknown>>();

/** Milliseconds, fewer than pass before a session is renewed again by itself. */
const PAUSE = 900;

async function begin<C extends Claims>(store: SessionStore<C>): Promise<Session<C>> {
  // What all tabs share is looked at first, so that all of them wait for the same lock.
  if (store.session.status === "loading") await store.run("start");
  const { record } = store;
  const after = record?.obtainedAt ?? 0;
  const isCurrent = () => store.record?.begunAt === record?.begunAt;
  await alone(store, async () => {
    const useless = await store.run<Useless>("renew", JSON.stringify({ after }));
    if (!useless.because) return;
    store.note("refresh token", useless.because);
    await otherwise(store, after, isCurrent, useless);
  });
  store.note("renewal", "done");
  return store.session;
}

/** Does something while nobody else uses the refresh token of this session, in whatever tab. Rejects as {@link exclusive}. */
export function alone<C extends Claims, T>(store: SessionStore<C>, work: () => Promise<T>): Promise<T> {
  const { issuer, clientId } = store.options;
  const person = () => store.record?.claims.sub ?? "";
  const sub = person();
  return exclusive(`kirjaudu.renewal ${clientId} ${issuer} ${sub}`, store.shared, () => {
    // What happened in other tabs while this one waited, or slept.
    store.tabs.check();
    if (person() !== sub) throw unreachable("somebody else has signed in meanwhile");
    if (!navigator.onLine) throw unreachable("the browser is offline");
    return work();
  });
}

// What the core says of a refresh token that brought nothing.
interface Useless {
  because?: string;
  cutOff?: boolean;
  refused?: boolean;
}

async function otherwise<C extends Claims>(
  store: SessionStore<C>,
  after: number,
  isCurrent: () => boolean,
  { because, cutOff, refused }: Useless,
): Promise<void> {
  const { login } = await store.load();
  await windows();
  try {
    await login(store, { ...again(store), mode: "silent" }, null);
  } catch (error) {
    const { code, retryable, found } = error as AuthErrorInit;
    // Nobody knows anything yet, and what may have been used up is left alone as long as there is another way.
    if (
      !code ||
      retryable ||
      PASSING.includes(code) ||
      (code === "frame_timed_out" && !(await answers(store)))
    )
      throw unreachable(code ? `${code} ${found ?? ""}` : String(error));
    // Meanwhile it has ended, or somebody has signed in anew.
    if (!isCurrent()) throw error;
    const last = cutOff
      ? await store.run<Useless>("renew", JSON.stringify({ after, lastResort: true }))
      : { because, refused };
    if (!last.because) return;
    const why = `${last.because}; silent login: ${code}`;
    await store.run("giveUp", JSON.stringify({ after, because: why, refused: last.refused ?? false }));
  }
}

// What may be otherwise next time, although the same login is not simply to be repeated.
const PASSING: readonly string[] =
  "token_unreachable token_refused discovery_refused metadata_invalid issuer_mismatch jwks_invalid key_unknown invalid_grant par_refused crypto_unavailable dpop_proof_refused token_time_invalid state_unknown wasm_failed".split(
    " ",
  );

// Why a frame stayed silent it doesn't say: a provider that is down is no reason to give up.
async function answers<C extends Claims>({ options }: SessionStore<C>): Promise<boolean> {
  const { issuer, metadata } = options;
  const url = `${issuer.replace(/\/$/, "")}/.well-known/openid-configuration`;
  // A browser without it waits as long as it does.
  const signal = AbortSignal.timeout?.(10_000);
  const ask = (mode: RequestMode) =>
    fetch(url, { mode, cache: "no-store", credentials: "omit", ...(signal && { signal }) });
  try {
    const response = await ask("cors");
    // A page about maintenance is no provider.
    return metadata ? response.status < 500 : !!(await response.json()).issuer;
  } catch {
    // Where the metadata is configured, the page may not be allowed to read this: that there is a server is all that can be known.
    if (!metadata) return false;
    return ask("no-cors").then(
      () => true,
      () => false,
    );
  }
}
