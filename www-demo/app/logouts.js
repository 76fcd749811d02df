// The logouts that are asked for on the page "Logging out", and what was seen of the last one.
import { auth } from "./auth.js";
import { redraw } from "./drawing.js";
import { language } from "./language.js";
import { whenWindowCloses } from "./logout-window.js";
import { setNotice } from "./notice.js";
import { TOO_LATE } from "./parts/tries.js";

/** @typedef {"redirect" | "popup" | "by-user" | "local" | "short" | "forged" | "late"} Way */
/** @typedef {{ way: Way, begun: number, ignoredBefore: number, state: "not-yet" | "running" }} Begun */
/** @typedef {Omit<Begun, "state"> & { state: "done", seconds: number, windowClosed?: boolean,
 *   result: import("kirjaudu").LogoutResult }} Done `windowClosed`: a window that was left open was closed since */

/** @type {Record<Way, import("kirjaudu").LogoutOptions>} */
const OPTIONS = {
  redirect: { mode: "redirect", returnTo: "/logout" },
  popup: { mode: "popup" },
  "by-user": { mode: "popup", closePopup: "by-user" },
  local: { mode: "local" },
  short: { mode: "popup", timeout: 3 },
  forged: { mode: "popup" },
  late: { mode: "popup" },
};

const MARK = "demo-logging-out";

/** @type {Begun | Done | undefined} */
let last;
/** @type {ReturnType<typeof setTimeout> | undefined} */
let waiting;

/** The last logout, until somebody signs in again. */
export const lastLogout = () =>
  auth.session.status === "signed-in" && last?.state === "done" ? undefined : last;

/** @param {Way} way */
export async function logOutBy(way) {
  const begun = begin(way, "running");
  if (way === "redirect") leaveMark();
  const forger = way === "forged" ? forge() : undefined;
  // As with a login, the popup is opened within the click. The session here has ended when this call returns, before anything is awaited.
  const logout = auth.logout({ uiLocales: language(), ...OPTIONS[way] });
  focusResult();
  const result = await logout;
  clearInterval(forger);
  end(begun, result);
}

/** Waits until the browser does not connect the popup with the click any more. */
export function logOutTooLate() {
  begin("late", "not-yet");
  waiting = setTimeout(() => logOutBy("late"), TOO_LATE);
  focusResult();
}

/** Messages that were not believed meanwhile. @param {Done} logout */
export const ignoredSince = ({ ignoredBefore }) => auth.explain().ignoredMessages - ignoredBefore;

/** When the person goes elsewhere before the time has come. */
export function forgetTooLate() {
  if (last?.state === "not-yet") forgetUnfinished();
}

/** Before anything happened, or when the browser brings back this page as it was left for the provider. */
export function forgetUnfinished() {
  clearTimeout(waiting);
  if (last?.state !== "done") last = undefined;
  redraw();
}

/** The answer to a logout by redirect, of which only this page load knows. @param {import("kirjaudu").LogoutResult} result */
export function showReturned(result) {
  last = {
    way: "redirect",
    begun: performance.timeOrigin,
    ignoredBefore: 0,
    state: "done",
    seconds: 0,
    result,
  };
  redraw();
  focusResult();
}

/** Whether this tab left that page for a logout by redirect; tells it once. */
export function returnsFromLogout() {
  try {
    const found = sessionStorage.getItem(MARK) !== null;
    sessionStorage.removeItem(MARK);
    return found;
  } catch {
    return false;
  }
}

// Tunnistamo sends nobody back: its page has a link without `state`, and who follows it comes as if for the first time.
function leaveMark() {
  try {
    sessionStorage.setItem(MARK, "");
  } catch {
    // then the front page is what the person comes back to
  }
}

/** @param {Way} way @param {"not-yet" | "running"} state @returns {Begun} */
function begin(way, state) {
  clearTimeout(waiting);
  const begun = { way, begun: Date.now(), ignoredBefore: auth.explain().ignoredMessages, state };
  last = begun;
  setNotice(undefined);
  return begun;
}

/** @param {Begun} begun @param {import("kirjaudu").LogoutResult} result */
function end(begun, result) {
  const { way } = begun;
  returnsFromLogout();
  last = { ...begun, state: "done", seconds: (Date.now() - begun.begun) / 1000, result };
  // It ended at our own page, which tells when it goes; a page of the provider can't be seen.
  if (way === "by-user" && result.evidence === "redirect") whenWindowCloses(() => noteWindowClosed(begun));
  if (location.pathname === "/logout") {
    redraw();
    focusResult();
  } else {
    setNotice({ kind: "reason", reason: result.outcome === "confirmed" ? "logout" : "logout-here" });
  }
}

/** @param {Begun} logout */
function noteWindowClosed({ begun }) {
  if (last?.state !== "done" || last.begun !== begun) return;
  last = { ...last, windowClosed: true };
  redraw();
}

// What any script of any window could say. It comes from this window and not from the popup, so it is not believed.
function forge() {
  const say = () => postMessage("hel:logout", location.origin);
  say();
  return setInterval(say, 100);
}

// Its heading is to be seen as well.
function focusResult() {
  document.getElementById("logout-result")?.focus({ preventScroll: true });
  document.getElementById("seen")?.scrollIntoView();
}
