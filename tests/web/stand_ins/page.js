// Parts of the page, as they are when somebody else has been at them.

// Not a literal: what it names exists only while the tests run.
const GLUE = "/wasm-bindgen-test";

/** The module with the exported functions, as the test page has loaded it. */
export function glue() {
  return import(GLUE);
}

/** What the same code, in a page inside this one, says of itself. */
export async function insideFrame() {
  const frame = document.body.appendChild(document.createElement("iframe"));
  // Calling it by another name than `eval` makes it the one of the frame.
  const run = /** @type {typeof globalThis} */ (/** @type {unknown} */ (frame.contentWindow)).eval;
  const { default: start, isFramed } = await run(`import("${GLUE}")`);
  await start(`${GLUE}_bg.wasm`);
  const answer = isFramed();
  frame.remove();
  return answer;
}

/** Gives way to the page's other tasks, among them those of whoever drives the browser. */
export function turn() {
  const { port1, port2 } = new MessageChannel();
  return new Promise((resolve) => {
    port1.onmessage = () => {
      port1.close();
      resolve(undefined);
    };
    port2.postMessage(null);
  });
}

/** @param {string} name */
export function throwing(name) {
  return () => {
    throw new DOMException("no", name);
  };
}

/** A `Date` whose clock stands. */
export function stoppedDate() {
  return { now: () => 1_700_000_000_999.75 };
}

/** In the place of `Math.random`: says whether it was asked. */
export function weakRandom() {
  const random = () => {
    random.asked = true;
    return 0.5;
  };
  random.asked = false;
  return random;
}

/** In the place of `AbortSignal.timeout`: remembers the milliseconds, and the signal never comes. */
export function patientTimeout() {
  const timeout = (/** @type {number} */ milliseconds) => {
    timeout.milliseconds = milliseconds;
    return new AbortController().signal;
  };
  timeout.milliseconds = Number.NaN;
  return timeout;
}

/** In the place of `fetch`: the time is over as soon as the answer begins. */
export function fetchUntilAnswer() {
  const own = window.fetch;
  return async (/** @type {string} */ url, /** @type {RequestInit} */ init) => {
    const late = new AbortController();
    const response = await own.call(window, url, { ...init, signal: late.signal });
    late.abort(new DOMException("late", "TimeoutError"));
    return response;
  };
}

/** In the place of `AbortSignal.timeout`: the time is over at once. */
export function hastyTimeout() {
  return () => AbortSignal.abort(new DOMException("late", "TimeoutError"));
}
