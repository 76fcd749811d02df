// The part of the package that keeps things in IndexedDB: keys that never leave the browser, and what all tabs share.
export { makeKey, publicKey, removeKey, sign } from "./vault/keys.js";
export { discard, endedBy, load, save } from "./vault/shared-session.js";
