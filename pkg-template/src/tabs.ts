import { shared, tab } from "./stored.js";
import type { AuthOptions } from "./types.js";

/** What happened to this client's session in another tab, or in a page of the provider's. */
export type Elsewhere = "login-elsewhere" | "logout-elsewhere" | "ended-by-provider";

/**
 * Logins and logouts of one client in all tabs of the origin. They share a text, `<epoch> <login>`, in localStorage: every logout begins another
 * epoch, so that a tab which slept, or came out of the back/forward cache, finds out too. There is nothing secret in it, and whoever
 * forges one gains nothing: a session ends, or is asked for again at the provider.
 */
export class Tabs {
  readonly name: string;
  /** Who is signed in here, `<iss> <sid>`, as a front-channel logout would name it. */
  who = "";
  /** Says the text in all tabs, once somebody listens to them. */
  tell: (text: string) => void = () => {};
  readonly #epochKey: string;
  readonly #happened: (what: Elsewhere) => void;
  #epoch: string;
  #login: string;

  constructor({ clientId, issuer }: AuthOptions, happened: (what: Elsewhere) => void) {
    const client = `${clientId} ${issuer}`;
    this.name = `kirjaudu.tabs.${client}`;
    this.#epochKey = `kirjaudu.epoch.${client}`;
    this.#happened = happened;
    const [epoch = "0", login = "0"] = words(shared.read(this.name));
    this.#epoch = tab.read(this.#epochKey) ?? epoch;
    this.#login = login;
  }

  /** Looks at what was said while nobody listened. */
  check(): void {
    this.heard(shared.read(this.name));
    this.heardFrontChannel(shared.read(FRONT_CHANNEL));
  }

  /** Somebody signed in here. */
  signedIn(): void {
    tab.write(this.#epochKey, this.#epoch);
    this.#login = now();
    this.#tell();
  }

  /** Somebody signed out here. */
  signedOut(): void {
    tab.remove(this.#epochKey);
    this.#epoch = now();
    this.#tell();
  }

  #tell(): void {
    const text = `${this.#epoch} ${this.#login}`;
    shared.write(this.name, text);
    this.tell(text);
  }

  heard(said: unknown): void {
    const [epoch, login] = words(said);
    // An application may have emptied the storage: nothing said is no logout.
    if (!epoch || !login) return;
    const before = [this.#epoch, this.#login];
    [this.#epoch, this.#login] = [epoch, login];
    if (epoch !== before[0]) this.#happened("logout-elsewhere");
    else if (login !== before[1]) this.#happened("login-elsewhere");
  }

  heardFrontChannel(said: unknown): void {
    if (this.who && said === this.who) this.#happened("ended-by-provider");
  }
}

/** What `frontchannel-logout.html` says. Front-Channel Logout 1.0 section 2: issuer and session, both of them. */
export const FRONT_CHANNEL = "kirjaudu.frontchannel";

function words(said: unknown): string[] {
  return typeof said === "string" ? said.split(" ") : [];
}

// Another word than any before, in any tab.
function now(): string {
  return `${Date.now()}-${performance.now()}`;
}
