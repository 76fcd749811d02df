// Runs the operations of the core as simply as can be: everything it asks for is answered in text.

const QUESTIONS =
  "now monotonic random isFramed read write remove keys memory remember send fetch digest verify".split(" ");

/** @typedef {(a: string, b: string) => string | undefined | void | Promise<string>} Answer */

/** One page with one client. */
export class Operations {
  /** @type {string | undefined} */
  memory;
  /** @type {Record<string, number>} */
  counts = {};
  #run;
  #options;

  /**
   * @param {(host: object, request: string) => string} run
   * @param {string} options
   */
  constructor(run, options) {
    this.#run = run;
    this.#options = options;
  }

  /**
   * @param {string} question
   * @param {Answer} answer
   */
  instead(question, answer) {
    this.#answers[question] = answer;
  }

  /**
   * @param {string} operation
   * @param {string} input
   */
  async operate(operation, input) {
    /** @type {(string | undefined | void)[]} */
    const log = [];
    let next = 0;
    /** @type {Promise<string> | undefined} */
    let waiting;
    const host = {
      ask: (/** @type {number} */ question, /** @type {string} */ a, /** @type {string} */ b) => {
        if (next === log.length) {
          const answer = this.#answer(QUESTIONS[question] ?? "", a, b);
          if (answer instanceof Promise) {
            waiting = answer;
            return undefined;
          }
          log.push(answer);
        }
        return log[next++];
      },
    };
    const request = [operation, this.#options, input].join("\n");
    for (;;) {
      next = 0;
      waiting = undefined;
      const result = this.#run(host, request);
      if (result === "?" && waiting) {
        log.push(await waiting);
        continue;
      }
      const data = JSON.parse(result.slice(1));
      if (result[0] === "!") throw data;
      if (result[0] === "=") return data;
      throw new Error(`neither result nor error: ${result}`);
    }
  }

  /**
   * @param {string} question
   * @param {string} a
   * @param {string} b
   */
  #answer(question, a, b) {
    this.counts[question] = (this.counts[question] ?? 0) + 1;
    const answer = this.#answers[question];
    if (!answer) throw new Error(`asked for ${question}`);
    return answer(a, b);
  }

  /** @type {Record<string, Answer>} */
  #answers = {
    now: () => String(Date.now()),
    monotonic: () => String(Math.floor(performance.now())),
    random: () => base64url(crypto.getRandomValues(new Uint8Array(32))),
    isFramed: () => undefined,
    read: (key) => sessionStorage.getItem(key) ?? undefined,
    write: (key, value) => {
      sessionStorage.setItem(key, value);
      return "";
    },
    remove: (key) => sessionStorage.removeItem(key),
    keys: (prefix) => JSON.stringify(Object.keys(sessionStorage).filter((key) => key.startsWith(prefix))),
    memory: () => this.memory,
    remember: (memory) => {
      this.memory = memory;
    },
    send: (url, described) => void send(url, described),
    fetch: send,
    digest,
    verify,
  };
}

/**
 * @param {string} url
 * @param {string} described
 */
async function send(url, described) {
  const { form, authorization, accept, follow, reload, keepalive } = JSON.parse(described);
  /** @type {Record<string, string>} */
  const headers = { accept };
  if (authorization) headers.authorization = authorization;
  if (form !== undefined) headers["content-type"] = "application/x-www-form-urlencoded";
  const method = form === undefined ? "GET" : "POST";
  const redirect = follow ? "follow" : "error";
  const cache = reload ? "no-store" : "default";
  const response = await fetch(url, { method, headers, body: form ?? null, redirect, cache, keepalive });
  return `${response.status} ${response.headers.get("content-type") ?? ""}\n${await response.text()}`;
}

/**
 * @param {string} data
 * @param {string} wanted
 */
async function digest(data, wanted) {
  const [hash, length] = wanted.split(" ");
  return base64url(new Uint8Array(await crypto.subtle.digest(hash, bytesOf(data)), 0, Number(length)));
}

/**
 * @param {string} data
 * @param {string} check
 */
async function verify(data, check) {
  const { alg, key, signature } = JSON.parse(check);
  if (alg !== "ES256") return alg;
  const algorithm = { name: "ECDSA", namedCurve: "P-256", hash: "SHA-256" };
  const imported = await crypto.subtle.importKey("jwk", key, algorithm, false, ["verify"]);
  const bytes = Uint8Array.from(atob(signature.replaceAll("-", "+").replaceAll("_", "/")), (character) =>
    character.charCodeAt(0),
  );
  return String(await crypto.subtle.verify(algorithm, imported, bytes, bytesOf(data)));
}

/** @param {string} text */
function bytesOf(text) {
  return new TextEncoder().encode(text);
}

/** @param {Uint8Array} bytes */
function base64url(bytes) {
  return btoa(String.fromCharCode(...bytes))
    .replaceAll("+", "-")
    .replaceAll("/", "_")
    .replaceAll("=", "");
}
