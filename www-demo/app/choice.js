// Which provider and which flow this browser uses. A real service has one of each, and no such file.
import { keycloak, tunnistamo } from "kirjaudu/providers";
import { recall, remember } from "./memory.js";

/** @typedef {{ provider: "keycloak" | "tunnistamo", flow: string, short: boolean }} Choice */

export const PROVIDERS = /** @type {const} */ (["keycloak", "tunnistamo"]);
export const FLOWS = [
  "auto",
  "code",
  "id_token token",
  "id_token",
  "code id_token",
  "code token",
  "code id_token token",
];

const KEY = "demo-login-choice";

/** @type {Choice} */
export const choice = read();

/** Takes effect when a page is loaded, as the client's options never change while it lives. @param {Choice} wanted */
export function choose(wanted) {
  remember(KEY, JSON.stringify(wanted));
}

/** The part of the client's options that depends on the choice. @param {Choice} choice */
export function optionsOf({ provider, flow, short }) {
  return {
    ...(provider === "keycloak" ? keycloakOptions(flow, short) : tunnistamoOptions(short)),
    ...flowOptions(flow),
  };
}

/** A realm that is always closed for maintenance. */
export const closedProvider = () => keycloak({ url: `${address("keycloak")}/auth`, realm: "huoltokatko" });

/** @param {string} flow @param {boolean} short */
function keycloakOptions(flow, short) {
  const clientId = short ? "exampleapp-short-ui" : needsOnlyCode(flow) ? "exampleapp-ui" : "legacy-ui";
  return { ...keycloak({ url: `${address("keycloak")}/auth`, realm: "helsinki-tunnistus" }), clientId };
}

/** @param {boolean} short */
function tunnistamoOptions(short) {
  const clientId = `https://api.hel.fi/auth/exampleapp-${short ? "short-" : ""}ui`;
  return { ...tunnistamo({ base: address("tunnistamo") }), clientId };
}

/** @param {string} responseType @returns {{ flow: "auto" | "code" | "implicit" | "hybrid", responseType?: string }} */
function flowOptions(responseType) {
  if (responseType === "auto") return { flow: "auto" };
  if (responseType === "code") return { flow: "code" };
  return { flow: responseType.startsWith("code") ? "hybrid" : "implicit", responseType };
}

/** @param {string} flow */
const needsOnlyCode = (flow) => flow === "auto" || flow === "code";

// The local providers' addresses come with the page, because their ports can be changed.
/** @param {string} name */
function address(name) {
  return document.querySelector(`meta[name="${name}"]`)?.getAttribute("content") ?? "";
}

/** @returns {Choice} */
function read() {
  const { provider, flow, short } = stored();
  return {
    provider: PROVIDERS.find((known) => known === provider) ?? "keycloak",
    flow: FLOWS.find((known) => known === flow) ?? "auto",
    short: short === true,
  };
}

/** @returns {Record<string, unknown>} */
function stored() {
  const text = recall(KEY) ?? "{}";
  try {
    return JSON.parse(text);
  } catch {
    return {};
  }
}
