import type { Made } from "../actions.js";
import type { AuthErrorInit } from "../errors.js";
import type { SessionStore } from "../session-store.js";
import type { Claims, Session } from "../types.js";
import { listen } from "./answer.js";
import { finish, onStop } from "./popup-login.js";
import { milliseconds } from "./seconds.js";

/** Logs in without a question: `prompt=none` in a hidden frame (OIDC Core 3.1.2.1), which is gone afterwards. `timeout` is in seconds. */
export function silentLogin<C extends Claims>(
  store: SessionStore<C>,
  { url, state }: Made,
  timeout: number,
  signal: AbortSignal | undefined,
): Promise<Session<C>> {
  return new Promise((resolve, reject) => {
    const frame = hidden(url);
    let loaded = false;
    frame.onload = () => {
      loaded = true;
    };
    const listening = listen(store, {
      source: frame.contentWindow,
      state,
      heard(answer = "") {
        end();
        finish(store, "silentAnswer", answer).then(resolve, (error) => reject(explained(error, store)));
      },
    });
    const end = () => {
      listening.end();
      clearTimeout(timer);
      removeEventListener("securitypolicyviolation", violated);
      stopped();
      frame.remove();
    };
    const giveUp = (reason: unknown) => {
      end();
      reject(reason);
    };
    const fail = (found: string, retryable = false) => {
      store.note("login failed", found);
      const init = { code: "frame_timed_out", phase: "authorize", found, remedy: REMEDY, retryable } as const;
      giveUp(init satisfies AuthErrorInit);
    };
    const violated = ({ effectiveDirective, disposition, blockedURI }: SecurityPolicyViolationEvent) => {
      // A policy may merely report, and the page may have other frames.
      const isOurs = disposition === "enforce" && blockedURI.startsWith(new URL(url).origin);
      if (effectiveDirective === "frame-src" && isOurs)
        fail("this page's Content-Security-Policy, whose frame-src forbids it");
    };
    // A frame in which nothing has come yet may be one on a slow network.
    const timer = setTimeout(() => fail(diagnosis(frame, loaded), !loaded), milliseconds(timeout));
    const stopped = onStop(store, signal, giveUp);
    addEventListener("securitypolicyviolation", violated);
  });
}

/**
 * A frame that nobody sees. The sandbox keeps a page of the provider's from leading this window away, or from opening others. That a page of our
 * own could free itself of it, as browsers warn, matters little: it is our own.
 */
export function hidden(url: string): HTMLIFrameElement {
  const frame = document.createElement("iframe");
  frame.hidden = true;
  frame.setAttribute("sandbox", "allow-scripts allow-same-origin");
  frame.src = url;
  document.body.append(frame);
  return frame;
}

function diagnosis({ contentWindow }: HTMLIFrameElement, loaded: boolean): string {
  if (!loaded) return "no answer of the provider";
  try {
    if (contentWindow?.location.href)
      return "a page of this origin that does not report: callback.html is meant";
  } catch {
    // Of another origin.
  }
  return "a page of the provider instead of its answer: client or redirect URI may not be registered, or X-Frame-Options forbids frames";
}

// Another site's cookies are kept from frames by many browsers, and then nobody ever seems to be signed in there.
function explained<C extends Claims>(error: AuthErrorInit, { options }: SessionStore<C>): AuthErrorInit {
  if (error.code !== "login_required" || isSameSite(new URL(options.issuer), location)) return error;
  return {
    code: "third_party_cookies_blocked",
    phase: "callback",
    found: "login_required in a frame of another site",
    remedy: 'the person is signed out, or the browser withholds cookies: login({ prompt: "none" }) can tell',
  };
}

interface Site {
  protocol: string;
  hostname: string;
}

// Without the list of public suffixes: a name that ends in the same two parts is taken for the same site.
function isSameSite(a: Site, b: Site): boolean {
  const end = ({ hostname }: Site) => hostname.split(".").slice(-2).join(".");
  return a.protocol === b.protocol && end(a) === end(b);
}

const REMEDY = "check windowRedirectUri and its registration, or log in by redirect";
