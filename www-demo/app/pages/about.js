// What the login did: state, verified claims, the unverified token beside them, reasons, timeline; and the demo's switches.
import { auth } from "../auth.js";
import { h } from "../dom.js";
import { t } from "../language.js";
import { unverifiedToken, verifiedClaims } from "../parts/claims.js";
import { reasons, state, timeline } from "../parts/explanation.js";
import { settings } from "../parts/settings.js";
import { tries } from "../parts/tries.js";

export function about() {
  const { session } = auth;
  const signedIn = session.status === "signed-in";
  const token = Promise.resolve(auth.idToken());
  const sections = [
    section("state", t().state, state(token)),
    section("verified", t().verified, signedIn ? verifiedClaims(session.claims) : h("p", {}, t().logInFirst)),
    section("unverified", t().unverified, signedIn ? unverifiedToken(token) : h("p", {}, t().logInFirst)),
    section("why", t().why, reasons(token)),
    section("what-happened", t().timeline, timeline(token)),
    section("settings", t().settings, settings()),
    section("tries", t().tries, tries()),
  ];
  return {
    title: t().about,
    content: [
      h(
        "div",
        { class: "wrap" },
        h("h1", { tabindex: -1 }, t().aboutTitle),
        h("p", { class: "lead" }, t().aboutLead),
        h(
          "nav",
          { class: "contents", "aria-label": t().contents },
          h(
            "ul",
            {},
            sections.map(({ id, title }) => h("li", {}, h("a", { href: `#${id}` }, title))),
          ),
        ),
        sections.map(({ element }) => element),
      ),
    ],
  };
}

/** @param {string} id @param {string} title @param {HTMLElement} content */
function section(id, title, content) {
  const heading = `${id}-heading`;
  return {
    id,
    title,
    element: h(
      "section",
      { id, class: "part", "aria-labelledby": heading },
      h("h2", { id: heading }, title),
      content,
    ),
  };
}
