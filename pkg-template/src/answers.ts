import { vault } from "./later.js";
import type { shared, tab } from "./stored.js";

/** What the core is run with: it asks for everything it wants to know of the page, in the order of `Question` in `src/js/host.rs`. */
export interface Surroundings {
  /** What the page remembers of the session, JSON text; nothing in a new page. */
  memory: string | undefined;
  /** The record that was known last, as text. */
  readonly known: string | undefined;
  readonly tab: typeof tab;
  readonly shared: typeof shared;
  readonly tabs: { readonly name: string; readonly epoch: number };
  note(step: string, detail: string): void;
}

/**
 * The answers to one operation. The core never waits: where an answer is still to come it stops, and is run again from its beginning. It is
 * then given the same answers in the same order, so that nothing is done twice.
 */
export class Answers {
  readonly #log: (string | undefined)[] = [];
  readonly #page: Surroundings;
  #next = 0;
  #waiting: Promise<void> | undefined;

  constructor(page: Surroundings) {
    this.#page = page;
  }

  /** Called by the core. `undefined` means nothing, or not yet. */
  ask(question: number, a: string, b: string): string | undefined {
    if (this.#next === this.#log.length) {
      const answer = answers[question]?.(a, b, this.#page);
      // Whatever the page has put in the place of `Promise`.
      if (typeof answer === "object") {
        this.#waiting = answer.then((text) => {
          this.#log.push(text);
        });
        return undefined;
      }
      this.#log.push(answer);
    }
    return this.#log[this.#next++];
  }

  /** Waits for what the last run wanted to know, and begins again. */
  async again(): Promise<void> {
    // A core of another version may wait for what nobody was asked.
    if (!this.#waiting) throw "nothing to wait for";
    await this.#waiting;
    this.#waiting = undefined;
    this.#next = 0;
  }
}

/** Requests whose answers nobody reads. */
export const sending = new Set<Promise<unknown>>();

type Answer = (a: string, b: string, page: Surroundings) => string | undefined | Promise<string | undefined>;

const answers: readonly Answer[] = [
  () => String(Date.now()),
  () => String(Math.floor(performance.now())),
  random,
  () => (top === window ? undefined : "framed"),
  (key, _, { tab }) => tab.read(key) ?? undefined,
  (key, value, { tab }) => (tab.write(key, value) ? "" : undefined),
  (key, _, { tab }) => void tab.remove(key) as undefined,
  (prefix, _, { tab }) => JSON.stringify(tab.keys().filter((key) => key.startsWith(prefix))),
  (_a, _b, page) => page.memory,
  (memory, _, page) => {
    page.memory = memory;
    return undefined;
  },
  (url, request, page) => {
    const answer = send(url, request, page);
    sending.add(answer);
    answer.finally(() => sending.delete(answer));
    return undefined;
  },
  send,
  digest,
  verify,
  async (name) => (await vault()).makeKey(name),
  async (name) => (await vault()).publicKey(name),
  async (name, data) => {
    const signature = await (await vault()).sign(name, data);
    return signature ? base64url(signature) : "";
  },
  (name) => {
    vault().then(
      ({ removeKey }) => removeKey(name),
      () => {},
    );
    return undefined;
  },
  async (key, _, page) => (await vault()).load(key, page),
  async (key, value, page) => (await vault()).save(key, value, page),
  (key, _, page) => {
    vault().then(
      ({ discard }) => discard(key, page),
      () => {},
    );
    return undefined;
  },
  (key, _, { shared }) => shared.read(key) ?? undefined,
  (key, value, { shared }) => void (value ? shared.write(key, value) : shared.remove(key)) as undefined,
];

function random(): string {
  try {
    return base64url(crypto.getRandomValues(new Uint8Array(32)));
  } catch {
    return "";
  }
}

// No cookies, no referrer, a time limit, and no redirect that leaves the origin: a redirected form would carry its secrets to another
// place (RFC 9700 4.12).
async function send(url: string, described: string, { note }: Surroundings): Promise<string> {
  const { form, authorization, dpop, accept, follow, reload, keepalive } = JSON.parse(described);
  const address = url.split("?")[0];
  try {
    const response = await fetch(url, {
      ...(form !== undefined && { method: "POST", body: form }),
      headers: {
        accept,
        ...(authorization && { authorization }),
        ...(dpop && { dpop }),
        ...(form !== undefined && { "content-type": "application/x-www-form-urlencoded" }),
      },
      credentials: "omit",
      referrerPolicy: "no-referrer",
      redirect: follow ? "follow" : "error",
      cache: follow ? (reload ? "reload" : "default") : "no-store",
      keepalive,
      // A browser without it waits as long as it does.
      ...(AbortSignal.timeout && { signal: AbortSignal.timeout(30_000) }),
    });
    if (response.redirected && new URL(response.url).origin !== new URL(url).origin)
      throw "it was redirected to another origin";
    const header = (name: string) => response.headers.get(name) ?? "";
    const type = header("content-type").split(/[; ]/)[0]?.toLowerCase();
    const date = Date.parse(header("date")) || "";
    const seen = [
      response.status,
      type,
      date,
      Number.parseInt(header("retry-after"), 10) || "",
      header("dpop-nonce"),
    ];
    const body = await text(response);
    note("request", `${response.status} ${address}`);
    return `${seen.join(" ")}\n${body}`;
  } catch (error) {
    const because =
      typeof error === "string"
        ? error
        : (error as Error | undefined)?.name === "TimeoutError"
          ? "no answer within 30 seconds"
          : "network, CORS or Content-Security-Policy";
    note("request", `${because}: ${address}`);
    return `\n${because}`;
  }
}

// At most 1 MiB of UTF-8, whatever the server sends.
async function text({ body }: Response): Promise<string> {
  const decoder = new TextDecoder("utf-8", { fatal: true });
  const reader = body?.getReader();
  let text = "";
  for (let size = 0; ; ) {
    const { done = true, value } = (await reader?.read()) ?? {};
    size += value?.length ?? 0;
    if (size > 2 ** 20) {
      reader?.cancel().catch(() => {});
      throw "the answer is larger than 1 MiB";
    }
    try {
      text += decoder.decode(value, { stream: !done });
    } catch {
      throw "the answer is not UTF-8";
    }
    if (done) return text;
  }
}

async function digest(data: string, wanted: string): Promise<string> {
  const [hash = "", bytes] = wanted.split(" ");
  try {
    const whole = await crypto.subtle.digest(hash, new TextEncoder().encode(data));
    return base64url(new Uint8Array(whole, 0, Number(bytes)));
  } catch {
    return "";
  }
}

async function verify(data: string, check: string, { note }: Surroundings): Promise<string> {
  const { alg, key, signature } = JSON.parse(check);
  try {
    const parameters = algorithm(alg);
    const imported = await crypto.subtle.importKey("jwk", key, parameters, false, ["verify"]);
    const bytes = Uint8Array.from(atob(signature.replace(/-/g, "+").replace(/_/g, "/")), (character) =>
      character.charCodeAt(0),
    );
    const good = await crypto.subtle.verify(parameters, imported, bytes, new TextEncoder().encode(data));
    note("signature", good ? "good" : "wrong");
    return String(good);
  } catch {
    return `${alg} with this key`;
  }
}

// The parameters of WebCrypto for an algorithm of RFC 7518 section 3.1 or RFC 9864. It looks at those only that the name asks for.
function algorithm(alg: string) {
  const names: Record<string, string> = { RS: "RSASSA-PKCS1-v1_5", PS: "RSA-PSS", ES: "ECDSA" };
  const bits = Number(alg.slice(2));
  return {
    name: names[alg.slice(0, 2)] ?? "Ed25519",
    hash: `SHA-${bits}`,
    saltLength: bits / 8,
    namedCurve: `P-${bits === 512 ? 521 : bits}`,
  };
}

function base64url(bytes: Uint8Array): string {
  return btoa(String.fromCharCode(...bytes))
    .replace(/\+/g, "-")
    .replace(/\//g, "_")
    .replace(/=/g, "");
}
