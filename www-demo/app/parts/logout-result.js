// What was seen of a logout: in plain words first, then the values as the library gave them.
import { AuthError } from "kirjaudu";
import { auth, logIn } from "../auth.js";
import { h } from "../dom.js";
import { number, t } from "../language.js";
import { forgetUnfinished, ignoredSince, logOutBy } from "../logouts.js";
import { problemOf } from "../problems.js";
import { steps } from "./explanation.js";

/** @param {import("../logouts.js").Begun | import("../logouts.js").Done} logout */
export function logoutResult(logout) {
  return logout.state === "done" ? finished(logout) : unfinished(logout);
}

/** @param {import("../logouts.js").Begun} logout */
function unfinished({ way, state }) {
  const texts = t().logout;
  if (state === "not-yet") {
    return panel(
      "waiting",
      t().waiting.late,
      h(
        "button",
        { id: "give-up-logout", class: "button secondary", onclick: forgetUnfinished },
        t().giveUpWaiting,
      ),
    );
  }
  if (way === "redirect" || way === "local") return panel("waiting", t().waiting.redirect);
  return panel("waiting", texts.running, h("p", {}, texts.runningText));
}

/** @param {import("../logouts.js").Done} logout */
function finished(logout) {
  const texts = t().logout;
  const { way, result } = logout;
  const { outcome, evidence, error } = result;
  const confirmed = outcome === "confirmed";
  const window = seenOfWindow(logout);
  const ignored = ignoredSince(logout);
  return panel(
    confirmed ? "verified" : "unconfirmed",
    texts.outcomes[way === "local" ? "local" : outcome],
    h("p", {}, way === "local" ? texts.localEvidence : texts.evidence[evidence]),
    window && h("p", {}, window),
    ignored > 0 && h("p", {}, `${t().ignored}: ${number(ignored)}.`),
    error && h("p", {}, problemText(error)),
    h("p", {}, confirmed ? texts.confirmedAdvice : texts.unconfirmedAdvice),
    h(
      "p",
      { class: "buttons" },
      !confirmed &&
        h(
          "button",
          { id: "log-out-here", class: "button", onclick: () => logOutBy("redirect") },
          texts.goOnHere,
        ),
      auth.session.status === "signed-out" &&
        h("button", { id: "log-in-here", class: "button secondary", onclick: () => logIn() }, t().logIn),
    ),
    forDevelopers(logout),
  );
}

/** @param {import("../logouts.js").Done} logout */
function seenOfWindow({ way, result, windowClosed }) {
  const { windows } = t().logout;
  if (result.window) return windows[result.window];
  if (windowClosed) return windows["closed-by-user"];
  if (way === "redirect" || way === "local") return undefined;
  return way === "by-user" ? windows.open : windows.unknown;
}

/** @param {AuthError} error */
function problemText(error) {
  const kind = /** @type {keyof import("../language.js").Texts["problems"]} */ (problemOf(error));
  return t().problems[kind].join(". ");
}

/** @param {import("../logouts.js").Done} logout */
function forDevelopers(logout) {
  const { way, begun, seconds, result } = logout;
  const { outcome, evidence, window, error } = result;
  const code = (/** @type {string | undefined} */ text) => h("code", {}, String(text));
  const rows = [
    ["outcome", code(outcome)],
    ["evidence", code(evidence)],
    ["window", window ? code(window) : "–"],
    error && ["error", [code(error.code), " ", h("span", { lang: "en" }, error.message)]],
    ["ignoredMessages", h("span", { id: "ignored-since" }, ignoredSince(logout))],
    way !== "redirect" && [t().logout.took, `${number(seconds, { maximumFractionDigits: 1 })} s`],
  ];
  return h(
    "div",
    { class: "for-developers" },
    h("h4", {}, t().logout.forDevelopers),
    h(
      "dl",
      { id: "logout-raw", class: "facts" },
      rows.map((row) => row && h("div", {}, h("dt", {}, row[0]), h("dd", {}, row[1]))),
    ),
    h("h4", {}, t().timeline),
    steps(
      "logout-steps",
      auth.explain().timeline.filter(({ at }) => at >= begun),
    ),
  );
}

// It is given the focus, so that it is read, and comes into view.
/** @param {string} look @param {string} title @param {...import("../dom.js").Child} rest */
function panel(look, title, ...rest) {
  return h(
    "div",
    {
      id: "logout-result",
      class: `panel ${look}`,
      role: "group",
      tabindex: -1,
      "aria-labelledby": "logout-outcome",
    },
    h("h3", { id: "logout-outcome", class: "state" }, title),
    rest,
  );
}
