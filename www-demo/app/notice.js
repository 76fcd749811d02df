// The one message at the top of the page: what happened to the login, and what to do now.

/**
 * @typedef {{ kind: "problem", error: unknown } | { kind: "reason", reason: string } | { kind: "success", text: string }
 *   | { kind: "waiting", text: string, giveUp?: () => void }} Notice
 */

/** @type {Notice | undefined} */
let current;
/** @type {() => void} */
let changed = () => {};

/** @param {() => void} listener */
export function onNotice(listener) {
  changed = listener;
}

export const notice = () => current;

/** @param {Notice | undefined} next */
export function setNotice(next) {
  current = next;
  changed();
}

/** @param {unknown} error */
export const showProblem = (error) => setNotice({ kind: "problem", error });

/** Tells screen readers what happened without a click; the region outlives every rendering, as it must to be read. @param {string} text */
export function announce(text) {
  const region = document.getElementById("announcement");
  if (region) region.textContent = text;
}
