// Signs in without a prompt when the person is signed in already: in the other service, or in another tab of this one.
import { arrival } from "./arrival.js";
import { auth } from "./auth.js";
import { redraw } from "./drawing.js";
import { language, t } from "./language.js";
import { announce } from "./notice.js";

/** @typedef {{ because: "other-service" | "other-tab", state: "running" | "done" | "failed", error?: unknown }} Attempt */

/** @type {Attempt | undefined} */
let last;

/** What the last try came to, for the page that explains the login; nobody else is told about a failure. */
export const lastAttempt = () => last;

export async function signInFromElsewhere() {
  auth.on("login-elsewhere", () => attempt("other-tab"));
  const { session } = await auth.ready();
  // Only who never signed in here: after a logout or a failed login nobody is signed in behind their back.
  if (arrival.signedInAt && session.status === "signed-out" && session.reason === "never") {
    await attempt("other-service");
  }
}

/** @param {Attempt["because"]} because */
async function attempt(because) {
  if (auth.session.status === "signed-in" || last?.state === "running") return;
  last = { because, state: "running" };
  redraw();
  try {
    await auth.login({ mode: "silent", uiLocales: language() });
    last = { because, state: "done" };
    announce(t().signedIn);
  } catch (error) {
    last = { because, state: "failed", error };
  }
  redraw();
}
