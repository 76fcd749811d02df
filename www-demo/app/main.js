// Draws the page: at once, and again whenever the session, the address, the language or the message changes.
import { auth } from "./auth.js";
import { h } from "./dom.js";
import { restoreDrafts } from "./drafts.js";
import { onRedraw } from "./drawing.js";
import { language, t } from "./language.js";
import { forgetTooLate, forgetUnfinished, returnsFromLogout, showReturned } from "./logouts.js";
import { notice, onNotice, setNotice } from "./notice.js";
import { about } from "./pages/about.js";
import { home } from "./pages/home.js";
import { logoutPage } from "./pages/logout.js";
import { myDetails } from "./pages/my-details.js";
import { placePage } from "./pages/place.js";
import { finishing, missing } from "./pages/plain.js";
import { reservations } from "./pages/reservations.js";
import { footer } from "./parts/footer.js";
import { header } from "./parts/header.js";
import { noticeBox } from "./parts/notice.js";
import { placeAt } from "./places.js";
import { navigate, onNavigate } from "./router.js";
import { signInFromElsewhere } from "./single-sign-on.js";

const root = h("div", { id: "app" });
document.body.append(root, h("p", { id: "announcement", class: "visually-hidden", role: "status" }));

let wasSignedIn = auth.session.status === "signed-in";

// The session is known before the first frame, so nothing flickers.
render();
auth.subscribe(sessionChanged);
onRedraw(render);
onNotice(noticeChanged);
onNavigate(() => {
  forgetTooLate();
  setNotice(undefined);
  focusPage();
});
addEventListener("pageshow", broughtBack);
finishCallback();
signInFromElsewhere();

async function finishCallback() {
  const { session, callback } = await auth.ready();
  const fromLogout = returnsFromLogout();
  restoreDrafts(callback?.appState);
  // The redirect URI itself is no page.
  if (callback || location.pathname === "/callback") navigate(callback?.returnTo ?? "/", { replace: true });
  // Also where a second login failed and the first one stands.
  if ("error" in session && session.error) setNotice({ kind: "problem", error: session.error });
  else if (callback?.kind === "logout") loggedOut(callback);
  else if (fromLogout && location.pathname === "/" && session.status === "signed-out") {
    navigate("/logout", { replace: true });
    showReturned({ outcome: "unconfirmed", evidence: "none" });
  } else if (location.search === "?applied") {
    navigate(location.pathname, { replace: true });
    setNotice({ kind: "success", text: t().applied });
  }
}

/** @param {import("kirjaudu").CallbackResult} callback */
function loggedOut({ returnTo, logout }) {
  if (returnTo === "/logout" && logout) showReturned(logout);
  else setNotice({ kind: "reason", reason: "logout" });
}

// A logout that was asked for here says so itself, once the provider has answered.
function sessionChanged() {
  const { session } = auth;
  if (session.status === "signed-out" && session.reason !== "logout" && session.reason in t().reasons) {
    setNotice({ kind: "reason", reason: session.reason });
  } else if (session.status === "signed-in" && !wasSignedIn && isOfThePast(notice())) {
    setNotice(undefined);
  } else render();
  wasSignedIn = session.status === "signed-in";
}

// Who is in needs no word of how they came to be out, or of a login that failed before. A renewal is no sign-in.
/** @param {import("./notice.js").Notice | undefined} shown */
const isOfThePast = (shown) => shown?.kind === "reason" || shown?.kind === "problem";

function noticeChanged() {
  render();
  document.getElementById("notice")?.focus();
}

// The Back button may bring this page back as it was left, which was on the way to the provider.
/** @param {PageTransitionEvent} event */
function broughtBack({ persisted }) {
  if (!persisted) return;
  if (notice()?.kind === "waiting") setNotice(undefined);
  forgetUnfinished();
}

function render() {
  const focused = document.activeElement?.id;
  const open = [...root.querySelectorAll("details[open][id]")].map(({ id }) => id);
  const { title, content } = page();
  document.documentElement.lang = language();
  document.title = title === t().service ? title : `${title} – ${t().service}`;
  root.replaceChildren(
    h("a", { class: "skip", href: "#content" }, t().skip),
    header(),
    h("main", { id: "content", tabindex: -1 }, noticeBox() ?? "", ...content),
    footer(),
  );
  for (const id of open) document.getElementById(id)?.setAttribute("open", "");
  if (focused) document.getElementById(focused)?.focus();
}

function page() {
  const path = location.pathname;
  if (auth.session.status === "loading") return finishing();
  if (path === "/") return home();
  if (path === "/reservations") return reservations();
  if (path === "/my-details") return myDetails();
  if (path === "/about") return about();
  if (path === "/logout") return logoutPage();
  const place = placeAt(path);
  return place ? placePage(place) : missing();
}

// After a change of page a screen reader goes on at its heading, as it would after a page load.
function focusPage() {
  render();
  const target = location.hash ? document.getElementById(location.hash.slice(1)) : undefined;
  if (target) return target.scrollIntoView();
  scrollTo(0, 0);
  root.querySelector("h1")?.focus();
}
