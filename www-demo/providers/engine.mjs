// oidc-provider with everything in it that our two providers have in common.
import { generateKeyPair, randomBytes, randomUUID } from "node:crypto";
import { promisify } from "node:util";
import { importJWK, SignJWT } from "jose";
import Provider, { interactionPolicy } from "oidc-provider";
import { personOf } from "./people.mjs";
import { createStore } from "./store.mjs";

/**
 * @param {{
 *   issuer: string, routes: Record<string, string>, clients: object[], appOrigins: string[], cookiePrefix: string,
 *   signInPath: (uid: string) => string, scopes: string[], claims: object, claimsOf: (person: object) => object,
 *   completeIdToken: (idToken: object, about: { ctx: object, person: object, sid: string, amr: string[], acr: string }) => void,
 *   newTokenId?: () => string, lifetimes: Record<string, number | Function>, algorithms?: string[],
 *   pkceRequired: (client: object) => boolean, adjustPolicy?: (policy: object) => void, renderError: (ctx: object, out: object) => void, middleware: Function[], features?: object, extraParams?: string[]
 * }} options
 */
export async function createEngine(options) {
  const store = createStore();
  const cookieKeys = [randomBytes(32).toString("hex")];
  let keys = await newKeys(options.algorithms ?? ["RS256"]);
  let provider = build();

  function build() {
    const built = new Provider(options.issuer, configuration(options, store, cookieKeys, keys));
    for (const middleware of options.middleware) built.use(middleware);
    completeIdTokens(built, options.completeIdToken);
    if (options.newTokenId) renameTokens(built, options.newTokenId);
    built.on("server_error", (_ctx, error) => console.error(error));
    return built;
  }

  return {
    store,
    get provider() {
      return provider;
    },
    /** A JWT of this provider's, by its first key. */
    async signJwt(claims) {
      const [key] = keys;
      const alg = ALGORITHM[key.kty];
      return new SignJWT(claims)
        .setProtectedHeader({ alg, typ: "JWT", kid: key.kid })
        .sign(await importJWK(key, alg));
    },
    /** Answers what is left when the provider's own pages have been served. `mount` is the issuer's path. */
    answer(request, response, mount) {
      request.originalUrl = request.url;
      request.url = request.url.slice(mount.length) || "/";
      return provider.callback()(request, response);
    },
    /** New signing keys; sessions and tokens live on. `keepOld` leaves the old public keys in the JWKS, as a planned rotation does. */
    async rotateKeys({ keepOld = false } = {}) {
      keys = [...(await newKeys(options.algorithms ?? ["RS256"])), ...(keepOld ? keys : [])];
      provider = build();
    },
    /** Takes the person out of the browser session that an interaction belongs to; the session itself goes on for the next person. */
    async forgetPerson(interaction) {
      const session = await provider.Session.findByUid(interaction.session.uid);
      if (!session) return;
      for (const { grantId } of Object.values(session.authorizations ?? {}))
        if (grantId) store.revokeGrant(grantId);
      for (const member of ["accountId", "loginTs", "acr", "amr", "authorizations"]) delete session[member];
      await session.persist();
      delete interaction.session.accountId;
      await interaction.save(interaction.exp - Math.floor(Date.now() / 1000));
    },
    /**
     * Ends the browser session of this request and all tokens that hang on it. Gives what it was, if there was one: its `sid`, how the
     * person had signed in, and the clients that they had signed in to.
     */
    async endSession(request, response) {
      const ctx = provider.createContext(request, response);
      const session = await provider.Session.get(ctx);
      if (!session.accountId) return undefined;
      const { uid: sid, amr = [], authorizations = {} } = session;
      for (const { grantId } of Object.values(authorizations)) if (grantId) store.revokeGrant(grantId);
      await session.destroy();
      ctx.cookies.set(provider.cookieName("session"), null, { httpOnly: true, sameSite: "lax" });
      return { sid, amr, clientIds: Object.keys(authorizations) };
    },
  };
}

function configuration(options, store, cookieKeys, keys) {
  const policy = interactionPolicy.base();
  // On http://localhost implicit clients must be of type "native", which would otherwise be asked for consent every time.
  policy.get("consent").checks.remove("native_client_prompt");
  options.adjustPolicy?.(policy);

  return {
    adapter: store.adapter,
    clients: options.clients,
    jwks: { keys },
    routes: options.routes,
    scopes: options.scopes,
    claims: options.claims,
    conformIdTokenClaims: false,
    responseTypes: RESPONSE_TYPES,
    extraParams: options.extraParams ?? [],
    acrValues: options.acrValues ?? ["0", "1"],
    cookies: {
      keys: cookieKeys,
      // Cookies know no ports: without a prefix, providers side by side on localhost would sign one another out.
      names: Object.fromEntries(
        ["session", "interaction", "resume"].map((n) => [n, `${options.cookiePrefix}-${n}`]),
      ),
    },
    pkce: { required: (_ctx, client) => options.pkceRequired(client) },
    // A token that was used before ends the whole grant.
    rotateRefreshToken: true,
    issueRefreshToken: async (_ctx, client) => client.grantTypeAllowed("refresh_token"),
    // How the person had signed in when the token was asked for; a later, stronger sign-in gives new tokens.
    extraTokenClaims: (ctx) => {
      const { AuthorizationCode, RefreshToken } = ctx.oidc.entities;
      const { acr, amr, authTime } = AuthorizationCode ?? RefreshToken ?? atOnce(ctx.oidc.session);
      return { acr, amr, authTime };
    },
    clientBasedCORS: (_ctx, origin) => options.appOrigins.includes(origin),
    ttl: {
      Interaction: 1800,
      Session: 36000,
      Grant: 36000,
      RefreshToken: 1800,
      AuthorizationCode: 60,
      ...options.lifetimes,
    },
    findAccount: async (_ctx, sub) => {
      const person = personOf(sub);
      return (
        person && {
          accountId: sub,
          claims: async () => options.claimsOf(person),
        }
      );
    },
    loadExistingGrant: grantEverything,
    renderError: options.renderError,
    interactions: { policy, url: (_ctx, interaction) => options.signInPath(interaction.uid) },
    features: {
      devInteractions: { enabled: false },
      claimsParameter: { enabled: true },
      rpInitiatedLogout: { enabled: true },
      pushedAuthorizationRequests: { enabled: false },
      dPoP: { enabled: false },
      resourceIndicators: { enabled: false },
      ...options.features,
    },
  };
}

const atOnce = (session) => ({ acr: session?.acr, amr: session?.amr, authTime: session?.authTime() });

// Services of the City do not ask for consent, so the grant is made on the way.
async function grantEverything(ctx) {
  const { Grant } = ctx.oidc.provider;
  const { clientId } = ctx.oidc.client;
  const known = ctx.oidc.session.grantIdFor(clientId);
  const grant =
    (known && (await Grant.find(known))) || new Grant({ clientId, accountId: ctx.oidc.session.accountId });
  grant.addOIDCScope(ctx.oidc.params.scope);
  grant.addOIDCClaims([...ctx.oidc.requestParamClaims]);
  await grant.save();
  return grant;
}

// oidc-provider has no hook for claims like `azp`, and puts `at_hash` only into tokens from the authorization endpoint; both real
// providers put it into those from the token endpoint as well.
function completeIdTokens(provider, completeIdToken) {
  const { issue } = provider.IdToken.prototype;
  provider.IdToken.prototype.issue = function (options) {
    if (options?.use === "idtoken") {
      const { oidc } = this.ctx;
      const { session } = oidc;
      const grant = oidc.entities.AuthorizationCode ?? oidc.entities.RefreshToken;
      const sid = session?.uid ?? grant?.sessionUid;
      const amr = session?.amr ?? grant?.amr ?? [];
      const acr = session?.acr ?? grant?.acr;
      // Neither real provider repeats the nonce on refresh.
      if (oidc.params.grant_type === "refresh_token") delete this.extra.nonce;
      this.extra.at_hash ??= oidc.entities.AccessToken?.jti;
      completeIdToken(this, { ctx: this.ctx, person: personOf(oidc.account.accountId), sid, amr, acr });
    }
    return issue.call(this, options);
  };
}

function renameTokens(provider, newTokenId) {
  for (const model of [provider.AccessToken, provider.RefreshToken, provider.AuthorizationCode]) {
    const { generateTokenId } = model.prototype;
    model.prototype.generateTokenId = function () {
      generateTokenId.call(this); // notes the token's format
      return newTokenId();
    };
  }
}

async function newKeys(algorithms) {
  const types = new Set(algorithms.map((algorithm) => KEY_TYPE[algorithm.slice(0, 2)]));
  return Promise.all(
    [...types].map(async ([type, parameters, fixed]) => {
      const { privateKey } = await promisify(generateKeyPair)(type, parameters);
      return { ...privateKey.export({ format: "jwk" }), kid: randomUUID(), use: "sig", ...fixed };
    }),
  );
}

const RSA = ["rsa", { modulusLength: 2048 }, {}];
const KEY_TYPE = { RS: RSA, PS: RSA, ES: ["ec", { namedCurve: "P-256" }, {}], Ed: ["ed25519", {}, {}] };

const ALGORITHM = { RSA: "RS256", EC: "ES256", OKP: "EdDSA" };

const RESPONSE_TYPES = [
  "code",
  "id_token",
  "id_token token",
  "code id_token",
  "code token",
  "code id_token token",
];
