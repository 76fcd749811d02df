import type { Core } from "./core.js";
import type { AuthError } from "./errors.js";
import type { Engine } from "./glue.js";
import { Listeners } from "./listeners.js";
import { sessionKey, storedRecord, storedSession, tab, words } from "./stored.js";
import { keepTimeline, takeTimeline } from "./timeline.js";
import type { AuthOptions, Claims, Explanation, Session } from "./types.js";

/**
 * The session of one client on this page, and the core behind it once it is loaded. All objects that `createAuth` makes for the same client
 * share one, so that a response is handled once.
 */
export class SessionStore<C extends Claims> {
  session: Session<C>;
  readonly listeners = new Listeners();
  readonly timeline = takeTimeline();
  readonly #options: AuthOptions;
  readonly #load: () => Promise<Core>;
  #engine: Promise<{ engine: Engine; core: Core }> | undefined;
  #running: Engine | undefined;
  #revision = -1;
  #deadline = 0;
  #timer: ReturnType<typeof setTimeout> | undefined;

  constructor(options: AuthOptions, load: () => Promise<Core>) {
    this.#options = options;
    this.#load = load;
    this.session = storedSession(options);
    this.#begin();
    // Timers stand still while the computer sleeps, and a page that was put away knows nothing of what another one did.
    for (const event of ["pageshow", "focus", "visibilitychange"]) addEventListener(event, this.#wake);
  }

  /** Adds a line to the timeline. */
  note = (step: string, detail: string): void => {
    this.timeline.push({ at: Date.now(), step, detail });
    if (this.timeline.length > 200) this.timeline.shift();
  };

  /** The page is going to leave: the next one tells what happened so far. */
  leaving(): void {
    keepTimeline(this.timeline);
  }

  /** Loads the core if need be and calls it; what it throws becomes an AuthError, and the session is looked at again. */
  async call<T>(work: (engine: Engine) => T | Promise<T>): Promise<T> {
    this.#engine ??= this.#start().catch((error: unknown) => {
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
  end(tell: boolean): string | undefined {
    const stored = tab.read(sessionKey(this.#options)) ?? undefined;
    this.#running?.end(stored, tell);
    tab.remove(sessionKey(this.#options));
    this.replace({ status: "signed-out", reason: "logout" });
    return stored;
  }

  replace(session: Session<C>): void {
    this.session = session;
    this.#begin();
    this.listeners.tell();
  }

  /** Shows an error that did not end the session, or that began none. */
  fail(error: AuthError): void {
    const { session } = this;
    this.replace(
      session.status === "signed-in"
        ? { ...session, error }
        : { status: "signed-out", reason: "login-failed", error },
    );
  }

  /** What is known of the flow. */
  explain(): Omit<Explanation, "timeline"> {
    const known = this.#running?.explain() ?? storedRecord(this.#options) ?? {};
    const { flow = "", because = "" } = known as { flow?: string; because?: string };
    return { flow, because: because.split("\n").filter(Boolean) };
  }

  idToken(): string | undefined {
    if (this.session.status !== "signed-in") return undefined;
    return this.#running ? this.#running.idToken() : storedRecord(this.#options)?.idToken;
  }

  async #start(): Promise<{ engine: Engine; core: Core }> {
    const core = await this.#load();
    try {
      const engine = new core.glue.Engine(JSON.stringify(this.#options), this.note);
      this.#running = engine;
      return { engine, core };
    } catch (thrown) {
      throw core.failure(thrown);
    }
  }

  #look(engine: Engine, core: Core): void {
    if (engine.revision === this.#revision) return;
    const first = this.#revision < 0;
    this.#revision = engine.revision;
    const session = fromCore<C>(engine.session(), core);
    // Where the core says what is shown already, the object stays.
    const both = (status: string) => session.status === status && this.session.status === status;
    const same = JSON.stringify(session) === JSON.stringify(this.session) || (first && both("signed-out"));
    if (!same || "error" in session) this.replace(session);
  }

  // A session begins, or none: the timer runs to its end.
  #begin(): void {
    if (this.session.status === "signed-in")
      this.#deadline = performance.now() + this.session.expiresAt - Date.now();
    this.#watch();
  }

  // The session ends when either clock says so: the wall clock can be set back, the other one stands still while some computers sleep.
  #watch = (): void => {
    clearTimeout(this.#timer);
    if (this.session.status !== "signed-in") return;
    const left = Math.min(this.#deadline - performance.now(), this.session.expiresAt - Date.now());
    // Browsers take a timer of more than 2^31 ms for one that is over.
    if (left <= 0) this.#expire(this.session.expiresAt);
    else this.#timer = setTimeout(this.#watch, Math.min(left, 2 ** 31 - 1));
  };

  #expire(expiresAt: number): void {
    // A newer record is not this session's.
    if (storedRecord(this.#options)?.expiresAt === expiresAt) tab.remove(sessionKey(this.#options));
    this.replace({ status: "signed-out", reason: "expired" });
    // The core looks at its own clock.
    if (this.#running) this.#revision = this.#running.revision;
  }

  #wake = (event: Event): void => {
    if ((event as PageTransitionEvent).persisted && this.#options.storage !== "memory") {
      if (this.#engine) this.call((engine) => engine.restore()).catch(() => {});
      else this.replace(storedSession(this.#options));
    }
    this.#watch();
  };
}

// The core writes lists as text and errors as data. The order of the members stays: it is compared as text.
function fromCore<C extends Claims>(data: unknown, core: Core): Session<C> {
  const session = { ...(data as { scope?: unknown; error?: unknown }) };
  if (typeof session.scope === "string") session.scope = words(session.scope);
  if (session.error) session.error = core.failure(session.error);
  return session as Session<C>;
}
