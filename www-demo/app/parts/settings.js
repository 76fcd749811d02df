// The switch between providers and flows.
import { choice, choose, FLOWS, PROVIDERS } from "../choice.js";
import { h } from "../dom.js";
import { t } from "../language.js";
import { service } from "../service.js";

export function settings() {
  return h(
    "form",
    { id: "settings-form", class: "panel", onsubmit: apply },
    h("p", {}, t().settingsText),
    radios(
      "provider",
      t().provider,
      PROVIDERS.map((value) => ({ value, text: t().providers[value], checked: choice.provider === value })),
    ),
    // The other service has one client at each provider, for code and PKCE.
    service === "berths" && [flows(), durations()],
    h("button", { class: "button", id: "apply" }, t().apply),
  );
}
function flows() {
  return h(
    "div",
    { class: "field" },
    h("label", { for: "choose-flow" }, t().flow),
    h(
      "select",
      { id: "choose-flow", name: "flow" },
      FLOWS.map((value) => h("option", { value, selected: choice.flow === value }, flowName(value))),
    ),
  );
}

function durations() {
  return radios("short", t().duration, [
    { value: "", text: t().durations.normal, checked: !choice.short },
    { value: "yes", text: t().durations.short, checked: choice.short },
  ]);
}

/** @param {Event} event */
function apply(event) {
  event.preventDefault();
  const form = new FormData(/** @type {HTMLFormElement} */ (event.currentTarget));
  choose({
    provider: PROVIDERS.find((known) => known === form.get("provider")) ?? "keycloak",
    flow: String(form.get("flow")),
    short: form.get("short") === "yes",
  });
  // A client keeps its options for life, so the page begins anew.
  location.assign("/about?applied");
}

/** @param {string} name @param {string} legend @param {{ value: string, text: string, checked: boolean }[]} options */
function radios(name, legend, options) {
  return h(
    "fieldset",
    {},
    h("legend", {}, legend),
    options.map(({ value, text, checked }) => {
      const id = `choose-${name}-${value || "no"}`;
      return h(
        "div",
        { class: "radio" },
        h("input", { type: "radio", id, name, value, checked }),
        h("label", { for: id }, text),
      );
    }),
  );
}

/** @param {string} value */
function flowName(value) {
  const { auto, code, implicit, hybrid } = t().flows;
  if (value === "auto") return auto;
  if (value === "code") return code;
  return `${value.startsWith("code") ? hybrid : implicit}: ${value}`;
}
