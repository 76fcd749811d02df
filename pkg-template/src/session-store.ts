import { asAuthError, type Core } from "./core.js";
import { type AuthError, plain } from "./errors.js";
import { Listeners } from "./listeners.js";
import {
  type Memory,
  readRecord,
  type StoredRecord,
  sessionKey,
  sessionOf,
  shared,
  storedText,
  tab,
} from "./stored.js";
import { type Elsewhere, Tabs } from "./tabs.js";
import type {
  AuthOptions,
  Claims,
  Ending,
  Explanation,
  ReadyResult,
  Session,
  SignedOutReason,
} from "./types.js";

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
  /** What came of the response in the URL. */
  declare ready: Promise<Pick<ReadyResult<C>, "callback">>;
  /** What the core remembers, which reads and writes it while an operation runs. */
  memory: string | undefined;
  /** The memory that the session was last made of. */
  shown: string | undefined;
  /** The record that was known last, as text: another one is that of a new sign-in. */
  known: string | undefined;
  /** Whether nothing can renew the session: it ends with its access token. */
  isLast = false;
  /** When somebody last did something here, for a browser that keeps nothing for this site. */
  seen = 0;
  /** What `ending` tells: which limit is near. */
  ending: Ending | undefined;
  /** Messages of other windows that were not believed. */
  ignored = 0;
  readonly listeners = new Listeners();
  readonly timeline: Explanation["timeline"][number][] = [];
  // What the parts of the package that are loaded later use of this one.
  readonly tab = tab;
  readonly shared = shared;
  readonly plain = plain;
  readonly options: AuthOptions;
  readonly load: () => Promise<Core>;
  readonly tabs: Tabs;
  readonly renews: boolean;
  readonly isShared: boolean;
  #deadline = 0;
  #timer: ReturnType<typeof setTimeout> | undefined;

  constructor(options: AuthOptions, load: () => Promise<Core>) {
    this.options = options;
    this.load = load;
    this.renews = options.autoRenew ?? true;
    this.isShared = options.storage === "shared";
    this.tabs = new Tabs(options, (what) => this.#happened(what));
    // For the first frame; the core, once it is there, looks at it again more closely.
    this.session = this.isShared
      ? { status: "loading" }
      : (this.take(storedText(options)) ?? { reason: "never", status: "signed-out" });
    this.watch();
    this.tabs.check();
    // Timers stand still while the computer sleeps, and a page that was put away knows nothing of what another one did.
    for (const event of ["pageshow", "focus", "visibilitychange"]) addEventListener(event, this.#wake);
  }

  /** Adds a line to the timeline. */
  note = (step: string, detail: string): void => {
    this.timeline.push({ at: Date.now(), step, detail });
  };

  /** Loads the core if need be and has it do something; what it throws becomes an AuthError, and the session is looked at again. */
  async run<T>(operation: string, input = "", more?: Partial<AuthOptions>): Promise<T> {
    const core = await this.load();
    try {
      const options = JSON.stringify({ ...this.options, ...more });
      return (await core.operate(operation, options, input, this)) as T;
    } catch (error) {
      throw asAuthError(error);
    } finally {
      core.look(this, operation);
    }
  }

  /** Which of the application's limits ends the session first, and when; never where it has none. */
  get nextLimit(): Ending {
    const { clientId, issuer, idleLimit, absoluteLimit } = this.options;
    const { begunAt = 0 } = this.record ?? {};
    const noted = Number(shared.read(`kirjaudu.activity.${clientId} ${issuer}`)) || 0;
    const idle = Math.max(noted, begunAt, this.seen) + (idleLimit || Infinity) * 1000;
    const absolute = begunAt + (absoluteLimit || Infinity) * 1000;
    return { because: idle < absolute ? "idle" : "absolute", endsAt: Math.min(idle, absolute) };
  }

  /** The record behind the session, as text. */
  get text(): string | undefined {
    return this.remembered().record ?? storedText(this.options);
  }

  /** Nobody is signed in any more, here and now, before anything is loaded or asked. Gives the record that was there. */
  end(reason: SignedOutReason = "logout"): string | undefined {
    const { text } = this;
    const { logouts = 0 } = this.remembered();
    // A login that is on its way back outlives the session before it, but no logout, and no limit of the application.
    const now = { logouts: logouts + (/^(logout|idle|abs)/.test(reason) ? 1 : 0), reason, error: "" };
    // What ends is this session, and no newer one that is stored; but a logout ends them all.
    if (reason === "logout" || storedText(this.options) === this.known) tab.remove(sessionKey(this.options));
    this.shown = this.memory = JSON.stringify(now satisfies Memory);
    this.record = undefined;
    const error = this.isLast && "error" in this.session && this.session.error;
    this.isLast = false;
    this.become({ status: "signed-out", reason, ...(error && { error }) });
    if (reason === "logout") this.tabs.signedOut();
    return text;
  }

  /** Takes a record for the one behind the session, and gives the session that it makes. */
  take(text: string | undefined): Session<C> | undefined {
    const record = readRecord(this.options, text);
    if (record && record.expiresAt !== this.record?.expiresAt)
      this.#deadline = performance.now() + record.expiresAt - Date.now();
    this.known = text;
    this.record = record;
    return record && sessionOf(record);
  }

  become(session: Session<C>): void {
    this.session = session;
    this.watch();
    this.listeners.tell();
  }

  /** Shows an error that did not end the session, or that began none. */
  fail(error: AuthError): void {
    const nobody = { status: "signed-out", reason: "login-failed" } as const;
    this.become({ ...(this.record ? this.session : nobody), error } as Session<C>);
  }

  /** Shows that a renewal fails for want of network, once. */
  setStale(error?: AuthError): void {
    const { session } = this;
    if (session.status === "signed-in" && (!session.stale || (error && !session.error)))
      this.become({ ...session, stale: true, ...(error && { error }) });
  }

  /** What the core remembers, read. */
  remembered(): Partial<Memory> {
    return JSON.parse(this.memory ?? "{}");
  }

  #happened(what: Elsewhere): void {
    const { status } = this.session;
    // What all tabs share is read again instead (`listenToTabs`): it is no login that anybody has to follow.
    const isLogin = what === "login-elsewhere";
    if (isLogin && this.isShared) this.listeners.tell("shared");
    else if (isLogin === (status === "signed-out")) isLogin ? this.listeners.tell(what) : this.end(what);
  }

  /** Ends the session when either clock says so: the wall clock can be set back, the other one stands still while some computers sleep. */
  watch = (): void => {
    clearTimeout(this.#timer);
    const { record, nextLimit } = this;
    if (!record) return;
    if (nextLimit.endsAt <= Date.now()) {
      // The provider can still be told.
      this.ended = this.end(nextLimit.because);
      return;
    }
    const left = Math.min(this.#deadline - performance.now(), record.expiresAt - Date.now());
    // Browsers take a timer of more than 2^31 ms for one that is over.
    if (left > 0) this.#timer = setTimeout(this.watch, Math.min(left, 2 ** 31 - 1));
    else if (this.renews && !this.isLast) this.setStale();
    else this.end("expired");
  };

  #wake = (): void => {
    this.tabs.check();
    this.watch();
  };
}
