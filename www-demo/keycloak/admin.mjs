// Keycloak's Admin REST API, as far as the demo and the tests need it.
import { generateKeyPair } from "node:crypto";
import { promisify } from "node:util";
import { REALM } from "./realm.mjs";

/** @param {string} origin of a server @param {string} [realm] */
export function administer(origin, realm = REALM) {
  let token;
  let tokenUntil = 0;

  async function currentToken() {
    if (Date.now() < tokenUntil) return token;
    const response = await fetch(`${origin}/auth/realms/master/protocol/openid-connect/token`, {
      method: "POST",
      body: new URLSearchParams({
        grant_type: "password",
        client_id: "admin-cli",
        username: "admin",
        password: "admin",
      }),
    });
    const answer = await response.json();
    if (!response.ok) throw new Error(`the administrator was refused: ${JSON.stringify(answer)}`);
    // Half of what it lives, so that it never ends on the way.
    tokenUntil = Date.now() + answer.expires_in * 500;
    token = answer.access_token;
    return token;
  }

  /** `path` is below the realm. Gives what is answered, if anything is. */
  async function call(method, path, body, { below = `/realms/${realm}` } = {}) {
    const response = await fetch(`${origin}/auth/admin${below}${path}`, {
      method,
      headers: { authorization: `Bearer ${await currentToken()}`, "content-type": "application/json" },
      body: body === undefined ? undefined : JSON.stringify(body),
    });
    const text = await response.text();
    if (!response.ok) throw new Error(`${method} ${path} is answered ${response.status}: ${text}`);
    return text ? JSON.parse(text) : undefined;
  }

  const clientOf = async (clientId) => (await call("GET", `/clients?clientId=${clientId}`))[0];
  const userOf = async (username) => (await call("GET", `/users?exact=true&username=${username}`))[0];

  return {
    importRealm: (representation) => call("POST", "", representation, { below: "/realms" }),
    changeRealm: (change) => call("PUT", "", change),

    /** Lets every application log in from these origins, and ask by CORS. */
    async register(origins) {
      const applications = (await call("GET", "/clients")).filter(isOurs);
      for (const { id, redirectUris, webOrigins } of applications) {
        await call("PUT", `/clients/${id}`, {
          redirectUris: united(
            redirectUris,
            origins.map((each) => `${each}/*`),
          ),
          webOrigins: united(webOrigins, origins),
        });
      }
    },

    addClient: (client) => call("POST", "/clients", client),
    changeClient: async (clientId, change) =>
      call("PUT", `/clients/${(await clientOf(clientId)).id}`, change),
    addGroup: (name) => call("POST", "/groups", { name }),
    addUser: (user) => call("POST", "/users", user),
    changeUser: async (username, change) => {
      const user = await userOf(username);
      return call("PUT", `/users/${user.id}`, { ...user, ...change });
    },
    /** The sessions of a person, each with `id`, which tokens have as `sid`. */
    sessionsOf: async (username) => call("GET", `/users/${(await userOf(username)).id}/sessions`),
    /** Those that a logout leaves. */
    offlineSessionsOf: async (username, clientId) => {
      const [user, client] = [await userOf(username), await clientOf(clientId)];
      return call("GET", `/users/${user.id}/offline-sessions/${client.id}`);
    },
    endSession: (sid) => call("DELETE", `/sessions/${sid}`),

    /** From now on a new key signs; the JWKS keeps the old ones as well. */
    async rotateKeys() {
      const { privateKey } = await promisify(generateKeyPair)("rsa", { modulusLength: 2048 });
      const providers = await call("GET", "/components?type=org.keycloak.keys.KeyProvider");
      const priorities = providers.map(({ config }) => Number(config.priority?.[0] ?? 0));
      await call("POST", "/components", {
        name: `rsa ${providers.length}`,
        // Keycloak would take many seconds to make one.
        providerId: "rsa",
        providerType: "org.keycloak.keys.KeyProvider",
        config: {
          priority: [String(Math.max(...priorities) + 1)],
          algorithm: ["RS256"],
          privateKey: [privateKey.export({ type: "pkcs8", format: "pem" })],
        },
      });
    },
  };
}

// Keycloak has clients of its own, which are none of our business.
const isOurs = ({ clientId }) => clientId.endsWith("-ui");
const united = (...lists) => [...new Set(lists.flat())];
