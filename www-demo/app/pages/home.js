// The front page: all berths.
import { auth } from "../auth.js";
import { berths, reservationsOf } from "../berths.js";
import { h } from "../dom.js";
import { number, t } from "../language.js";

export function home() {
  return {
    title: t().service,
    content: [
      h(
        "div",
        { class: "hero" },
        h(
          "div",
          { class: "hero-text" },
          h("h1", { tabindex: -1 }, t().hero),
          h("p", { class: "lead" }, t().lead),
        ),
        h("img", { class: "hero-picture", src: "/harbour.svg", alt: "", width: 560, height: 340 }),
      ),
      h(
        "section",
        { class: "wrap", "aria-labelledby": "berths-heading" },
        h("h2", { id: "berths-heading" }, t().freeBerths),
        h("ul", { class: "cards" }, berths.map(card)),
      ),
    ],
  };
}

/** @param {import("../berths.js").Berth} berth */
function card(berth) {
  return h(
    "li",
    { class: "card" },
    h("h3", {}, h("a", { href: `/berths/${berth.id}` }, `${t().berth} ${berth.id}`)),
    h("p", { class: "harbour" }, berth.harbour),
    h("p", {}, `${number(berth.width)} × ${number(berth.length)} m`),
    h(
      "p",
      { class: "price" },
      number(berth.price, { style: "currency", currency: "EUR", maximumFractionDigits: 0 }),
    ),
    tag(berth),
  );
}

/** @param {import("../berths.js").Berth} berth */
export function tag({ id, free }) {
  const { session } = auth;
  const mine = session.status === "signed-in" && reservationsOf(session.claims.sub).includes(id);
  if (mine) return h("p", { class: "tag mine" }, t().yours);
  return h("p", { class: `tag ${free ? "good" : "plain"}` }, free ? t().free : t().taken);
}
