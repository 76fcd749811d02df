// The claims of the ID token: what was verified, in plain words, and beside it the same token merely decoded.
import { decodeJwt } from "kirjaudu";
import { h } from "../dom.js";
import { dateAndTime, language, number, t } from "../language.js";
import { claims as explanations, values } from "../texts/claims.js";

/** @param {Readonly<import("kirjaudu").Claims>} claims of a session, so their token has passed every check */
export function verifiedClaims(claims) {
  const known = Object.keys(explanations).filter((name) => name in claims);
  const others = Object.keys(claims).filter((name) => !(name in explanations));
  const columns = [t().claim, t().value, t().meaning];
  return h(
    "div",
    { class: "panel verified" },
    h("p", { class: "tag good" }, t().verifiedTag),
    h("p", {}, t().verifiedText),
    // The roles are there because a phone shows the rows as blocks, and a browser then forgets that they are rows.
    h(
      "table",
      { id: "verified-claims", role: "table" },
      h("thead", { role: "rowgroup" }, row(columns.map((text) => h("th", { role: "columnheader" }, text)))),
      h(
        "tbody",
        { role: "rowgroup" },
        [...known, ...others].map((name) => claimRow(name, claims[name])),
      ),
    ),
  );
}

/** @param {Promise<string | undefined>} idToken */
export function unverifiedToken(idToken) {
  const size = h("p", {});
  const content = h("details", { id: "unverified-token" }, h("summary", {}, t().showToken));
  fill(idToken, size, content);
  return h(
    "div",
    { class: "panel unverified" },
    h("p", { class: "tag bad" }, t().unverifiedTag),
    h("p", {}, t().unverifiedText),
    size,
    content,
  );
}

/** @param {Promise<string | undefined>} idToken @param {HTMLElement} size @param {HTMLElement} content */
async function fill(idToken, size, content) {
  const token = (await idToken) ?? "";
  size.textContent = `${t().tokenSize}: ${number(token.length / 1024, { maximumFractionDigits: 1 })} kB`;
  try {
    const { header, payload } = await decodeJwt(token);
    content.append(
      h("h3", {}, t().header),
      json(header, t().header),
      h("h3", {}, t().payload),
      json(payload, t().payload),
    );
  } catch (error) {
    content.append(h("p", { lang: "en" }, String(error)));
  }
}

/** @param {string} name @param {unknown} value */
function claimRow(name, value) {
  const [label, explanation] = explanations[name]?.[language()] ?? [name, ""];
  return row([
    h("th", { role: "rowheader" }, label, " ", h("code", {}, name)),
    h("td", { role: "cell" }, shown(name, value)),
    h("td", { role: "cell" }, explanation),
  ]);
}

/** @param {HTMLElement[]} cells */
const row = (cells) => h("tr", { role: "row" }, cells);

/** @param {string} name @param {unknown} value @returns {import("../dom.js").Child} */
function shown(name, value) {
  if (TIMES.has(name) && typeof value === "number") return dateAndTime(value);
  if (typeof value === "boolean") return value ? t().yes : t().no;
  if (Array.isArray(value))
    return value.length > 4 ? longList(value) : value.map((item) => shown(name, item));
  if (typeof value === "object") return h("code", {}, JSON.stringify(value));
  const text = String(value);
  const known = values[text]?.[language()];
  return known && known !== text ? [known, " ", h("code", {}, text)] : text;
}

/** @param {unknown[]} list */
function longList(list) {
  return h(
    "details",
    {},
    h("summary", {}, `${number(list.length)} ${t().items}`),
    h(
      "ul",
      { class: "long-list", tabindex: 0, "aria-label": t().value },
      list.map((item) => h("li", {}, String(item))),
    ),
  );
}

// Scrolls by itself, so it has to be reachable by keyboard.
/** @param {unknown} value @param {string} label */
function json(value, label) {
  return h("pre", { tabindex: 0, role: "region", "aria-label": label }, JSON.stringify(value, null, 2));
}

const TIMES = new Set(["exp", "iat", "nbf", "auth_time", "updated_at"]);
