// What a logout window shows where it comes back to us and is left open: as the service looks, in the language that was chosen there.
import { h } from "./dom.js";
import { language, t } from "./language.js";
import { tellWhileOpen } from "./logout-window.js";
import { service } from "./service.js";

tellWhileOpen();
const [heading] = t().reasons.logout;
document.documentElement.lang = language();
document.title = `${heading} – ${t().service}`;
document.body.append(
  h(
    "header",
    { class: "header-top" },
    h(
      "p",
      { class: "wordmark" },
      h("img", { src: `/icon-${service}.svg`, alt: "", width: 40, height: 40 }),
      h("span", {}, t().service),
    ),
  ),
  h("main", { class: "wrap" }, h("h1", {}, heading), h("p", { class: "lead" }, t().logout.closeWindow)),
);
