// How a local provider is made to behave otherwise than as ever: from code by `set`, by a person on the page of switches-page.mjs.
import { setTimeout } from "node:timers/promises";
import { unavailable } from "./gate.mjs";

/**
 * @param {string[]} names those of SWITCHES that this provider has
 * @returns {{ readonly values: Record<string, unknown>, set(changes: Record<string, unknown>): () => void, reset(): void }}
 *   `set` changes some and gives the function that puts them back; what isn't a value of a switch is refused.
 */
export function createSwitches(names) {
  const initial = Object.fromEntries(names.map((name) => [name, SWITCHES[name].initial]));
  let values = { ...initial };

  return {
    get values() {
      return values;
    },
    set(changes) {
      for (const [name, value] of Object.entries(changes)) {
        if (!names.includes(name)) throw new TypeError(`expected one of ${names.join(", ")}, found ${name}`);
        if (!SWITCHES[name].allows(value)) throw new TypeError(`${name} can't be ${JSON.stringify(value)}`);
      }
      const before = values;
      values = { ...values, ...changes };
      return () => {
        for (const name of Object.keys(changes)) values = { ...values, [name]: before[name] };
      };
    },
    reset() {
      values = { ...initial };
    },
  };
}

/**
 * Does what the switches say before the provider itself answers. Resolves with whether it still has to.
 *
 * @param {{ request: object, response: object, endpoint: string }} asked
 */
export async function obeySwitches({ values }, { request, response, endpoint }) {
  if (values.crossOriginOpenerPolicy !== "unsafe-none")
    response.setHeader("cross-origin-opener-policy", values.crossOriginOpenerPolicy);
  if (values.down && !["switches", "style"].includes(endpoint)) {
    unavailable(request, response, { status: 503 });
    return false;
  }
  // A logout that is still waiting doesn't keep the process alive.
  if (values.logoutDelay && endpoint === "endSession")
    await setTimeout(values.logoutDelay, undefined, { ref: false });
  return true;
}

export const SWITCHES_PATH = "/switches/";

const oneOf = (...choices) => ({ initial: choices[0], choices, allows: (value) => choices.includes(value) });

export const SWITCHES = {
  /** "today": plain HTML with a link. "promised": it also tells its opener `hel:logout`, and closes itself. */
  logoutPage: oneOf("today", "promised"),
  /** Of every answer; "unsafe-none" sends no header. */
  crossOriginOpenerPolicy: oneOf("unsafe-none", "same-origin-allow-popups", "same-origin"),
  /** Milliseconds until a logout is answered. */
  logoutDelay: { initial: 0, allows: (value) => Number.isInteger(value) && value >= 0 && value <= 600_000 },
  /** Answers 503 to everything but the page of the switches. */
  down: { initial: false, allows: (value) => typeof value === "boolean" },
};
