import type { Core } from "./core.js";
import { AuthError } from "./errors.js";
import type { Engine } from "./glue.js";
import { sessionKey, storedRecord, storedSession, tab, words } from "./stored.js";
import type { AuthOptions, Claims, Explanation, Session } from "./types.js";

/**
 * The session of one client on this page, and the core behind it once it is loaded. Clients with equal options share one, so that a
 * response is handled once however often `createAuth` is called.
 */
export class SessionStore<C extends Claims> {
  session: Session<C>;
  readonly timeline: Explanation["timeline"][number][];
  readonly #options: AuthOptions;
  readonly #load: () => Promise<Core>;
  readonly #listeners = new Set<() => void>();
  #engine: Promise<{ engine: Engine; core: Core }> | undefined;
  #running: Engine | undefined;
  #revision = -1;
  #timer: ReturnType<typeof setTimeout> | undefined;

  constructor(options: AuthOptions, load: () => Promise<Core>) {
    this.#options = options;
    this.#load = load;
    this.session = storedSession(options);
    this.timeline = takeTimeline();
    this.#schedule();
  }

  /** Adds a line to the timeline. */
  note = (step: string, detail: string): void => {
    this.timeline.push({ at: Date.now(), step, detail });
    if (this.timeline.length > 200) this.timeline.shift();
  };

  /** Keeps the timeline for the page that comes back. */
  keepTimeline(): void {
    tab.write(TIMELINE, JSON.stringify(this.timeline));
  }

  subscribe(listener: () => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  /** Loads the core if need be and calls it; what it throws becomes an AuthError, and the session is looked at again. */
  async call<T>(work: (engine: Engine) => T | Promise<T>): Promise<T> {
    this.#engine ??= this.#load()
      .then((core) => {
        try {
          const engine = new core.glue.Engine(JSON.stringify(this.#options), this.note);
          this.#running = engine;
          return { engine, core };
        } catch (thrown) {
          throw core.failure(thrown);
        }
      })
      .catch((error: unknown) => {
        this.#engine = undefined;
        throw error;
      });
    const { engine, core } = await this.#engine;
    try {
      return await work(engine);
    } catch (thrown) {
      throw core.failure(thrown);
    } finally {
      this.#look(engine, core);
    }
  }

  /** Signs out here and now, before anything is loaded or asked. Gives the record that was stored. */
  end(): string | undefined {
    const stored = tab.read(sessionKey(this.#options)) ?? undefined;
    this.#running?.end(stored);
    tab.remove(sessionKey(this.#options));
    this.replace({ status: "signed-out", reason: "logout" });
    return stored;
  }

  replace(session: Session<C>): void {
    this.session = session;
    this.#schedule();
    for (const listener of this.#listeners) listener();
  }

  /** What the core says of the flow. */
  explain(): Omit<Explanation, "timeline"> {
    const known = this.#running?.explain() ?? storedRecord(this.#options) ?? {};
    const { flow = "", because = "" } = known as { flow?: string; because?: string };
    return { flow, because: because.split("\n").filter(Boolean) };
  }

  idToken(): string | undefined {
    if (this.session.status !== "signed-in") return undefined;
    return this.#running ? this.#running.idToken() : storedRecord(this.#options)?.idToken;
  }

  #look(engine: Engine, core: Core): void {
    if (engine.revision === this.#revision) return;
    const first = this.#revision < 0;
    this.#revision = engine.revision;
    const session = fromCore<C>(engine.session(), core);
    // Where the core says what is shown already, the object stays.
    const both = (status: string) => session.status === status && this.session.status === status;
    const same = JSON.stringify(session) === JSON.stringify(this.session) || (first && both("signed-out"));
    if (same && !("error" in session)) return;
    this.replace(session);
  }

  // The session ends when either clock says so: the wall clock can be set back, the other one stands still while some computers sleep.
  #schedule(): void {
    clearTimeout(this.#timer);
    if (this.session.status !== "signed-in") return;
    const { expiresAt } = this.session;
    const deadline = performance.now() + expiresAt - Date.now();
    const look = () => {
      const left = Math.min(deadline - performance.now(), expiresAt - Date.now());
      if (left <= 0) return this.#expire();
      clearTimeout(this.#timer);
      // Browsers take a timer of more than 2^31 ms for one that is over.
      this.#timer = setTimeout(look, Math.min(left, 2 ** 31 - 1));
    };
    look();
  }

  #expire(): void {
    tab.remove(sessionKey(this.#options));
    this.replace({ status: "signed-out", reason: "expired" });
    // The core looks at its own clock.
    if (this.#running) this.#revision = this.#running.revision;
  }
}

function takeTimeline(): Explanation["timeline"][number][] {
  try {
    const kept = JSON.parse(tab.read(TIMELINE) ?? "[]");
    return Array.isArray(kept) ? kept : [];
  } catch {
    return [];
  } finally {
    tab.remove(TIMELINE);
  }
}

const TIMELINE = "kirjaudu.timeline";

// The core writes lists as text and errors as data. The order of the members stays: it is compared as text.
function fromCore<C extends Claims>(data: unknown, core: Core): Session<C> {
  const session = { ...(data as { scope?: unknown; error?: unknown }) };
  if (typeof session.scope === "string") session.scope = words(session.scope);
  if (session.error) session.error = core.failure(session.error);
  return session as Session<C>;
}

/** Any thrown thing as the AuthError that it is, or that it should have been. */
export function asAuthError(error: unknown): AuthError {
  return error instanceof AuthError
    ? error
    : new AuthError({ code: "wasm_failed", phase: "load", found: String(error) });
}
