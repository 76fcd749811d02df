// Pages that say one thing.
import { h } from "../dom.js";
import { t } from "../language.js";

export const missing = () => plain(t().missing, t().missingText);

/** The answer of the provider is being checked. */
export const finishing = () => ({
  title: t().loading,
  content: [
    h(
      "div",
      { class: "wrap" },
      h("h1", { tabindex: -1 }, t().loading),
      h("p", { class: "lead" }, t().loadingText),
    ),
  ],
});

/** @param {string} title @param {string} text */
function plain(title, text) {
  return {
    title,
    content: [
      h(
        "div",
        { class: "wrap" },
        h("h1", { tabindex: -1 }, title),
        h("p", { class: "lead" }, text),
        h("p", {}, h("a", { class: "button", href: "/" }, t().toHome)),
      ),
    ],
  };
}
