// Which flow was used and why, and what happened when: `auth.explain()` made readable.
import { AuthError } from "kirjaudu";
import { auth } from "../auth.js";
import { choice } from "../choice.js";
import { h } from "../dom.js";
import { dateAndTime, t, timeOfDay } from "../language.js";
import { lastAttempt } from "../single-sign-on.js";

/** @param {Promise<unknown>} loaded after a reload the reasons are known once the core is there */
export function state(loaded) {
  const { session } = auth;
  const signedIn = session.status === "signed-in" ? session : undefined;
  return live(loaded, () => {
    const rows = [
      [t().person, signedIn && String(signedIn.claims.name ?? signedIn.claims.sub)],
      [t().provider, t().providers[choice.provider]],
      [t().flow, auth.explain().flow && h("code", { id: "flow" }, auth.explain().flow)],
      [t().scope, signedIn?.scope.join(", ")],
      [t().ends, signedIn && dateAndTime(Math.floor(signedIn.expiresAt / 1000))],
      [t().singleSignOn, singleSignOn()],
      [t().ignored, h("span", { id: "ignored-messages" }, auth.explain().ignoredMessages)],
    ];
    return h(
      "div",
      { class: `panel ${signedIn ? "verified" : ""}` },
      h("p", { id: "session-state", class: "state" }, signedIn ? t().signedIn : t().signedOut),
      h(
        "dl",
        { class: "facts" },
        rows.map(([term, value]) => value && h("div", {}, h("dt", {}, term), h("dd", {}, value))),
      ),
    );
  });
}

/** @param {Promise<unknown>} loaded */
export function reasons(loaded) {
  return live(loaded, () => {
    const { because } = auth.explain();
    if (!because.length) return h("p", {}, t().nothing);
    return h(
      "div",
      {},
      h("p", {}, t().whyText),
      h(
        "ul",
        { id: "because", lang: "en" },
        because.map((reason) => h("li", {}, reason)),
      ),
    );
  });
}

/** @param {Promise<unknown>} loaded */
export function timeline(loaded) {
  return live(loaded, () => {
    return h("div", {}, h("p", {}, t().timelineText), steps("timeline", auth.explain().timeline));
  });
}

/** @param {string} id @param {import("kirjaudu").Explanation["timeline"]} list */
export function steps(id, list) {
  if (!list.length) return h("p", {}, t().nothing);
  return h(
    "ol",
    { id, class: "timeline" },
    list.map(({ at, step, detail }) =>
      h(
        "li",
        {},
        h("time", { datetime: new Date(at).toISOString() }, timeOfDay(at)),
        h("span", { lang: "en" }, h("strong", {}, step), " ", detail),
      ),
    ),
  );
}

// A failure is told here only: the person did not ask for this login.
function singleSignOn() {
  const attempt = lastAttempt();
  const { none, running, done, failed } = t().attempts;
  const text = (/** @type {import("../dom.js").Child[]} */ ...words) =>
    h("span", { id: "single-sign-on" }, words);
  if (!attempt) return text(none);
  if (attempt.state === "running") return text(running);
  if (attempt.state === "done") return text(done[attempt.because]);
  const { error } = attempt;
  return text(
    failed[attempt.because],
    " ",
    h("code", {}, error instanceof AuthError ? error.code : String(error)),
  );
}

/** Draws now and once more. @param {Promise<unknown>} loaded @param {() => HTMLElement} draw */
function live(loaded, draw) {
  const box = h("div", {}, draw());
  loaded.then(() => box.replaceChildren(draw()));
  return box;
}
