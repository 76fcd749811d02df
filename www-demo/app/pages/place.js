// One place. Anybody may look and fill in the form; reserving needs a login, which keeps what was typed.
import { auth, logIn } from "../auth.js";
import { h } from "../dom.js";
import { draftOf, keepDraft } from "../drafts.js";
import { euros, number, t } from "../language.js";
import { setNotice } from "../notice.js";
import { giveUp, pathOf, reservationsOf, reserve } from "../places.js";
import { tag } from "./home.js";

/** @param {import("../places.js").Place} place */
export function placePage(place) {
  const { id, site, width, length, depth, height, price, extras } = place;
  const meters = (/** @type {number | undefined} */ value) => value && `${number(value)} m`;
  const facts = [
    [t().width, meters(width)],
    [t().length, meters(length)],
    [t().depth, meters(depth)],
    [t().height, meters(height)],
    [t().extras, extras.map((extra) => t().extra[extra]).join(", ")],
    [t().price, euros(price)],
  ].filter(([, value]) => value);
  return {
    title: `${t().place} ${id}, ${site}`,
    content: [
      h(
        "div",
        { class: "wrap place" },
        h("p", { class: "back" }, h("a", { href: "/" }, t().back)),
        h("h1", { tabindex: -1 }, `${t().place} ${id}`),
        h("p", { class: "lead" }, site),
        h(
          "div",
          { class: "columns" },
          h(
            "div",
            {},
            tag(place),
            h(
              "dl",
              { class: "facts" },
              facts.map(([term, value]) => h("div", {}, h("dt", {}, term), h("dd", {}, value))),
            ),
          ),
          h("section", { class: "panel action", "aria-labelledby": "reserve-heading" }, reservation(place)),
        ),
      ),
    ],
  };
}

/** @param {import("../places.js").Place} place @returns {import("../dom.js").Child[]} */
function reservation({ id, free }) {
  const { session } = auth;
  const heading = h("h2", { id: "reserve-heading" }, t().reserveTitle);
  if (!free)
    return [
      heading,
      h("p", {}, t().takenText),
      h("a", { class: "button secondary", href: "/" }, t().findPlace),
    ];
  if (session.status === "loading") return [heading, h("p", {}, t().loadingText)];
  if (session.status === "signed-out") return [heading, formBeforeLogin(id)];
  const { sub, name } = session.claims;
  const mine = reservationsOf(sub).find((entry) => entry.id === id);
  return mine ? [heading, ...reserved(sub, mine)] : [heading, form({ id, sub, name: String(name ?? sub) })];
}

/** @param {number} id */
function formBeforeLogin(id) {
  return h(
    "form",
    {
      onsubmit: (event) => {
        event.preventDefault();
        logInToReserve();
      },
    },
    boatField(id),
    h("p", {}, t().reserveLogIn),
    h("button", { id: "log-in-to-reserve", class: "button" }, t().logInToReserve),
  );
}

// In a window of its own where there is room for one. On a phone it would cover this page, so there the page itself goes and comes back.
async function logInToReserve() {
  const roomy = matchMedia("(min-width: 46rem) and (pointer: fine)").matches;
  const signedIn = await logIn({ mode: roomy ? "popup" : "redirect" });
  // Nothing is reserved before the person has seen in whose name.
  if (signedIn) document.getElementById("reserve")?.focus();
}

/** @param {{ id: number, sub: string, name: string }} about */
function form({ id, sub, name }) {
  return h(
    "form",
    {
      onsubmit: (event) => {
        event.preventDefault();
        reserve(sub, { id, boat: draftOf(pathOf(id)).trim() });
        setNotice({ kind: "success", text: t().reserved });
      },
    },
    h("dl", { class: "facts" }, h("div", {}, h("dt", {}, t().reserveFor), h("dd", {}, name))),
    boatField(id),
    h("button", { id: "reserve", class: "button" }, t().reserve),
  );
}

/** @param {number} id */
function boatField(id) {
  return h(
    "div",
    { class: "field" },
    h("label", { for: "boat" }, t().boat),
    h("p", { id: "boat-hint", class: "hint" }, t().boatHint),
    h("input", {
      id: "boat",
      name: "boat",
      value: draftOf(pathOf(id)),
      autocomplete: "off",
      maxlength: 60,
      "aria-describedby": "boat-hint",
      oninput: ({ target }) => keepDraft(pathOf(id), /** @type {HTMLInputElement} */ (target).value),
    }),
  );
}

/** @param {string} sub @param {import("../places.js").Reservation} reservation */
function reserved(sub, { id, boat }) {
  return [
    h("p", {}, t().reserved),
    boat && h("dl", { class: "facts" }, h("div", {}, h("dt", {}, t().boat), h("dd", {}, boat))),
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
