// What APIs of the City know about the person: the Helsinki profile, and the API of this service.
import { auth, logIn } from "../auth.js";
import { choice } from "../choice.js";
import { h } from "../dom.js";
import { t } from "../language.js";
import { profilePart } from "../parts/my-profile.js";
import { billsPart, queuePart } from "../parts/my-service.js";

export function myDetails() {
  return {
    title: t().myDetails.title,
    content: [
      h(
        "div",
        { class: "wrap" },
        h("h1", { tabindex: -1 }, t().myDetails.title),
        h("p", { class: "lead" }, t().myDetails.lead),
        parts(),
      ),
    ],
  };
}

function parts() {
  if (auth.session.status !== "signed-in") {
    return h(
      "div",
      { class: "panel action" },
      h("p", {}, t().myDetails.logIn),
      h("button", { id: "log-in-here", class: "button", onclick: () => logIn() }, t().logIn),
    );
  }
  if (choice.provider !== "keycloak") return h("p", { id: "other-provider" }, t().myDetails.otherProvider);
  return [
    part("profile", t().myDetails.profile, profilePart()),
    part("queue", t().myDetails.queue, queuePart()),
    part("bills", t().myDetails.bills, billsPart()),
  ];
}

/** @param {string} id @param {string} title @param {import("../dom.js").Child} content */
function part(id, title, content) {
  return h(
    "section",
    { id, class: "part", "aria-labelledby": `${id}-heading` },
    h("h2", { id: `${id}-heading` }, title),
    content,
  );
}
