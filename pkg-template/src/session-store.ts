import { asAuthError, type Core } from "./core.js";
import type { AuthError } from "./errors.js";
import { Listeners } from "./listeners.js";
import {
  type Memory,
  readRecord,
  type StoredRecord,
  sessionKey,
  sessionOf,
  storedSession,
  storedText,
  tab,
} from "./stored.js";
import { keepTimeline, takeTimeline } from "./timeline.js";
import type { AuthOptions, Claims, Session } from "./types.js";

/**
 * The session of one client on this page, and what the core remembers of it. All objects that `createAuth` makes for the same client share one,
 * so that a response is handled once.
 */
export class SessionStore<C extends Claims> {
  session: Session<C>;
  /** The record behind the session, where somebody is signed in. */
  record: StoredRecord | undefined;
  /** The flow that a login of this page chose, and why. */
  chosen: { flow: string; because: string } | undefined;
  /** The record of a session that ended, until the provider was told. */
  ended: string | undefined;
  /** What the core remembers, which reads and writes it while an operation runs. */
  memory: string | undefined;
  readonly listeners = new Listeners();
  readonly timeline = takeTimeline();
  readonly tab = tab;
  readonly #options: AuthOptions;
  readonly #load: () => Promise<Core>;
  #seen: string | undefined;
  #deadline = 0;
  #timer: ReturnType<typeof setTimeout> | undefined;

  constructor(options: AuthOptions, load: () => Promise<Core>) {
    this.#options = options;
    this.#load = load;
    this.session = this.#stored();
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

  /** Loads the core if need be and has it do something; what it throws becomes an AuthError, and the session is looked at again. */
  async run<T>(operation: string, input = ""): Promise<T> {
    const core = await this.#load();
    try {
      return (await core.operate(operation, JSON.stringify(this.#options), input, this)) as T;
    } catch (error) {
      throw asAuthError(error);
    } finally {
      this.#look(core);
    }
  }

  /** Signs out here and now, before anything is loaded or asked. Gives the record that was there. */
  end(): string | undefined {
    const { record } = this.#remembered();
    const text = record ?? storedText(this.#options);
    this.#forget("logout");
    return text;
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

  #remembered(): Partial<Memory> {
    return JSON.parse(this.memory ?? "{}");
  }

  // Nobody is signed in any more, in the core's memory neither.
  #forget(reason: "logout" | "expired"): void {
    const { logouts = 0 } = this.#remembered();
    // A login that is on its way back outlives the session before it, but no logout.
    const now = { logouts: reason === "logout" ? logouts + 1 : logouts, reason, error: "" };
    const stored = readRecord(this.#options, storedText(this.#options));
    // What expires is this session, and no newer one that is stored.
    if (reason === "logout" || stored?.expiresAt === this.record?.expiresAt)
      tab.remove(sessionKey(this.#options));
    this.#seen = this.memory = JSON.stringify(now satisfies Memory);
    this.record = undefined;
    this.replace({ status: "signed-out", reason });
  }

  #stored(): Session<C> {
    this.record = readRecord(this.#options, storedText(this.#options));
    const session = storedSession<C>(this.#options, this.record);
    if (session.status !== "signed-in") this.record = undefined;
    return session;
  }

  #look(core: Core): void {
    if (this.memory === this.#seen) return;
    const first = this.#seen === undefined;
    this.#seen = this.memory;
    const { record, reason = "never", error } = this.#remembered();
    this.record = readRecord(this.#options, record);
    const session: Session<C> = this.record ? sessionOf(this.record) : { status: "signed-out", reason };
    // Where the core says what is shown already, the object stays.
    const both = (status: string) => session.status === status && this.session.status === status;
    const same = JSON.stringify(session) === JSON.stringify(this.session) || (first && both("signed-out"));
    if (error) this.replace({ ...session, error: asAuthError(core.failure(error)) } as Session<C>);
    else if (!same) this.replace(session);
  }

  // A session begins, or none: the timer runs to its end.
  #begin(): void {
    if (this.session.status === "signed-in")
      this.#deadline = performance.now() + this.session.expiresAt - Date.now();
    this.watch();
  }

  /** Ends the session when either clock says so: the wall clock can be set back, the other one stands still while some computers sleep. */
  watch = (): void => {
    clearTimeout(this.#timer);
    if (this.session.status !== "signed-in") return;
    const left = Math.min(this.#deadline - performance.now(), this.session.expiresAt - Date.now());
    // Browsers take a timer of more than 2^31 ms for one that is over.
    if (left > 0) this.#timer = setTimeout(this.watch, Math.min(left, 2 ** 31 - 1));
    else this.#forget("expired");
  };

  #wake = (event: Event): void => {
    if ((event as PageTransitionEvent).persisted && this.#options.storage !== "memory") {
      if (this.memory === undefined) this.replace(this.#stored());
      else this.run("restore").catch(() => {});
    }
    this.watch();
  };
}
