// What the person has reserved. Nothing of it is shown without a session.
import { auth, logIn } from "../auth.js";
import { berthOf, reservationsOf } from "../berths.js";
import { h } from "../dom.js";
import { t } from "../language.js";

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
  const found = reservationsOf(sub).flatMap((id) => berthOf(String(id)) ?? []);
  if (!found.length) {
    return h(
      "div",
      { class: "panel action" },
      h("p", {}, t().none),
      h("a", { class: "button", href: "/" }, t().findBerth),
    );
  }
  return h(
    "ul",
    { class: "cards" },
    found.map(({ id, harbour }) =>
      h(
        "li",
        { class: "card" },
        h("h2", {}, h("a", { href: `/berths/${id}` }, `${t().berth} ${id}`)),
        h("p", { class: "harbour" }, harbour),
        h("p", { class: "tag mine" }, t().yours),
      ),
    ),
  );
}
