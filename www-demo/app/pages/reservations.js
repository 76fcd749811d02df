// What the person has reserved. Nothing of it is shown without a session.
import { auth, logIn } from "../auth.js";
import { h } from "../dom.js";
import { t } from "../language.js";
import { pathOf, places, reservationsOf } from "../places.js";

export function reservations() {
  const { session } = auth;
  return {
    title: t().reservations,
    content: [
      h(
        "div",
        { class: "wrap" },
        h("h1", { tabindex: -1 }, t().reservations),
        session.status === "signed-in" ? list(session.claims.sub) : askToLogIn(session.status),
      ),
    ],
  };
}

/** @param {string} status */
function askToLogIn(status) {
  if (status === "loading") return h("p", {}, t().loadingText);
  return h(
    "div",
    { class: "panel action" },
    h("p", {}, t().reservationsLogIn),
    h("button", { id: "log-in-here", class: "button", onclick: () => logIn() }, t().logIn),
  );
}

/** @param {string} sub */
function list(sub) {
  const found = reservationsOf(sub).flatMap(({ id, boat }) =>
    places.filter((place) => place.id === id).map(({ site }) => ({ id, site, boat })),
  );
  if (!found.length) {
    return h(
      "div",
      { class: "panel action" },
      h("p", {}, t().none),
      h("a", { class: "button", href: "/" }, t().findPlace),
    );
  }
  return h(
    "ul",
    { class: "cards" },
    found.map(({ id, site, boat }) =>
      h(
        "li",
        { class: "card" },
        h("h2", {}, h("a", { href: pathOf(id) }, `${t().place} ${id}`)),
        h("p", { class: "site" }, site),
        boat && h("p", {}, boat),
        h("p", { class: "tag mine" }, t().yours),
      ),
    ),
  );
}
