// Two services are made of this app, each on its own origin: berths for the summer, and winter storage. A real service is one of them.

/** @typedef {"berths" | "storage"} Service */

/** @type {Service} */
export const service = document.documentElement.dataset.service === "storage" ? "storage" : "berths";

/** @type {Service} */
export const otherService = service === "berths" ? "storage" : "berths";

/** What the server wrote into the page's head: ports can be changed. @param {string} name */
export function meta(name) {
  return document.querySelector(`meta[name="${name}"]`)?.getAttribute("content") ?? "";
}

export const otherAddress = meta("other-service");
