// The language of the page: chosen by the person, else the browser's, else Finnish.
import { arrival } from "./arrival.js";
import { recall, remember } from "./memory.js";
import { service } from "./service.js";
import { details } from "./texts/details.js";
import { en } from "./texts/en.js";
import { fi } from "./texts/fi.js";
import { logout } from "./texts/logout.js";
import { services } from "./texts/services.js";
import { sv } from "./texts/sv.js";

/** @typedef {"fi" | "sv" | "en"} Language */
/** The words of every service in one language, those of this service, and those of single pages. */
/** @typedef {typeof fi & typeof services.berths.fi & { logout: typeof logout.fi, myDetails: typeof details.fi }} Texts */

/** @type {Record<Language, Texts>} */
const texts = {
  fi: { ...fi, ...services[service].fi, logout: logout.fi, myDetails: details.fi },
  sv: { ...sv, ...services[service].sv, logout: logout.sv, myDetails: details.sv },
  en: { ...en, ...services[service].en, logout: logout.en, myDetails: details.en },
};

export const LANGUAGES = /** @type {Language[]} */ (Object.keys(texts));

const KEY = "demo-language";
let current = first();

export const language = () => current;

/** The words of the current language. */
export const t = () => texts[current];

/** @param {Language} wanted */
export function setLanguage(wanted) {
  current = wanted;
  remember(KEY, wanted);
}

/** @param {number} seconds since the epoch */
export function dateAndTime(seconds) {
  return new Date(seconds * 1000).toLocaleString(LOCALES[current], {
    dateStyle: "medium",
    timeStyle: "medium",
  });
}

/** @param {number} at milliseconds since the epoch */
export function timeOfDay(at) {
  return new Date(at).toLocaleTimeString(LOCALES[current], { timeStyle: "medium" });
}

/** @param {string} date as `2026-12-15` */
export function day(date) {
  return new Date(`${date}T12:00`).toLocaleDateString(LOCALES[current], { dateStyle: "medium" });
}

/** @param {number} value @param {Intl.NumberFormatOptions} [options] */
export function number(value, options) {
  return value.toLocaleString(LOCALES[current], options);
}

/** @param {number} value */
export const euros = (value) =>
  number(value, { style: "currency", currency: "EUR", maximumFractionDigits: 0 });

function first() {
  // Kept, since the link says it once, and the login leaves this page.
  if (LANGUAGES.some((known) => known === arrival.language)) remember(KEY, String(arrival.language));
  const wanted = [recall(KEY), ...navigator.languages.map((tag) => tag.slice(0, 2))];
  return wanted.flatMap((tag) => LANGUAGES.find((known) => known === tag) ?? []).at(0) ?? "fi";
}

const LOCALES = { fi: "fi-FI", sv: "sv-FI", en: "en-GB" };
