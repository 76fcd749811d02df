import type * as Engine from "./engine.js";
import { AuthError, type AuthErrorInit } from "./errors.js";
import type { WasmSource } from "./types.js";

/** The part of the package with the wasm, loaded. */
export type Core = typeof Engine;

/** Where an entry of the package finds its wasm; with an integrity hash, only that very file will do. */
export type DefaultSource = () => { source: WasmSource | Promise<WasmSource>; integrity?: string };

/** Loads the core once; a failure is forgotten, so that the next call tries again. */
export function loadCore(defaultSource: DefaultSource, wasm?: WasmSource): Promise<Core> {
  loading ??= start(wasm ? { source: wasm } : defaultSource()).catch((error: unknown) => {
    loading = undefined;
    throw asAuthError(error, {
      code: "wasm_unreachable",
      remedy: "reload the page",
      retryable: true,
    });
  });
  return loading;
}

/** Any thrown thing as the AuthError that it is, is made of, or should have been. */
export function asAuthError(thrown: unknown, unexpected: Partial<AuthErrorInit> = {}): AuthError {
  if (thrown instanceof AuthError) return thrown;
  if (typeof (thrown as AuthErrorInit | undefined)?.code === "string")
    return new AuthError(thrown as AuthErrorInit);
  const init = { code: "wasm_failed", phase: "load", found: String(thrown), remedy: "report this" } as const;
  return new AuthError({ ...init, ...unexpected });
}

let loading: Promise<Core> | undefined;

async function start({ source, integrity }: ReturnType<DefaultSource>): Promise<Core> {
  // On its way while the JavaScript is; what comes of it is asked for below.
  const fetched = source instanceof URL ? fetch(source, integrity ? { integrity } : {}) : source;
  Promise.resolve(fetched).catch(() => {});
  const core = await import("./engine.js");
  await core.start(source, fetched, integrity, asAuthError);
  return core;
}
