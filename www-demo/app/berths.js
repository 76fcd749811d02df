// The berths of this invented service, and who has reserved which. A real service would ask its API, with `auth.accessToken()`.
import { recall, remember } from "./memory.js";

/**
 * @typedef {{ id: number, harbour: string, width: number, length: number, depth: number, price: number, free: boolean,
 *   extras: ("electricity" | "water" | "lighting" | "crane")[] }} Berth
 */

/** @type {readonly Berth[]} */
export const berths = [
  {
    id: 12,
    harbour: "Iso-Sarvasto",
    width: 2.8,
    length: 8,
    depth: 2,
    price: 412,
    free: true,
    extras: ["electricity", "water", "lighting"],
  },
  {
    id: 27,
    harbour: "Iso-Sarvasto",
    width: 2.5,
    length: 6,
    depth: 1.5,
    price: 298,
    free: true,
    extras: ["water", "lighting"],
  },
  {
    id: 41,
    harbour: "Saukonpaasi",
    width: 3.5,
    length: 11,
    depth: 3,
    price: 690,
    free: false,
    extras: ["electricity", "water", "lighting", "crane"],
  },
  {
    id: 43,
    harbour: "Saukonpaasi",
    width: 3,
    length: 9,
    depth: 2.5,
    price: 535,
    free: true,
    extras: ["electricity", "water"],
  },
  {
    id: 58,
    harbour: "Vuosaari",
    width: 2.2,
    length: 5,
    depth: 1.2,
    price: 187,
    free: true,
    extras: ["lighting"],
  },
  {
    id: 63,
    harbour: "Vuosaari",
    width: 3.2,
    length: 10,
    depth: 2.4,
    price: 560,
    free: false,
    extras: ["electricity", "lighting"],
  },
];

/** @param {string} id */
export const berthOf = (id) => berths.find((berth) => String(berth.id) === id);

/** @param {string} sub the person's identifier @returns {number[]} */
export function reservationsOf(sub) {
  try {
    const list = JSON.parse(recall(key(sub)) ?? "[]");
    return Array.isArray(list) ? list.filter((id) => berthOf(String(id))) : [];
  } catch {
    return [];
  }
}

/** @param {string} sub @param {number} id */
export function reserve(sub, id) {
  remember(key(sub), JSON.stringify([...new Set([...reservationsOf(sub), id])]));
}

/** @param {string} sub @param {number} id */
export function giveUp(sub, id) {
  remember(key(sub), JSON.stringify(reservationsOf(sub).filter((other) => other !== id)));
}

/** @param {string} sub */
const key = (sub) => `demo-reservations-${sub}`;
