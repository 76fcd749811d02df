// The parts of the package that are loaded once they are needed. Each rejects with what an AuthError is made of.
import type { AuthErrorInit } from "./errors.js";

/** Windows and frames. */
export const windows = () => import("./windows.js").catch(missing("windows.js"));

/** What makes a session last. */
export const renewal = () => import("./renewal.js").catch(missing("renewal.js"));

/** Calls to APIs. */
export const apis = () => import("./apis.js").catch(missing("apis.js"));

/** Keys, and what all tabs share. */
export const vault = () => import("./vault.js").catch(missing("vault.js"));

function missing(file: string) {
  return () => {
    const remedy = `reload the page, and serve ${file} beside index.js`;
    throw { code: "wasm_unreachable", phase: "load", found: file, remedy, retryable: true } as AuthErrorInit;
  };
}
