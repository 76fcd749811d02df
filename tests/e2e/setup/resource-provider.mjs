// An oidc-provider that gives tokens for single resources (RFC 8707), bound to a key for who proves to have one (RFC 9449). It signs everybody in
// at once, rotates refresh tokens, and ends the whole grant of one that is used twice.
import { generateKeyPairSync, randomBytes } from "node:crypto";
import Provider from "oidc-provider";
import { openGate } from "../../../www-demo/providers/gate.mjs";

export async function startResourceProvider({ appOrigins }) {
  const gate = await openGate({ nameOf: (path) => path });
  const { privateKey } = generateKeyPairSync("rsa", { modulusLength: 2048 });
  const provider = new Provider(gate.origin, {
    clients: [
      {
        client_id: "resource-ui",
        token_endpoint_auth_method: "none",
        grant_types: ["authorization_code", "refresh_token"],
        redirect_uris: appOrigins.map((origin) => `${origin}/callback`),
      },
    ],
    jwks: { keys: [{ ...privateKey.export({ format: "jwk" }), kid: "rsa", use: "sig", alg: "RS256" }] },
    cookies: { keys: [randomBytes(32).toString("hex")], names: { session: "resource-session" } },
    clientBasedCORS: () => true,
    pkce: { required: () => true },
    rotateRefreshToken: true,
    issueRefreshToken: async () => true,
    ttl: { AccessToken: 300, IdToken: 300, RefreshToken: 1800, Session: 1800, Grant: 1800, Interaction: 60 },
    findAccount: async (_ctx, sub) => ({ accountId: sub, claims: async () => ({ sub }) }),
    interactions: { url: (_ctx, { uid }) => `/sign-in/${uid}` },
    loadExistingGrant: async ({ oidc }) => {
      const grant = new oidc.provider.Grant({
        clientId: oidc.client.clientId,
        accountId: oidc.session.accountId,
      });
      grant.addOIDCScope("openid");
      for (const resource of [oidc.params.resource ?? []].flat())
        grant.addResourceScope(resource, "read write");
      await grant.save();
      return grant;
    },
    features: {
      devInteractions: { enabled: false },
      dPoP: { enabled: true },
      resourceIndicators: {
        enabled: true,
        getResourceServerInfo: async (_ctx, audience) => ({
          scope: "read write",
          audience,
          accessTokenFormat: "jwt",
          jwt: { sign: { alg: "RS256" } },
        }),
        // A token for no resource is one for userinfo.
        defaultResource: async () => undefined,
        useGrantedResource: async () => false,
      },
    },
  });
  provider.on("server_error", (_ctx, error) => console.error(error));

  gate.answer = async (request, response) => {
    if (!request.url.startsWith("/sign-in/")) return provider.callback()(request, response);
    await provider.interactionFinished(request, response, { login: { accountId: "aino" } });
  };
  return Object.assign(gate, {
    issuer: gate.origin,
    jwks: `${gate.origin}/jwks`,
    userinfo: `${gate.origin}/me`,
  });
}
