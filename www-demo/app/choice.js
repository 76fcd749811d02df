// Which provider and which flow this browser uses. A real service has one of each, and no such file.
import { keycloak, tunnistamo } from "kirjaudu/providers";
import { arrival } from "./arrival.js";
import { recall, remember } from "./memory.js";
import { meta, service } from "./service.js";

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
export const choice = first();

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
export const closedProvider = () => keycloak({ url: `${meta("keycloak")}/auth`, realm: "huoltokatko" });

/** Where the Tunnistamo-like provider is made to behave in one way or another. */
export const tunnistamoSwitches = () => `${meta("tunnistamo")}/switches/`;

/** @param {string} flow @param {boolean} short */
function keycloakOptions(flow, short) {
  const clientId = service === "storage" ? "other-ui" : clientForBerths(flow, short);
  return { ...keycloak({ url: `${meta("keycloak")}/auth`, realm: "helsinki-tunnistus" }), clientId };
}

/** @param {string} flow @param {boolean} short */
function clientForBerths(flow, short) {
  if (short) return "exampleapp-short-ui";
  return flow === "auto" || flow === "code" ? "exampleapp-ui" : "legacy-ui";
}

/** @param {boolean} short */
function tunnistamoOptions(short) {
  const name = service === "storage" ? "otherapp" : short ? "exampleapp-short" : "exampleapp";
  return {
    ...tunnistamo({ base: meta("tunnistamo") }),
    clientId: `https://api.hel.fi/auth/${name}-ui`,
    // A logout in another service is told to nobody here, so it is asked for.
    sessionPollInterval: 20,
  };
}

/** @param {string} responseType @returns {{ flow: "auto" | "code" | "implicit" | "hybrid", responseType?: string }} */
function flowOptions(responseType) {
  if (responseType === "auto") return { flow: "auto" };
  if (responseType === "code") return { flow: "code" };
  return { flow: responseType.startsWith("code") ? "hybrid" : "implicit", responseType };
}

// Who comes signed in from the other service is signed in here at the same provider.
/** @returns {Choice} */
function first() {
  const kept = read();
  const provider = PROVIDERS.find((known) => known === arrival.signedInAt) ?? kept.provider;
  if (provider === kept.provider) return kept;
  const wanted = { ...kept, provider };
  choose(wanted);
  return wanted;
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
