import { makeAuth } from "./client.js";
import { type DefaultSource, loadCore } from "./core.js";
import type {
  Auth,
  AuthOptions,
  Claims,
  Loaded,
  UnverifiedAuthResponse,
  UnverifiedJwt,
  WasmSource,
} from "./types.js";

export type { AuthErrorCode, AuthErrorPhase, ProviderWords } from "./errors.js";
export { AuthError } from "./errors.js";
export type * from "./types.js";

declare const __WASM_INTEGRITY__: string;

/**
 * Makes the client. Synchronous, no request: it reads the stored session, and takes a response out of this page's URL. Throws an
 * AuthError (`config_invalid`, `redirect_uri_not_on_this_origin`, `insecure_context`) for what can be seen at once; the rest of the options is
 * checked by the first call. On a server the session is `loading`.
 */
export function createAuth<C extends Claims = Claims>(options: AuthOptions): Auth<C> {
  return makeAuth(options, source);
}

/** Decodes a JWT and verifies nothing. Rejects with AuthError `jwt_malformed` or `jwt_too_large` (over 64 kB). RFC 7519. */
export async function decodeJwt<P = Record<string, unknown>>(token: string): Promise<UnverifiedJwt<P>> {
  return (await load()).decodeJwt<P>(token);
}

/** Reads an authorization response out of a URL, `undefined` where there is none. Checks nothing but its form. RFC 6749 4.1.2, 4.2.2. */
export async function parseAuthResponse(url: string | URL): Promise<UnverifiedAuthResponse | undefined> {
  return (await load()).parseAuthResponse(url);
}

/** Loads the wasm now and gives the stateless functions, synchronous. Rejects with an AuthError of phase `load`. */
export async function load(wasm?: WasmSource): Promise<Loaded> {
  return (await loadCore(source, wasm)).stateless();
}

// The one literal of this form in the package: bundlers look for it and emit the file.
const source: DefaultSource = () => ({
  source: new URL("./kirjaudu.wasm", import.meta.url),
  integrity: __WASM_INTEGRITY__,
});
