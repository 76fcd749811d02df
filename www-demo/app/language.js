// The language of the page: chosen by the person, else the browser's, else Finnish.
import { recall, remember } from "./memory.js";
import { en } from "./texts/en.js";
import { fi } from "./texts/fi.js";
import { sv } from "./texts/sv.js";

/** @typedef {"fi" | "sv" | "en"} Language */
/** @typedef {typeof fi} Texts */

/** @type {Record<Language, Texts>} */
const texts = { fi, sv, en };

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

/** @param {number} value @param {Intl.NumberFormatOptions} [options] */
export function number(value, options) {
  return value.toLocaleString(LOCALES[current], options);
}

function first() {
  const wanted = [recall(KEY), ...navigator.languages.map((tag) => tag.slice(0, 2))];
  return wanted.flatMap((tag) => LANGUAGES.find((known) => known === tag) ?? []).at(0) ?? "fi";
}

const LOCALES = { fi: "fi-FI", sv: "sv-FI", en: "en-GB" };
