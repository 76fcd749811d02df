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

/** As `createAuth` of `kirjaudu`, with the wasm inside the JavaScript. */
export function createAuth<C extends Claims = Claims>(options: AuthOptions): Auth<C> {
  return makeAuth(options, source);
}

/** As `decodeJwt` of `kirjaudu`. */
export async function decodeJwt<P = Record<string, unknown>>(token: string): Promise<UnverifiedJwt<P>> {
  return (await load()).decodeJwt<P>(token);
}

/** As `parseAuthResponse` of `kirjaudu`. */
export async function parseAuthResponse(url: string | URL): Promise<UnverifiedAuthResponse | undefined> {
  return (await load()).parseAuthResponse(url);
}

/** As `load` of `kirjaudu`. */
export async function load(wasm?: WasmSource): Promise<Loaded> {
  return (await loadCore(source, wasm)).stateless();
}

const source: DefaultSource = () => ({ source: inlined() });

async function inlined(): Promise<BufferSource> {
  const { default: base64 } = await import("./wasm-inline.js");
  return Uint8Array.from(atob(base64), (character) => character.charCodeAt(0));
}
