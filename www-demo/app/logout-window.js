// Whether the window that a person logged out in is still open at our own page. No handle tells: the library keeps the window, and a
// provider's Cross-Origin-Opener-Policy cuts it off. But a lock is let go when the page that holds it goes, however it goes.

const LOCK = "demo-logout-window";

/** In the window. */
export function tellWhileOpen() {
  navigator.locks.request(LOCK, { mode: "shared" }, () => new Promise(() => {}));
}

/** In the page that opened it, once the window has reported. @param {() => void} listener */
export function whenWindowCloses(listener) {
  navigator.locks.request(LOCK, listener);
}
