// The places of this invented service, and who has reserved which. A real service would ask its API, with `auth.accessToken()`.
import { berths } from "./berths.js";
import { recall, remember } from "./memory.js";
import { service } from "./service.js";
import { winterPlaces } from "./winter-places.js";

/**
 * @typedef {{ id: number, site: string, width: number, length: number, depth?: number, height?: number, price: number, free: boolean,
 *   extras: ("electricity" | "water" | "lighting" | "crane" | "heated" | "roof" | "guarded")[] }} Place
 */
/** @typedef {{ id: number, boat: string }} Reservation */

export const places = service === "berths" ? berths : winterPlaces;

/** @param {number} id */
export const pathOf = (id) => `/${service}/${id}`;

/** @param {string} path */
export const placeAt = (path) => places.find(({ id }) => pathOf(id) === path);

/** @param {string} sub the person's identifier @returns {Reservation[]} */
export function reservationsOf(sub) {
  try {
    const list = JSON.parse(recall(key(sub)) ?? "[]");
    return Array.isArray(list) ? list.filter((entry) => places.some(({ id }) => id === entry?.id)) : [];
  } catch {
    return [];
  }
}

/** @param {string} sub @param {Reservation} reservation */
export function reserve(sub, reservation) {
  remember(key(sub), JSON.stringify([...others(sub, reservation.id), reservation]));
}

/** @param {string} sub @param {number} id */
export function giveUp(sub, id) {
  remember(key(sub), JSON.stringify(others(sub, id)));
}

/** @param {string} sub @param {number} id */
const others = (sub, id) => reservationsOf(sub).filter((entry) => entry.id !== id);

/** @param {string} sub */
const key = (sub) => `demo-reservations-${sub}`;
