// The front page: all places.
import { auth } from "../auth.js";
import { h } from "../dom.js";
import { euros, number, t } from "../language.js";
import { pathOf, places, reservationsOf } from "../places.js";
import { service } from "../service.js";

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
        h("img", { class: "hero-picture", src: `/picture-${service}.svg`, alt: "", width: 560, height: 340 }),
      ),
      h(
        "section",
        { class: "wrap", "aria-labelledby": "places-heading" },
        h("h2", { id: "places-heading" }, t().places),
        h("ul", { class: "cards" }, places.map(card)),
      ),
    ],
  };
}

/** @param {import("../places.js").Place} place */
function card(place) {
  const { id, site, width, length, price } = place;
  return h(
    "li",
    { class: "card" },
    h("h3", {}, h("a", { href: pathOf(id) }, `${t().place} ${id}`)),
    h("p", { class: "site" }, site),
    h("p", {}, `${number(width)} × ${number(length)} m`),
    h("p", { class: "price" }, euros(price)),
    tag(place),
  );
}

/** @param {import("../places.js").Place} place */
export function tag({ id, free }) {
  const { session } = auth;
  const mine =
    session.status === "signed-in" && reservationsOf(session.claims.sub).some((entry) => entry.id === id);
  if (mine) return h("p", { class: "tag mine" }, t().yours);
  return h("p", { class: `tag ${free ? "good" : "plain"}` }, free ? t().free : t().taken);
}
