// One button for each error that a person can meet.
import { createAuth } from "kirjaudu";
import { logIn } from "../auth.js";
import { choice, choose, closedProvider, optionsOf } from "../choice.js";
import { h } from "../dom.js";
import { language, t } from "../language.js";
import { showProblem } from "../notice.js";

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
      item("expired", texts.expired, short),
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
  );
}

// A second client, for a provider that always answers 503: login() rejects, and the person never leaves this page.
async function closed() {
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

/** @param {string} id @param {string[]} texts @param {() => void} onclick */
function item(id, texts, onclick) {
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
        onclick,
      },
      t().tryIt,
    ),
  );
}

/** @param {string} id @param {string[]} texts */
function description(id, [title, text]) {
  return h("p", { id: `about-${id}` }, h("strong", {}, title), " ", text);
}
