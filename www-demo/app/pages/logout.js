// Logging out in several ways, side by side, and what was seen of it.
import { auth, logIn } from "../auth.js";
import { tunnistamoSwitches } from "../choice.js";
import { h } from "../dom.js";
import { t } from "../language.js";
import { lastLogout, logOutBy, logOutTooLate } from "../logouts.js";
import { logoutResult } from "../parts/logout-result.js";
import { description, item } from "../parts/tries.js";

export function logoutPage() {
  const texts = t().logout;
  const last = lastLogout();
  const possible = auth.session.status === "signed-in" && last?.state !== "not-yet";
  return {
    title: texts.title,
    content: [
      h(
        "div",
        { class: "wrap" },
        h("h1", { tabindex: -1 }, texts.title),
        h("p", { class: "lead" }, texts.lead),
        // Above the ways, which fill several screens of a phone.
        last && seen(logoutResult(last)),
        auth.session.status === "signed-out" && (last ? h("p", {}, texts.logInFirst) : offerLogin()),
        h(
          "section",
          { "aria-labelledby": "ways-heading" },
          h("h2", { id: "ways-heading", class: "visually-hidden" }, texts.waysTitle),
          h("ul", { class: "ways" }, [
            way("redirect", possible),
            way("popup", possible),
            way("by-user", possible),
            way("local", possible),
          ]),
        ),
        !last && seen(h("p", {}, texts.nothingSeen)),
        section("logout-tries", texts.triesTitle, tries(possible)),
        h("p", { class: "back part" }, h("a", { href: "/about" }, t().aboutTitle)),
      ),
    ],
  };
}

function offerLogin() {
  return h(
    "div",
    { class: "panel action" },
    h("p", { class: "state" }, t().signedOut),
    h("p", {}, t().logout.logInFirst),
    h("button", { id: "log-in-here", class: "button", onclick: () => logIn() }, t().logIn),
  );
}

/** @param {"redirect" | "popup" | "by-user" | "local"} name @param {boolean} possible */
function way(name, possible) {
  const [title, text, button] = t().logout.ways[name];
  const heading = `way-${name}`;
  return h(
    "li",
    { class: name === "local" ? "way small" : "way" },
    h("h3", { id: heading }, title),
    h("p", { id: `about-${heading}` }, text),
    h(
      "button",
      {
        id: `logout-${name}`,
        class: name === "local" ? "button secondary" : "button",
        disabled: !possible,
        "aria-describedby": `${heading} about-${heading}`,
        onclick: () => logOutBy(name),
      },
      button,
    ),
  );
}

/** @param {boolean} possible */
function tries(possible) {
  const texts = t().logout.tries;
  return h(
    "div",
    {},
    h("p", {}, t().logout.triesText),
    h(
      "ul",
      { class: "tries" },
      item("logout-short", texts.short, () => logOutBy("short"), !possible),
      item("logout-forged", texts.forged, () => logOutBy("forged"), !possible),
      item("logout-late", texts.late, logOutTooLate, !possible),
      h(
        "li",
        {},
        description("switches", texts.switches),
        h(
          "a",
          {
            id: "switches",
            class: "button secondary",
            href: tunnistamoSwitches(),
            target: "_blank",
            rel: "noopener",
            "aria-describedby": "about-switches",
          },
          t().logout.openSwitches,
        ),
      ),
    ),
  );
}

/** @param {HTMLElement} content */
const seen = (content) => section("seen", t().logout.seen, content);

/** @param {string} id @param {string} title @param {HTMLElement} content */
function section(id, title, content) {
  const heading = `${id}-heading`;
  return h(
    "section",
    { id, class: "part", "aria-labelledby": heading },
    h("h2", { id: heading }, title),
    content,
  );
}
