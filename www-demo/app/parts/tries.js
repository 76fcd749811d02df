// One button for each way of logging in and each error that a person can meet.
import { createAuth } from "kirjaudu";
import { logIn } from "../auth.js";
import { choice, choose, closedProvider, optionsOf } from "../choice.js";
import { h } from "../dom.js";
import { language, t } from "../language.js";
import { notice, setNotice, showProblem } from "../notice.js";
import { service } from "../service.js";

export function tries() {
  const texts = t().try;
  return h(
    "div",
    {},
    h("p", {}, t().triesText),
    h(
      "ul",
      { class: "tries" },
      item("cancel", texts.cancel, () => logIn({ prompt: "login" })),
      item("down", texts.down, closed),
      item("silent", texts.silent, () => logIn({ prompt: "none" })),
      item("popup", texts.popup, () => here({ mode: "popup" })),
      item("frame", texts.frame, () => here({ mode: "silent" })),
      item("late", texts.late, late),
      // The other service has no client of this kind.
      service === "berths" && item("expired", texts.expired, short),
      h(
        "li",
        {},
        description("link", texts.link),
        h(
          "a",
          {
            id: "try-link",
            class: "button secondary",
            href: "/callback?code=vanha&state=tuntematon",
            "data-reload": true,
            "aria-describedby": "about-link",
          },
          t().tryIt,
        ),
      ),
    ),
    h("p", { class: "back" }, h("a", { href: "/logout" }, t().logout.title)),
  );
}

/** A login that leaves the page where it is. @param {import("kirjaudu").LoginOptions} options */
async function here(options) {
  if (await logIn(options)) setNotice({ kind: "success", text: t().signedIn });
}

// A browser lets a window open for a few seconds after a click. The redirect is offered then, and chosen by nobody but the person.
function late() {
  setNotice({ kind: "waiting", text: t().waiting.late, giveUp: () => setNotice(undefined) });
  const mine = notice();
  setTimeout(() => notice() === mine && here({ mode: "popup" }), TOO_LATE);
}

// A second client, for a provider that always answers 503: login() rejects, and the person never leaves this page.
async function closed() {
  setNotice({ kind: "waiting", text: t().waiting.redirect });
  const client = createAuth({ ...closedProvider(), clientId: "exampleapp-ui", redirectUri: "/callback" });
  try {
    await client.login({ uiLocales: language() });
  } catch (error) {
    showProblem(error);
  } finally {
    client.dispose();
  }
}

// The provider gives this client tokens for fifteen seconds only. The choice is kept, so that the page that comes back uses it too.
async function short() {
  setNotice({ kind: "waiting", text: t().waiting.redirect });
  const wanted = { ...choice, short: true };
  choose(wanted);
  const client = createAuth({
    ...optionsOf(wanted),
    redirectUri: "/callback",
    postLogoutRedirectUri: "/",
    scope: "openid profile email",
  });
  try {
    await client.login({ uiLocales: language(), returnTo: "/about" });
  } catch (error) {
    choose(choice);
    showProblem(error);
  }
}

/** @param {string} id @param {string[]} texts @param {() => void} onclick @param {boolean} [disabled] */
export function item(id, texts, onclick, disabled) {
  return h(
    "li",
    {},
    description(id, texts),
    h(
      "button",
      {
        id: `try-${id}`,
        class: "button secondary",
        "aria-describedby": `about-${id}`,
        disabled,
        onclick,
      },
      t().tryIt,
    ),
  );
}

/** @param {string} id @param {string[]} texts */
export function description(id, [title, text]) {
  return h("p", { id: `about-${id}` }, h("strong", {}, title), " ", text);
}

/** Longer than any browser remembers a click, in milliseconds. */
export const TOO_LATE = 6000;
