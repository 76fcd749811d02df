// What this browser remembers of earlier visits. Where a person has blocked storage, everything lasts until the page is left.

/** @type {Map<string, string>} */
const untilTheEnd = new Map();

/** @param {string} key */
export function recall(key) {
  try {
    return localStorage.getItem(key) ?? untilTheEnd.get(key);
  } catch {
    return untilTheEnd.get(key);
  }
}

/** @param {string} key @param {string} value */
export function remember(key, value) {
  untilTheEnd.set(key, value);
  try {
    localStorage.setItem(key, value);
  } catch {
    // kept in the map
  }
}
