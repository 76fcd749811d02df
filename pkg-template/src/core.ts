import { AuthError, type AuthErrorInit } from "./errors.js";
import type * as Glue from "./glue.js";
import type { UnverifiedAuthResponse, UnverifiedJwt, WasmSource } from "./types.js";

/** The Rust core, loaded. */
export interface Core {
  glue: typeof Glue;
  /** Makes a real error of what the core throws. */
  failure(thrown: unknown): AuthError;
}

/** The stateless functions, synchronous. */
export interface Loaded {
  decodeJwt<P = Record<string, unknown>>(token: string): UnverifiedJwt<P>;
  parseAuthResponse(url: string | URL): UnverifiedAuthResponse | undefined;
}

/** Where an entry of the package finds its wasm; with an integrity hash, only that very file will do. */
export type DefaultSource = () => { source: WasmSource | Promise<WasmSource>; integrity?: string };

/** Loads the core once; a failure is forgotten, so that the next call tries again. */
export function loadCore(defaultSource: DefaultSource, wasm?: WasmSource): Promise<Core> {
  loading ??= start(wasm ? { source: wasm } : defaultSource()).catch((error: unknown) => {
    loading = undefined;
    throw failure(error, "reload the page, and check that the server has all files of the package");
  });
  return loading;
}

/** The stateless functions over a loaded core. */
export function stateless({ glue, failure }: Core): Loaded {
  const orFailure = <T>(call: () => unknown) => {
    try {
      return call() as T;
    } catch (thrown) {
      throw failure(thrown);
    }
  };
  return {
    decodeJwt: <P>(token: string) => orFailure<UnverifiedJwt<P>>(() => glue.decodeJwt(String(token))),
    parseAuthResponse: (url) =>
      orFailure<UnverifiedAuthResponse | undefined>(() => glue.parseAuthResponse(String(url))),
  };
}

let loading: Promise<Core> | undefined;

async function start({ source, integrity }: ReturnType<DefaultSource>): Promise<Core> {
  // On its way while the JavaScript is; what comes of it is asked for below.
  const fetched = source instanceof URL ? fetch(source, integrity ? { integrity } : {}) : source;
  Promise.resolve(fetched).catch(() => {});
  const [glue, { remedies, compile }] = await Promise.all([import("./glue.js"), import("./loading.js")]);
  await glue.default({ module_or_path: await compile(source, fetched, integrity) });
  return { glue, failure: (thrown) => failure(thrown, remedies) };
}

// What the core and the loading throw is data; anything else is a part of the package that could not be loaded.
function failure(thrown: unknown, remedies: Partial<Record<string, string>> | string): AuthError {
  if (thrown instanceof AuthError) return thrown;
  const init = thrown as AuthErrorInit | undefined;
  if (typeof init?.code === "string") {
    return new AuthError(
      typeof remedies === "string" ? init : { remedy: remedies[init.code] ?? "", ...init },
    );
  }
  const remedy = typeof remedies === "string" ? remedies : "report this";
  const code = typeof remedies === "string" ? "wasm_unreachable" : "wasm_failed";
  return new AuthError({
    code,
    phase: "load",
    found: String(thrown),
    remedy,
    retryable: typeof remedies === "string",
  });
}
