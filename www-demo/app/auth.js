// All that this service needs of kirjaudu. Copy this file and change the names.
import { createAuth } from "kirjaudu";
import { choice, optionsOf } from "./choice.js";
import { language, t } from "./language.js";
import { setNotice, showProblem, showProgress } from "./notice.js";

// No request is made here, and the session of an earlier page load is known at once.
export const auth = createAuth({
  ...optionsOf(choice), // issuer, clientId and flow; a service without a switch writes: ...helsinkiProfile("test"), clientId: "my-ui"
  redirectUri: "/callback",
  postLogoutRedirectUri: "/",
  scope: "openid profile email",
});

/**
 * Leaves for the provider's login page and comes back to the page that the person is on.
 *
 * @param {import("kirjaudu").LoginOptions} [options]
 */
export async function logIn(options) {
  showProgress(t().leaving);
  try {
    await auth.login({ uiLocales: language(), ...options });
  } catch (error) {
    showProblem(error);
  }
}

/** Forgets the session here first, then ends it at the provider. */
export async function logOut() {
  showProgress(t().leaving);
  // Comes back only if there is nowhere to go to; otherwise the page leaves, and returns as a callback of kind "logout".
  const { outcome } = await auth.logout({ uiLocales: language() });
  setNotice({ kind: "reason", reason: outcome === "confirmed" ? "logout" : "logout-here" });
}
