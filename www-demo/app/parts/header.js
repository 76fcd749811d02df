// The top of every page: the two services, name of this one, language, who is signed in, and the pages.
import { linkToOtherService } from "../arrival.js";
import { auth, logIn, logOut } from "../auth.js";
import { choice } from "../choice.js";
import { h } from "../dom.js";
import { redraw } from "../drawing.js";
import { LANGUAGES, language, setLanguage, t } from "../language.js";
import { otherService, service } from "../service.js";
import { en } from "../texts/en.js";
import { fi } from "../texts/fi.js";
import { services } from "../texts/services.js";
import { sv } from "../texts/sv.js";

export function header() {
  return h(
    "header",
    { class: "header" },
    bothServices(),
    h(
      "div",
      { class: "header-top" },
      h(
        "a",
        { class: "wordmark", href: "/" },
        h("img", { src: `/icon-${service}.svg`, alt: "", width: 40, height: 40 }),
        h("span", {}, t().service),
      ),
      h("span", { class: "demo-tag" }, t().demo),
      languageSwitch(),
      account(),
    ),
    pages(),
  );
}

function bothServices() {
  const { status } = auth.session;
  const other = linkToOtherService({
    language: language(),
    signedInAt: status === "signed-in" ? choice.provider : undefined,
  });
  if (!other) return undefined;
  const link = {
    [service]: h("a", { href: "/", "aria-current": "true" }, t().service),
    [otherService]: h("a", { id: "other-service", href: other }, services[otherService][language()].service),
  };
  return h("nav", { class: "services", "aria-label": t().services }, link.berths, link.storage);
}

function languageSwitch() {
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
            redraw();
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
      here: pathname === "/" || pathname.startsWith(`/${service}/`),
    },
    {
      href: "/reservations",
      text: t().reservations,
      here: pathname === "/reservations",
    },
    { href: "/my-details", text: t().myDetails.title, here: pathname === "/my-details" },
    { href: "/about", text: t().about, here: pathname === "/about" || pathname === "/logout" },
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
