// The message at the top of the page, in the person's language; the technical side of it is behind "details".
import { AuthError } from "kirjaudu";
import { logIn } from "../auth.js";
import { h } from "../dom.js";
import { t } from "../language.js";
import { notice, setNotice } from "../notice.js";
import { problemOf } from "../problems.js";

export function noticeBox() {
  const current = notice();
  if (!current) return undefined;
  if (current.kind === "success") return box({ look: "success", title: current.text });
  if (current.kind === "problem") return problem(current.error);
  if (current.kind === "waiting") return waiting(current);
  const [title, text] =
    t().reasons[/** @type {keyof import("../language.js").Texts["reasons"]} */ (current.reason)];
  const goOn =
    !current.reason.startsWith("logout") &&
    h("button", { class: "button", onclick: () => logIn() }, t().logIn);
  return box({ look: goOn ? "warning" : "success", title, text }, goOn);
}

/** @param {unknown} error */
function problem(error) {
  const kind = /** @type {keyof import("../language.js").Texts["problems"]} */ (problemOf(error));
  const [title, text] = t().problems[kind];
  const again = h("button", { id: "log-in-again", class: "button", onclick: () => logIn() }, againText(kind));
  return box({ look: kind === "cancelled" ? "warning" : "error", title, text }, again, details(error));
}

/** @param {string} kind */
function againText(kind) {
  if (kind === "blocked") return t().logInOnThisPage;
  return ["asked", "hidden", "cookies"].includes(kind) ? t().logIn : t().again;
}

/** @param {{ text: string, giveUp?: () => void }} current */
function waiting({ text, giveUp }) {
  return h(
    "section",
    { id: "notice", class: "notice waiting", role: "status", tabindex: -1 },
    h("h2", {}, text),
    giveUp &&
      h("button", { id: "give-up-waiting", class: "button secondary", onclick: giveUp }, t().giveUpWaiting),
  );
}

/** @param {unknown} error */
function details(error) {
  if (!(error instanceof AuthError))
    return h("details", {}, h("summary", {}, t().details), h("p", {}, String(error)));
  const { code, phase, retryable, remedy, message, provider } = error;
  const rows = [
    [t().code, h("code", {}, code)],
    [t().phase, h("code", {}, phase)],
    [t().retryable, retryable ? t().yes : t().no],
    [t().message, h("span", { lang: "en" }, message)],
    [t().remedy, h("span", { lang: "en" }, remedy)],
    provider && [t().providerWords, [h("code", {}, provider.error), " ", provider.description ?? ""]],
  ];
  return h(
    "details",
    { id: "problem-details" },
    h("summary", {}, t().details),
    h(
      "dl",
      { class: "facts" },
      rows.map((row) => row && h("div", {}, h("dt", {}, row[0]), h("dd", {}, row[1]))),
    ),
  );
}

/** @param {{ look: string, title: string | undefined, text?: string | undefined }} about @param {...import("../dom.js").Child} rest */
function box({ look, title, text }, ...rest) {
  return h(
    "section",
    {
      id: "notice",
      class: `notice ${look}`,
      role: look === "success" ? "status" : "alert",
      tabindex: -1,
    },
    h("h2", {}, title),
    text && h("p", {}, text),
    rest,
    h(
      "button",
      {
        class: "close",
        "aria-label": t().close,
        onclick: () => setNotice(undefined),
      },
      "×",
    ),
  );
}
