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

/** `fetch` with tokens. Throws an AuthError, and what `fetch` throws. */
export async function apiFetch(
  client: Client,
  input: RequestInfo | URL,
  { auth = {}, ...init }: FetchOptions = {},
): Promise<Response> {
  const { store, asError } = client;
  const { headers: further = {}, stepUp: how = store.options.stepUp, ...main } = auth;
  const all = [["Authorization", main], ...Object.entries(further)] as [string, TokenOptions][];
  const refuse = (field: string, expected: string, remedy: string): never => {
    throw asError({ code: "api_request_invalid", phase: "api", field, expected, remedy } as AuthErrorInit);
  };
  const make = () => {
    const source = input instanceof Request ? input.clone() : input;
    const request = new Request(source, {
      ...init,
      redirect: init.redirect === "manual" ? "manual" : "error",
    });
    // The token says who asks; cookies go along only where somebody wants them to.
    const cookies = init.credentials ?? (request.credentials === "include" ? "include" : "omit");
    return request.credentials === cookies ? request : new Request(request, { credentials: cookies });
  };
  if (init.redirect === "follow") refuse("redirect", "error or manual", "leave it out");
  let request = make();
  allowed(client, request.url);
  if (request.mode === "no-cors") refuse("mode", "cors or same-origin", "leave it out");
  for (const name of [...all.map(([name]) => name), "DPoP"])
    if (request.headers.has(name)) refuse(name, "no such header", "auth.fetch sets it");
  if (new Set(all.map(([name]) => name.toLowerCase())).size < all.length)
    refuse("auth.headers", "other headers than Authorization", "put these options into `auth` itself");

  const { origin } = new URL(request.url);
  const isStream = typeof (init.body as ReadableStream | undefined)?.getReader === "function";
  forgetAtLogout(store);
  const had: Had = {};
  let signIn = signInOf(store);
  for (;;) {
    const { signal } = request;
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
      request.headers.set("DPoP", (await store.run<{ proof: string }>("apiProof", about)).proof);
    }
    const response = await fetch(request);
    store.note("api request", `${response.status} ${origin}`);
    const nonce = response.headers.get("dpop-nonce");
    // RFC 9449 8.2: whatever the status.
    if (nonce && tokens[0]?.dpop) await store.run("apiNonce", JSON.stringify({ url: request.url, nonce }));
    if (response.ok) arrived(store, request);
    if (response.status !== 401) return response;
    stillThere(client, signIn);
    const header = response.headers.get("www-authenticate") ?? "";
    const challenge = await store.run<{ nonce?: boolean; stepUp?: Wanted }>("challenge", header);
    if (challenge.stepUp) {
      const can = !had.stepUp && !isStream && how;
      // Unless another request has had it done meanwhile.
      if (!can || signIn === signInOf(store))
        await unlessAborted(stepUp(client, challenge.stepUp, can, request), signal);
      had.stepUp = true;
    } else if (isStream) {
      store.note("api request", "not sent again: its body is a stream");
      return response;
    } else if (challenge.nonce && nonce && !had.nonce) {
      had.nonce = true;
    } else {
      if (had.renewal || !(await renewed(client, tokens))) return response;
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
      await forget(store, token);
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
