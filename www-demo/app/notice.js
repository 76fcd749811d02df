// The one message at the top of the page: what happened to the login, and what to do now.

/**
 * @typedef {{ kind: "problem", error: unknown } | { kind: "reason", reason: string } | { kind: "success", text: string }} Notice
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

/** Tells screen readers what is going on; the region outlives every rendering, as it must to be read. @param {string} text */
export function showProgress(text) {
  current = undefined;
  changed();
  const region = document.getElementById("progress");
  if (region) region.textContent = text;
}
