import { shared, tab } from "./stored.js";
import type { AuthOptions } from "./types.js";

/** What happened to this client's session in another tab, or at the provider. */
export type Elsewhere = "login-elsewhere" | "logout-elsewhere" | "ended-by-provider";

/**
 * Logins and logouts of one client in all tabs of the origin. They share a text, `<epoch> <login>`, in localStorage: every logout begins a later
 * epoch, so that a tab which slept, or came out of the back/forward cache, finds out too. There is nothing secret in it, and whoever
 * forges one gains nothing: a session ends, or is asked for again at the provider.
 */
export class Tabs {
  readonly name: string;
  /** Where this tab keeps the epoch of its session. */
  readonly key: string;
  epoch = 0;
  /** When somebody signed in last, in any tab. */
  login = 0;
  /** Says the text in all tabs, once somebody listens to them. */
  say: (text: string) => void = () => {};
  readonly #happened: (what: Elsewhere) => void;

  constructor({ clientId, issuer }: AuthOptions, happened: (what: Elsewhere) => void) {
    const client = `${clientId} ${issuer}`;
    this.name = `kirjaudu.tabs.${client}`;
    this.key = `kirjaudu.epoch.${client}`;
    [this.epoch, this.login] = numbers(shared.read(this.name));
    this.#happened = happened;
  }

  /** Compares what was said last, in any tab, with what is known here. Nothing said is no logout: an application may empty its storage. */
  check(said: unknown = shared.read(this.name)): void {
    const [epoch, login] = numbers(said);
    // A page out of the back/forward cache may find a later session of its tab than its own.
    const ours = Number(tab.read(this.key) ?? this.epoch);
    this.epoch = Math.max(ours, epoch);
    const isNew = login > this.login;
    if (isNew) this.login = login;
    if (epoch > ours) {
      tab.remove(this.key);
      this.#happened("logout-elsewhere");
    }
    // A tab that slept may hear of both at once.
    if (isNew) this.#happened("login-elsewhere");
  }

  /** Somebody signed out here. */
  signedOut(): void {
    this.epoch = later(this.epoch);
    tab.remove(this.key);
    this.tell();
  }

  tell(): void {
    const text = `${this.epoch} ${this.login}`;
    shared.write(this.name, text);
    this.say(text);
  }
}

/** Milliseconds since the epoch, but later than another time whatever the clock says. */
export function later(than: number): number {
  return Math.max(Date.now(), than + 1);
}

function numbers(said: unknown): [number, number] {
  const [epoch, login] = typeof said === "string" ? said.split(" ") : [];
  return [Number(epoch) || 0, Number(login) || 0];
}
