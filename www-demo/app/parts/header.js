// The top of every page: name of the service, language, who is signed in, and the pages.
import { auth, logIn, logOut } from "../auth.js";
import { h } from "../dom.js";
import { LANGUAGES, language, setLanguage, t } from "../language.js";
import { en } from "../texts/en.js";
import { fi } from "../texts/fi.js";
import { sv } from "../texts/sv.js";

/** @param {{ render: () => void }} page */
export function header({ render }) {
  return h(
    "header",
    { class: "header" },
    h(
      "div",
      { class: "header-top" },
      h(
        "a",
        { class: "wordmark", href: "/" },
        h("img", { src: "/icon.svg", alt: "", width: 40, height: 40 }),
        h("span", {}, t().service),
      ),
      h("span", { class: "demo-tag" }, t().demo),
      languageSwitch(render),
      account(),
    ),
    pages(),
  );
}

/** @param {() => void} render */
function languageSwitch(render) {
  return h(
    "div",
    { class: "languages", role: "group", "aria-label": t().languages },
    LANGUAGES.map((l) =>
      h(
        "button",
        {
          id: `language-${l}`,
          lang: l,
          "aria-pressed": l === language() ? "true" : "false",
          onclick: () => {
            setLanguage(l);
            render();
          },
        },
        NAMES[l],
      ),
    ),
  );
}

// The session decides what stands here. While a login is being finished there is nothing to press, but the space is kept.
function account() {
  const { session } = auth;
  if (session.status === "loading") return h("div", { class: "account" });
  if (session.status === "signed-out") {
    return h(
      "div",
      { class: "account" },
      h("button", { id: "log-in", class: "button", onclick: () => logIn() }, t().logIn),
    );
  }
  return h(
    "div",
    { class: "account" },
    h(
      "span",
      { class: "who" },
      h("span", { class: "visually-hidden" }, t().signedInAs, " "),
      String(session.claims.name ?? session.claims.sub),
    ),
    h("button", { id: "log-out", class: "button secondary", onclick: () => logOut() }, t().logOut),
  );
}

function pages() {
  const { pathname } = location;
  const links = [
    {
      href: "/",
      text: t().home,
      here: pathname === "/" || pathname.startsWith("/berths/"),
    },
    {
      href: "/reservations",
      text: t().reservations,
      here: pathname === "/reservations",
    },
    { href: "/about", text: t().about, here: pathname === "/about" },
  ];
  return h(
    "nav",
    { class: "pages", "aria-label": t().sections },
    links.map(({ href, text, here }) =>
      h(
        "a",
        {
          href,
          ...(here && { "aria-current": pathname === href ? "page" : "true" }),
        },
        text,
      ),
    ),
  );
}

const NAMES = { fi: fi.name, sv: sv.name, en: en.name };
