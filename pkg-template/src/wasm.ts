import type { AuthErrorInit } from "./errors.js";
import type { WasmSource } from "./types.js";

/**
 * Compiles the wasm and makes the first instance. `fetched` is the request for it that is already on its way. Throws what an AuthError is made of: the class itself belongs to
 * the part of the package that asks.
 */
export async function compile(
  source: WasmSource | Promise<WasmSource>,
  fetched: unknown,
  integrity: string | undefined,
  imports: WebAssembly.Imports,
): Promise<WebAssembly.WebAssemblyInstantiatedSource> {
  if (typeof WebAssembly === "undefined")
    throw problem("wasm_failed", "a browser without WebAssembly", "use another one");
  let found: unknown = source instanceof URL ? await exactly(source, fetched, integrity) : await source;
  if (typeof found === "string" || found instanceof URL) found = await anything(String(found));
  try {
    const module = await compiled(found);
    const instance = await WebAssembly.instantiate(module, imports);
    if (instance.exports.run) return { module, instance };
    throw problem("wasm_failed", "another module", WRONG_FILE);
  } catch (cause) {
    if (typeof (cause as AuthErrorInit).code === "string") throw cause;
    const text = String(cause);
    throw /polic|CSP|disallowed|unsafe-eval/i.test(text)
      ? problem("wasm_blocked_by_csp", "a policy without it", "add 'wasm-unsafe-eval' to script-src")
      : problem("wasm_failed", text, WRONG_FILE);
  }
}

// The file of exactly this version. What is served instead is looked at for the reason, never run.
async function exactly(url: URL, fetched: unknown, integrity: string | undefined): Promise<unknown> {
  try {
    return await fetched;
  } catch {
    const other = await anything(String(url));
    if (isMissing(other)) throw notFound(other);
    if (!integrity) return other;
    // Perhaps the network failed only the first time.
    return fetch(url, { integrity }).catch(() => {
      throw problem("wasm_failed", "another file", WRONG_FILE);
    });
  }
}

function anything(url: string): Promise<Response> {
  return fetch(url).catch(() => {
    throw problem("wasm_unreachable", url, "check network and connect-src", true);
  });
}

function compiled(found: unknown): WebAssembly.Module | Promise<WebAssembly.Module> {
  if (found instanceof WebAssembly.Module) return found;
  if (!(found instanceof Response)) return WebAssembly.compile(found as BufferSource);
  if (isMissing(found)) throw notFound(found);
  if (type(found).startsWith("application/wasm")) return WebAssembly.compileStreaming(found);
  return found.arrayBuffer().then((bytes) => WebAssembly.compile(bytes));
}

function type({ headers }: Response): string {
  return headers.get("content-type") ?? "";
}

function isMissing(response: Response): boolean {
  return !response.ok || type(response).startsWith("text/html");
}

function notFound(response: Response): AuthErrorInit {
  const remedy =
    "make the bundler or server serve kirjaudu.wasm (Vite 7: optimizeDeps.exclude), pass `wasm`, or import kirjaudu/inline";
  return problem("wasm_not_found", `status ${response.status} ${type(response)} at ${response.url}`, remedy);
}

function problem(
  code: AuthErrorInit["code"],
  found: string,
  remedy: string,
  retryable = false,
): AuthErrorInit {
  return { code, phase: "load", found, remedy, retryable };
}

const WRONG_FILE = "serve kirjaudu.wasm of this version unchanged, or import kirjaudu/inline";
