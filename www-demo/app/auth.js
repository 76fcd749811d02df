// All that this service needs of kirjaudu. Copy this file and change the names.
import { createAuth } from "kirjaudu";
import { choice, optionsOf } from "./choice.js";
import { drafts } from "./drafts.js";
import { language, t } from "./language.js";
import { setNotice, showProblem } from "./notice.js";
import { meta } from "./service.js";

// No request is made here, and the session of an earlier page load is known at once.
export const auth = createAuth({
  ...optionsOf(choice), // issuer, clientId and flow; a service without a switch writes: ...helsinkiProfile("test"), clientId: "my-ui"
  redirectUri: "/callback",
  postLogoutRedirectUri: "/",
  // Pages of the package, copied to the service: they answer login windows, hidden frames and logout windows.
  windowRedirectUri: "/kirjaudu-pages/callback.html",
  windowPostLogoutRedirectUri: "/kirjaudu-pages/logged-out.html",
  scope: "openid profile email",
  // Tokens of single APIs, and the places that they are sent to.
  ...(choice.provider === "keycloak" && { apiTokens: { kind: "uma-ticket" } }),
  allowedOrigins: [meta("api")],
});

/**
 * By default leaves for the provider's login page and comes back to the page that the person is on. In a popup or silently the page
 * stays as it is. What was typed is kept in either case. Gives whether somebody is signed in then.
 *
 * @param {import("kirjaudu").LoginOptions} [options]
 * @param {string} [waiting] what is said meanwhile
 */
export async function logIn(options = {}, waiting) {
  const { mode = "redirect" } = options;
  const giveUp = new AbortController();
  setNotice({
    kind: "waiting",
    text: waiting ?? t().waiting[mode],
    ...(mode !== "redirect" && { giveUp: () => giveUp.abort() }),
  });
  try {
    // A popup has to be opened within the click: nothing is awaited before this line.
    await auth.login({
      uiLocales: language(),
      appState: drafts(),
      signal: giveUp.signal,
      ...options,
    });
    setNotice(undefined);
    return true;
  } catch (error) {
    if (giveUp.signal.aborted) setNotice(undefined);
    else showProblem(error);
    return false;
  }
}

/** Forgets the session here first, then ends it at the provider. */
export async function logOut() {
  setNotice({ kind: "waiting", text: t().waiting.redirect });
  // Comes back only if there is nowhere to go to; otherwise the page leaves, and returns as a callback of kind "logout".
  const { outcome } = await auth.logout({ uiLocales: language() });
  setNotice({ kind: "reason", reason: outcome === "confirmed" ? "logout" : "logout-here" });
}
