import { AuthError, type AuthErrorInit } from "./errors.js";
import type * as Glue from "./glue.js";
import type remedies from "./remedies.js";
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

/** Where an entry of the package finds its wasm. */
export type DefaultSource = () => WasmSource | Promise<WasmSource>;

/** Loads the core once; a failure is forgotten, so that the next call tries again. */
export function loadCore(defaultSource: DefaultSource, wasm?: WasmSource): Promise<Core> {
  loading ??= start(wasm ?? defaultSource()).catch((error: unknown) => {
    loading = undefined;
    if (error instanceof AuthError) throw error;
    const remedy = "reload the page, and check that the server has all files of the package";
    throw loadError("wasm_unreachable", String(error), remedy, true);
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

async function start(source: WasmSource | Promise<WasmSource>): Promise<Core> {
  const [glue, texts, module] = await Promise.all([
    import("./glue.js"),
    import("./remedies.js"),
    compile(source),
  ]);
  await glue.default({ module_or_path: module });
  return { glue, failure: (thrown) => failure(thrown, texts.default) };
}

/** Fetches the wasm of exactly this version. What may be served instead is looked at for the reason, never run. */
export async function fetchExactly(url: URL, integrity: string): Promise<Response> {
  try {
    return await fetch(url, { integrity });
  } catch {
    const other = await fetchOr(String(url));
    const type = other.headers.get("content-type") ?? "";
    throw isMissing(other, type)
      ? notFound(other, type)
      : loadError("wasm_failed", "another file", WRONG_FILE);
  }
}

async function compile(given: WasmSource | Promise<WasmSource>): Promise<WebAssembly.Module> {
  let source: unknown = await given;
  if (source instanceof WebAssembly.Module) return ours(source);
  if (typeof source === "string" || source instanceof URL) {
    source = await fetchOr(String(source));
  }
  try {
    if (!(source instanceof Response)) return ours(await WebAssembly.compile(source as BufferSource));
    const type = source.headers.get("content-type") ?? "";
    if (isMissing(source, type)) throw notFound(source, type);
    const streams = type.startsWith("application/wasm");
    return ours(
      await (streams
        ? WebAssembly.compileStreaming(source)
        : WebAssembly.compile(await source.arrayBuffer())),
    );
  } catch (cause) {
    if (cause instanceof AuthError) throw cause;
    const text = String(cause);
    throw /polic|CSP|disallowed|unsafe-eval/i.test(text)
      ? loadError(
          "wasm_blocked_by_csp",
          "a policy without it",
          "add 'wasm-unsafe-eval' to script-src of the Content-Security-Policy",
        )
      : loadError("wasm_failed", text, WRONG_FILE);
  }
}

// The glue keeps the first module it is given, so a wrong one must not get that far.
function ours(module: WebAssembly.Module): WebAssembly.Module {
  if (WebAssembly.Module.exports(module).some(({ name }) => name === "decodeJwt")) return module;
  throw loadError("wasm_failed", "another module", WRONG_FILE);
}

function fetchOr(url: string): Promise<Response> {
  return fetch(url).catch(() => {
    throw loadError(
      "wasm_unreachable",
      url,
      "check the network, and connect-src of the Content-Security-Policy",
      true,
    );
  });
}

function isMissing({ ok }: Response, type: string): boolean {
  return !ok || type.startsWith("text/html");
}

function notFound({ status, url }: Response, type: string): AuthError {
  const remedy =
    "make the bundler or server serve kirjaudu.wasm (Vite 7: optimizeDeps.exclude), pass `wasm`, or import kirjaudu/inline";
  return loadError("wasm_not_found", `status ${status} ${type} at ${url}`, remedy);
}

function loadError(code: AuthErrorInit["code"], found: string, remedy: string, retryable = false): AuthError {
  return new AuthError({ code, phase: "load", found, remedy, retryable });
}

function failure(thrown: unknown, texts: typeof remedies): AuthError {
  if (thrown instanceof AuthError) return thrown;
  const init = thrown as AuthErrorInit;
  if (typeof init?.code !== "string")
    return loadError("wasm_failed", String(thrown), "reload the page and report this");
  return new AuthError({ ...init, remedy: texts[init.code as keyof typeof remedies] });
}

const WRONG_FILE = "serve kirjaudu.wasm of the installed version unchanged, or import kirjaudu/inline";
