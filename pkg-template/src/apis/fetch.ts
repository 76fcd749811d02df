import type { FetchOptions, TokenOptions } from "../apis-types.js";
import type { AuthErrorInit } from "../errors.js";
import { bound, type Client } from "./client.js";
import { allowed } from "./origins.js";
import { signInOf, stillThere } from "./sign-in.js";
import { arrived, forgetAtLogout, stepUp, type Wanted } from "./step-up.js";
import { type ApiToken, apiToken, forget } from "./tokens.js";

/** What one request has had already: each happens once. */
interface Had {
  renewal?: boolean;
  nonce?: boolean;
  stepUp?: boolean;
}

/** `fetch` with tokens: the request as it was given, and what of it was said explicitly. Throws an AuthError, and what `fetch` throws. */
export async function apiFetch(
  client: Client,
  given: Request,
  { auth = {}, body, redirect, credentials }: FetchOptions,
): Promise<Response> {
  const { store, asError } = client;
  const { headers: further = {}, stepUp: how = store.options.stepUp, refused, ...main } = auth;
  const all = [["Authorization", main], ...Object.entries(further)] as [string, TokenOptions][];
  const refuse = (field: string, expected: string, remedy: string): never => {
    throw asError({ code: "api_request_invalid", phase: "api", field, expected, remedy } as AuthErrorInit);
  };
  const isStream = typeof (body as ReadableStream | undefined)?.getReader === "function";
  const { referrer, referrerPolicy } = given;
  const make = () => {
    const request = new Request(isStream ? given : given.clone(), {
      referrer,
      referrerPolicy,
      redirect: (redirect ?? given.redirect) === "manual" ? "manual" : "error",
      // The token says who asks; cookies go along only where somebody wants them to.
      credentials: credentials ?? (given.credentials === "include" ? "include" : "omit"),
    });
    allowed(client, request.url);
    return request;
  };
  if (redirect === "follow") refuse("redirect", "error or manual", "leave it out");
  let request = make();
  if (request.mode === "no-cors") refuse("mode", "cors or same-origin", "leave it out");
  for (const name of [...all.map(([name]) => name), "DPoP"])
    if (request.headers.has(name)) refuse(name, "no such header", "auth.fetch sets it");
  if (new Set(all.map(([name]) => name.toLowerCase())).size < all.length)
    refuse("auth.headers", "other headers than Authorization", "put these options into `auth` itself");

  const { origin } = new URL(request.url);
  forgetAtLogout(store);
  const had: Had = {};
  let signIn = signInOf(store);
  // A key that is gone is the end of its tokens, and not of the session.
  const proofOf = async (about: string) => {
    try {
      return (await store.run<{ proof: string }>("apiProof", about)).proof;
    } catch (error) {
      if ((error as AuthErrorInit).code !== "dpop_key_lost" || had.renewal || !store.renews) throw error;
      had.renewal = true;
      await unlessAborted(client.renew(), request.signal);
      return undefined;
    }
  };
  attempt: for (;;) {
    const { signal } = request;
    signal.throwIfAborted();
    const askedAs = signInOf(store);
    const tokens = await unlessAborted(Promise.all(all.map(([, asked]) => apiToken(client, asked))), signal);
    // What one person has begun is not sent in the name of another.
    if (signIn) stillThere(client, signIn);
    signIn = signInOf(store);
    for (const [place, [name]] of all.entries()) {
      const { token, dpop } = tokens[place] as ApiToken;
      request.headers.set(name, `${dpop ? "DPoP" : "Bearer"} ${token}`);
      if (!dpop) continue;
      if (place) refuse(name, "a token without DPoP", "send it in a request of its own");
      const about = JSON.stringify({ method: request.method, url: request.url, token });
      const proof = await proofOf(about);
      if (!proof) continue attempt;
      request.headers.set("DPoP", proof);
    }
    const response = await fetch(request);
    store.note("api request", `${response.status} ${origin}`);
    const nonce = response.headers.get("dpop-nonce");
    // RFC 9449 8.2: whatever the status.
    if (nonce && tokens[0]?.dpop) await store.run("apiNonce", JSON.stringify({ url: request.url, nonce }));
    const isRefused = response.status === 401 || (!had.renewal && (await refused?.(response.clone())));
    // Whatever else is wrong with the request, it is not the sign-in.
    if (!isRefused && response.status < 500) arrived(store, request);
    if (!isRefused) return response;
    stillThere(client, signIn);
    const header = response.headers.get("www-authenticate") ?? "";
    const challenge = await store.run<{ nonce?: boolean; stepUp?: Wanted }>("challenge", header);
    if (challenge.stepUp) {
      const can = !had.stepUp && !isStream && how;
      // Unless another request has had it done meanwhile.
      if (!can || askedAs === signInOf(store))
        had.stepUp = await unlessAborted(stepUp(client, challenge.stepUp, can, request), signal);
      had.nonce = false;
    } else if (isStream) {
      store.note("api request", "not sent again: its body is a stream");
      return response;
    } else if (nonce && tokens[0]?.dpop && !had.nonce && (challenge.nonce || !header)) {
      // A header that CORS hides may ask for it too.
      had.nonce = true;
    } else if (challenge.nonce && !nonce) {
      store.note("api request", "not sent again: DPoP-Nonce is not among Access-Control-Expose-Headers");
      return response;
    } else {
      if (had.renewal || !(await unlessAborted(renewed(client, tokens), signal))) return response;
      had.renewal = true;
    }
    response.body?.cancel().catch(() => {});
    request = make();
  }
}

// Whether there may be other tokens than those that were refused.
async function renewed({ store, renew }: Client, tokens: readonly ApiToken[]): Promise<boolean> {
  const { accessToken } = bound(store);
  try {
    for (const { token } of tokens) {
      forget(store, token);
      // Unless another request has had it renewed meanwhile.
      if (token === accessToken && !store.renews) return false;
      if (token === accessToken) await renew();
    }
    return true;
  } catch (error) {
    store.note("api request", `not sent again: ${(error as AuthErrorInit).code}`);
    return false;
  }
}

function unlessAborted<R>(work: Promise<R>, signal: AbortSignal): Promise<R> {
  return new Promise((resolve, reject) => {
    const abort = () => reject(signal.reason);
    signal.addEventListener("abort", abort);
    work.then(resolve, reject).finally(() => signal.removeEventListener("abort", abort));
    if (signal.aborted) abort();
  });
}
