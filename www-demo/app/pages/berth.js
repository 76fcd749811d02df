// One berth. Anybody may look; reserving needs a login, which comes back to this very page.
import { auth, logIn } from "../auth.js";
import { giveUp, reservationsOf, reserve } from "../berths.js";
import { h } from "../dom.js";
import { number, t } from "../language.js";
import { setNotice } from "../notice.js";
import { tag } from "./home.js";

/** @param {import("../berths.js").Berth} berth */
export function berthPage(berth) {
  const { id, harbour, width, length, depth, price, extras } = berth;
  const meters = (/** @type {number} */ value) => `${number(value)} m`;
  const facts = [
    [t().width, meters(width)],
    [t().length, meters(length)],
    [t().depth, meters(depth)],
    [t().extras, extras.map((extra) => t().extra[extra]).join(", ")],
    [t().price, number(price, { style: "currency", currency: "EUR", maximumFractionDigits: 0 })],
  ];
  return {
    title: `${t().berth} ${id}, ${harbour}`,
    content: [
      h(
        "div",
        { class: "wrap berth" },
        h("p", { class: "back" }, h("a", { href: "/" }, t().back)),
        h("h1", { tabindex: -1 }, `${t().berth} ${id}`),
        h("p", { class: "lead" }, harbour),
        h(
          "div",
          { class: "columns" },
          h(
            "div",
            {},
            tag(berth),
            h(
              "dl",
              { class: "facts" },
              facts.map(([term, value]) => h("div", {}, h("dt", {}, term), h("dd", {}, value))),
            ),
          ),
          h("section", { class: "panel action", "aria-labelledby": "reserve-heading" }, reservation(berth)),
        ),
      ),
    ],
  };
}

/** @param {import("../berths.js").Berth} berth @returns {import("../dom.js").Child[]} */
function reservation({ id, free }) {
  const { session } = auth;
  const heading = h("h2", { id: "reserve-heading" }, t().reserveTitle);
  if (!free)
    return [
      heading,
      h("p", {}, t().takenText),
      h("a", { class: "button secondary", href: "/" }, t().findBerth),
    ];
  if (session.status === "loading") return [heading, h("p", {}, t().loadingText)];
  if (session.status === "signed-out") {
    return [
      heading,
      h("p", {}, t().reserveLogIn),
      h("button", { id: "log-in-to-reserve", class: "button", onclick: () => logIn() }, t().logInToReserve),
    ];
  }
  const { sub, name } = session.claims;
  if (reservationsOf(sub).includes(id)) {
    return [
      heading,
      h("p", {}, t().reserved),
      h(
        "button",
        {
          id: "give-up",
          class: "button secondary",
          onclick: () => {
            giveUp(sub, id);
            setNotice({ kind: "success", text: t().givenUp });
          },
        },
        t().giveUp,
      ),
    ];
  }
  return [
    heading,
    h(
      "form",
      {
        onsubmit: (event) => {
          event.preventDefault();
          reserve(sub, id);
          setNotice({ kind: "success", text: t().reserved });
        },
      },
      h(
        "dl",
        { class: "facts" },
        h("div", {}, h("dt", {}, t().reserveFor), h("dd", {}, String(name ?? sub))),
      ),
      h(
        "div",
        { class: "field" },
        h("label", { for: "boat" }, t().boat),
        h("p", { id: "boat-hint", class: "hint" }, t().boatHint),
        h("input", {
          id: "boat",
          name: "boat",
          autocomplete: "off",
          maxlength: 60,
          "aria-describedby": "boat-hint",
        }),
      ),
      h("button", { id: "reserve", class: "button" }, t().reserve),
    ),
  ];
}
