// The bottom of every page.
import { h } from "../dom.js";
import { t } from "../language.js";

export function footer() {
  return h(
    "footer",
    { class: "footer" },
    h("p", {}, t().footer),
    h("p", {}, h("a", { id: "to-logout", href: "/logout" }, t().logout.title)),
    h("p", { class: "mark" }, t().service),
  );
}
