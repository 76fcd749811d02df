// The part of the package that is loaded once the core is needed: the wasm, what it asks of the page, and what its errors mean.
import { Answers, type Surroundings } from "./answers.js";
import * as calls from "./api-calls.js";
import type { AuthError, AuthErrorInit } from "./errors.js";
import { enter, imports, run, wipe } from "./glue.js";
import * as lasting from "./lasting.js";
import { look as show } from "./look.js";
import { prepare as prepareWith } from "./page-load.js";
import remedies, { retryable } from "./remedies.js";
import type { SessionStore } from "./session-store.js";
import type {
  Claims,
  FetchOptions,
  Loaded,
  Session,
  TokenOptions,
  UnverifiedAuthResponse,
  UnverifiedJwt,
  WasmSource,
} from "./types.js";
import { compile } from "./wasm.js";

export { login, logout } from "./actions.js";
export { handle } from "./page-load.js";

/** What can wait until the page is idle. */
export const prepare = <C extends Claims>(store: SessionStore<C>): Promise<void> =>
  prepareWith(store, asError);

/** See `Auth`. */
export const renew = <C extends Claims>(store: SessionStore<C>): Promise<Session<C>> =>
  told(store, () => lasting.renew(store, true));

/** Runs an operation that needs the access token. */
export const withToken = <C extends Claims, T>(store: SessionStore<C>, operation: string): Promise<T> =>
  told(store, () => lasting.withToken(store, operation));

/** See `ApiAuth`. */
export const accessToken = <C extends Claims>(
  store: SessionStore<C>,
  options?: TokenOptions,
): Promise<string> => told(store, () => calls.accessToken(store, asError, options));

/** See `ApiAuth`. */
export const apiFetch = <C extends Claims>(
  store: SessionStore<C>,
  request: Request,
  init: FetchOptions,
): Promise<Response> => told(store, () => calls.apiFetch(store, asError, request, init));

/** Compiles the wasm and makes the first instance. Throws what an AuthError is made of. */
export async function start(
  source: WasmSource | Promise<WasmSource>,
  fetched: unknown,
  integrity: string | undefined,
  makeError: typeof asError,
): Promise<void> {
  asError = makeError;
  const { module: compiled, instance } = await compile(source, fetched, integrity, imports());
  enter(instance, compiled);
  module = compiled;
}

/** Runs an operation to its end. Throws what an AuthError is made of. */
export async function operate(
  operation: string,
  options: string,
  input: string,
  page: Surroundings,
): Promise<unknown> {
  const answers = new Answers(page);
  for (;;) {
    await renewing;
    const result = once(answers, operation, options, input);
    if (result) return result.value;
    await answers.again();
  }
}

/** The functions that ask for nothing. */
export function stateless(): Loaded {
  const call = <T>(operation: string, input: unknown) => {
    try {
      return once(new Answers(nothing), operation, "", String(input))?.value as T;
    } catch (error) {
      throw asError(error);
    }
  };
  return {
    decodeJwt: <P>(token: string) => call<UnverifiedJwt<P>>("decodeJwt", token),
    parseAuthResponse: (url) => call<UnverifiedAuthResponse | null>("parseAuthResponse", url) ?? undefined,
  };
}

/** Shows what the core remembers after an operation. */
export const look = <C extends Claims>(store: SessionStore<C>, operation: string): void =>
  show(store, operation, failure, asError);

// What an AuthError is made of, from what the core says of an error, JSON text.
function failure(text: string): AuthErrorInit {
  const { code: place, found, ...rest } = JSON.parse(text);
  const { code, ...known } = codes[place] as (typeof codes)[number];
  // The provider's word for it is not said twice.
  return { ...known, ...rest, code, found: found === code ? "" : found };
}

// Nobody is called signed out while an answer is looked at. What an AuthError is made of becomes one; the reason of a signal and what `fetch` throws
// stay as they are.
async function told<C extends Claims, R>(store: SessionStore<C>, work: () => Promise<R>): Promise<R> {
  try {
    await store.ready;
    return await work();
  } catch (error) {
    throw typeof (error as AuthErrorInit | undefined)?.phase === "string" ? asError(error) : error;
  }
}

let module: WebAssembly.Module;

// The class belongs to the part of the package that loaded this one.
let asError: (thrown: unknown) => AuthError;

// For what asks for nothing.
const nothing = {} as Surroundings;

function once(answers: Answers, operation: string, options: string, input: string) {
  let result: string;
  depth++;
  try {
    result = run(answers, `${operation}\n${options}\n${input}`);
  } catch (cause) {
    // An instance that has stopped is of no use to the next operation.
    replace();
    throw cause;
  } finally {
    // Nothing of one run is used in the next, nothing in it is freed, and there are secrets among it. What the page has put in the place of its
    // functions may have asked for another run meanwhile.
    if (!--depth) wipe();
  }
  const text = result.slice(1);
  if (result[0] === "!") throw failure(text);
  return result[0] === "=" ? { value: JSON.parse(text) as unknown } : undefined;
}

// Never at once: a run may be on the stack, and older browsers refuse it.
function replace(): void {
  renewing ??= WebAssembly.instantiate(module, imports()).then(
    (fresh) => {
      enter(fresh, module);
      renewing = undefined;
    },
    () => {
      renewing = undefined;
    },
  );
}

let renewing: Promise<void> | undefined;

// Runs on the stack.
let depth = 0;

// By the numbers that the core gives them.
const codes = Object.entries(remedies).flatMap(([phase, inPhase]) =>
  Object.entries(inPhase).map(
    ([code, remedy]) =>
      ({ code, phase, remedy, retryable: retryable.includes(code) }) as AuthErrorInit & { remedy: string },
  ),
);
