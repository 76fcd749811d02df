// The page around an app: shows who is signed in, and says so to the measurement.

export const { config } = window.bench;

/** Nobody is signed in, and the button would work. */
export function signedOut(login) {
  performance.mark("ready");
  window.bench.login = login;
  show("Nobody is signed in");
}

export function signedIn(claims) {
  performance.mark("known");
  show(claims.name);
}

function show(text) {
  document.querySelector("h1").textContent = text;
  window.bench.settle(text);
}
