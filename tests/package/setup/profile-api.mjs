// @ts-check
// The local provider and the local profile API as real servers, and an object that fetches as `auth.fetch` does: with a token of the API,
// had from the provider by UMA.
import { after } from "node:test";
import { startHelsinkiKeycloak } from "../../../www-demo/providers/helsinki-keycloak.mjs";
import { startProfileApi } from "../../../www-demo/providers/profile-api.mjs";
import { ask, logIn } from "./login.mjs";

export const origin = "http://localhost:5999";
export const redirectUri = `${origin}/callback`;

/** Both servers, gone after the tests of this file. */
export async function startServers() {
  const keycloak = await startHelsinkiKeycloak({ appOrigins: [origin] });
  const api = await startProfileApi({
    issuer: keycloak.issuer,
    appOrigins: [origin],
    gdprRedirectUri: redirectUri,
  });
  after(() => Promise.all([keycloak.close(), api.close()]));
  return { keycloak, api };
}

/**
 * Signs somebody in, and gives what the client needs of them.
 * @param {any} keycloak
 * @param {string} who
 * @param {{ clientId?: string, parameters?: Record<string, string>, tokenOf?: (audience: string) => Promise<string> }} [login]
 *   `tokenOf`: another way to a token than UMA
 */
export async function signedIn(keycloak, who, { tokenOf, ...login } = {}) {
  const tokens = await logIn(keycloak, { who, redirectUri, origin, ...login });
  const byUma = async (/** @type {string} */ audience) => {
    const form = { audience, grant_type: UMA, permission: "#access" };
    return (await ask(keycloak, form, { authorization: `Bearer ${tokens.access_token}`, origin }))
      .access_token;
  };
  return {
    tokens,
    byUma,
    /** @param {string} url @param {RequestInit & { auth: { audience: string } }} init */
    async fetch(url, { auth: { audience }, headers, ...init }) {
      const authorization = `Bearer ${await (tokenOf ?? byUma)(audience)}`;
      return fetch(url, { ...init, headers: { ...headers, authorization, origin } });
    },
  };
}

const UMA = "urn:ietf:params:oauth:grant-type:uma-ticket";
