// What the service's own API answers: to everybody, and to those who have identified themselves strongly.
import { AuthError } from "kirjaudu";
import { HelsinkiProfileError } from "kirjaudu/helsinki-profile";
import { h } from "../dom.js";
import { askForBills, askForBillsStrongly, askForQueue, bills, queue } from "../fetched.js";
import { day, euros, t } from "../language.js";

export function queuePart() {
  const fetched = queue();
  if ("loading" in fetched) return h("p", {}, t().myDetails.loading);
  if ("error" in fetched) return failed("queue", fetched.error, askForQueue);
  return h(
    "p",
    { id: "queue-result" },
    t().myDetails.queueText,
    " ",
    h("strong", {}, fetched.value.position),
  );
}

// The window of a stronger sign-in opens in the click of its own button, after the person has read what it is for.
export function billsPart() {
  const fetched = bills();
  const w = t().myDetails;
  if (!fetched) return panel(h("p", {}, w.billsText), button("show", w.showBills, askForBills));
  if ("loading" in fetched) return h("p", {}, w.loading);
  if ("value" in fetched) return table(fetched.value);
  const { error } = fetched;
  if (!(error instanceof AuthError) || error.code !== "step_up_required")
    return failed("bills", error, askForBills);
  return panel(
    h("p", { id: "bills-why" }, w.strongBills),
    button("strong", w.strong, () => askForBillsStrongly(error)),
  );
}

/** @param {readonly import("../fetched.js").Bill[]} list */
function table(list) {
  const w = t().myDetails;
  return h(
    "table",
    { id: "bills-result" },
    h(
      "thead",
      {},
      h(
        "tr",
        {},
        [w.bill, w.amount, w.due].map((name) => h("th", { scope: "col" }, name)),
      ),
    ),
    h(
      "tbody",
      {},
      list.map((bill) =>
        h(
          "tr",
          {},
          h("th", { scope: "row" }, bill.id),
          h("td", {}, euros(bill.euros)),
          h("td", {}, day(bill.due)),
        ),
      ),
    ),
  );
}

/** @param {string} id @param {unknown} error @param {() => void} again */
function failed(id, error, again) {
  return panel(
    h("p", {}, t().myDetails.serviceFailed),
    codeOf(error),
    h("button", { id: `${id}-again`, class: "button", onclick: again }, t().myDetails.again),
  );
}

/** The code of an error, for who is asked about it. @param {unknown} error */
export function codeOf(error) {
  const code =
    error instanceof AuthError || error instanceof HelsinkiProfileError ? error.code : String(error);
  return h("p", {}, t().myDetails.code, " ", h("code", {}, code));
}

/** @param {...import("../dom.js").Child} content */
const panel = (...content) => h("div", { class: "panel action" }, ...content);

/** @param {string} id @param {string} text @param {() => void} onclick */
const button = (id, text, onclick) => h("button", { id: `bills-${id}`, class: "button", onclick }, text);
