// The part of `gdprCode` that is loaded when it is called.
import { hear } from "./hear.js";
import type { Fail, GdprCodeOptions } from "./helsinki-profile-gdpr.js";
import { hidden } from "./windows/frame.js";
import { watch } from "./windows/person.js";
import { milliseconds } from "./windows/seconds.js";

/** Sends the window, or a hidden frame where there is none, for a code. */
export async function obtainCode(
  options: GdprCodeOptions,
  popup: Window | null,
  fail: Fail,
): Promise<string> {
  const { clientId = "profile-gdpr", uiLocales, loginHint } = options;
  const redirectUri = new URL(options.redirectUri, location.href);
  if (redirectUri.origin !== location.origin)
    throw fail("config_invalid", "give a redirectUri of this origin");
  const metadata = await discover(options, fail);
  const url = new URL(metadata.authorization_endpoint);
  const state = newState();
  const parameters = {
    client_id: clientId,
    redirect_uri: redirectUri.href,
    response_type: "code",
    scope: "openid",
    state,
    ...(!popup && { prompt: "none" }),
    ...(uiLocales && { ui_locales: uiLocales }),
    ...(loginHint && { login_hint: loginHint }),
  };
  for (const [name, value] of Object.entries(parameters)) url.searchParams.set(name, value);
  return codeOf(await answered(url.href, state, popup, options, fail), state, metadata, fail);
}

// 256 bits. By this form an application that is its own callback page knows that a window's answer is not its own (`isOfWindow` of capture.ts).
function newState(): string {
  const bytes = String.fromCharCode(...crypto.getRandomValues(new Uint8Array(32)));
  return `w-${btoa(bytes).replace(/\+/g, "-").replace(/\//g, "_").replace("=", "")}`;
}

interface Metadata {
  issuer: string;
  authorization_endpoint: string;
  authorization_response_iss_parameter_supported?: boolean;
}

async function discover({ issuer, timeout = 10, signal }: GdprCodeOptions, fail: Fail): Promise<Metadata> {
  const over = new AbortController();
  const stop = () => over.abort();
  // Metadata waits for no person, however long the window may.
  const timer = setTimeout(stop, Math.min(timeout, 10) * 1000);
  signal?.addEventListener("abort", stop);
  const url = `${issuer.replace(/\/$/, "")}/.well-known/openid-configuration`;
  let metadata: Metadata | undefined;
  try {
    signal?.throwIfAborted();
    const response = await fetch(url, { credentials: "omit", redirect: "error", signal: over.signal });
    metadata = response.ok ? await response.json() : undefined;
  } catch {
    signal?.throwIfAborted();
  } finally {
    clearTimeout(timer);
    signal?.removeEventListener("abort", stop);
  }
  if (!metadata) throw fail("discovery_unreachable", "check issuer, network, CORS and connect-src");
  // Nothing but a web page: a `javascript:` would run here.
  if (metadata.issuer !== issuer || !isSecure(metadata.authorization_endpoint))
    throw fail("discovery_invalid", "give the issuer exactly as its metadata does");
  return metadata;
}

// RFC 9700 2.6: https, or this machine.
const isSecure = (url: unknown) => /^(https:|http:\/\/(localhost|127\.0\.0\.1|\[::1\])[:/])/.test(`${url}`);

/** The URL that the window or frame came back to, by word of our own page in it. */
function answered(
  url: string,
  state: string,
  popup: Window | null,
  { timeout, signal }: GdprCodeOptions,
  fail: Fail,
): Promise<URL> {
  signal?.throwIfAborted();
  return new Promise((resolve, reject) => {
    const frame = popup ? undefined : hidden(url);
    const take = (said: unknown) => {
      const answer = parsed(said);
      // Another login's answer is not ours to judge.
      if (answer?.searchParams.get("state") === state) end(() => resolve(answer));
    };
    const hearing = hear(`kirjaudu.${state}`, take);
    const message = ({ data, origin, source }: MessageEvent) => {
      const opened = popup ?? frame?.contentWindow;
      if (origin === location.origin && source && source === opened) take(data?.kirjaudu);
    };
    const abort = () => end(() => reject(signal?.reason));
    const giveUp = () =>
      end(() =>
        reject(
          popup
            ? fail("login_cancelled", "offer the button again")
            : fail("frame_timed_out", "check redirectUri and its registration, or use a popup"),
        ),
      );
    const timer = setTimeout(giveUp, milliseconds(timeout ?? (popup ? 300 : 10)));
    const unwatch = popup && watch(popup, { isBack: giveUp });
    const end = (settle: () => void) => {
      clearTimeout(timer);
      unwatch?.();
      hearing.tell("close");
      hearing.end();
      removeEventListener("message", message);
      signal?.removeEventListener("abort", abort);
      frame?.remove();
      settle();
    };
    addEventListener("message", message);
    signal?.addEventListener("abort", abort);
    // The person may have closed it while it was empty.
    if (popup?.closed) giveUp();
    else popup?.location.replace(url);
  });
}

// By hand: `URL.canParse` is younger than some browsers.
function parsed(said: unknown): URL | undefined {
  try {
    return typeof said === "string" ? new URL(said) : undefined;
  } catch {
    return undefined;
  }
}

function codeOf({ searchParams }: URL, state: string, metadata: Metadata, fail: Fail): string {
  const found = (name: string) => {
    const [value, ...more] = searchParams.getAll(name);
    // RFC 6749 3.1: no parameter more than once.
    if (more.length > 0) throw fail("response_invalid", "report it to the provider");
    return value;
  };
  const [iss, error, code] = ["iss", "error", "code"].map(found);
  // RFC 9207 2.4; before an error is believed as well.
  if (iss === undefined ? metadata.authorization_response_iss_parameter_supported : iss !== metadata.issuer)
    throw fail("issuer_mismatch", "don't trust it, and report it to the provider");
  if (error) {
    const description = found("error_description")?.slice(0, 300);
    const provider = { error: error.slice(0, 100), ...(description && { description }) };
    throw fail("authorization_refused", "see the provider's words", { provider });
  }
  if (!code || found("state") !== state) throw fail("response_invalid", "report it to the provider");
  return code;
}
