// An OpenID provider of one person, who signs in at once: ES256 under a key of its own, code with PKCE and implicit.

export class Provider {
  /** @type {{ method: string, path: string, headers: Record<string, string>, form: Record<string, string> }[]} */
  requests = [];
  /** @type {string[]} */
  secrets = [];
  /** @type {Map<string, URLSearchParams>} */
  #codes = new Map();
  #arrived = new EventTarget();

  /** @param {string} issuer */
  static async start(issuer) {
    const algorithm = { name: "ECDSA", namedCurve: "P-256" };
    const keys = await crypto.subtle.generateKey(algorithm, false, ["sign", "verify"]);
    return new Provider(issuer, keys.privateKey, await crypto.subtle.exportKey("jwk", keys.publicKey));
  }

  /**
   * @param {string} issuer
   * @param {CryptoKey} key
   * @param {JsonWebKey} jwk
   */
  constructor(issuer, key, jwk) {
    this.issuer = issuer;
    this.key = key;
    this.jwk = { ...jwk, kid: "k1", alg: "ES256", use: "sig" };
  }

  /** @param {string} url */
  async authorize(url) {
    const asked = new URL(url).searchParams;
    const types = text(asked, "response_type").split(" ");
    const answer = new URLSearchParams({ state: text(asked, "state") });
    if (types.includes("code")) {
      const code = this.#secret();
      this.#codes.set(code, asked);
      answer.set("code", code);
    }
    const accessToken = types.includes("token") ? this.#secret() : undefined;
    if (accessToken) {
      for (const [name, value] of Object.entries(this.#bearer(accessToken))) answer.set(name, String(value));
    }
    if (types.includes("id_token")) answer.set("id_token", await this.#idToken(asked, accessToken));
    const place = types.join() === "code" ? "?" : "#";
    return `${text(asked, "redirect_uri")}${place}${answer}`;
  }

  /**
   * Waits for a request that nobody else waits for.
   *
   * @param {string} path
   */
  async arrival(path) {
    if (this.requests.some((request) => request.path === path)) return;
    await new Promise((resolve) => this.#arrived.addEventListener(path, resolve, { once: true }));
  }

  /** In the place of `window.fetch`. */
  get fetch() {
    return (/** @type {string} */ url, /** @type {RequestInit} */ init) => this.#answer(url, init);
  }

  /**
   * @param {string} url
   * @param {RequestInit} init
   */
  async #answer(url, init) {
    const request = new Request(url, init);
    const path = new URL(url).pathname;
    const headers = Object.fromEntries(request.headers);
    const form = Object.fromEntries(new URLSearchParams(await request.text()));
    this.requests.push({ method: request.method, path, headers, form });
    this.#arrived.dispatchEvent(new Event(path));
    const [status, body] = await this.#endpoint(url.slice(this.issuer.length), headers, form);
    return Object.defineProperty(Response.json(body, { status }), "url", { value: url });
  }

  /**
   * @param {string} path
   * @param {Record<string, string>} headers
   * @param {Record<string, string>} form
   * @returns {Promise<[number, object]>}
   */
  async #endpoint(path, headers, form) {
    switch (path) {
      case "/.well-known/openid-configuration":
        return [200, this.#metadata()];
      case "/keys":
        return [200, { keys: [this.jwk] }];
      case "/token":
        return this.#token(form);
      case "/revoke":
        return [200, {}];
      case "/userinfo": {
        const known = this.secrets.some((secret) => headers.authorization === `Bearer ${secret}`);
        return known ? [200, { sub: SUB, name: "Aino" }] : [401, {}];
      }
      default:
        return [404, {}];
    }
  }

  #metadata() {
    const { issuer } = this;
    return {
      issuer,
      authorization_endpoint: `${issuer}/authorize`,
      token_endpoint: `${issuer}/token`,
      userinfo_endpoint: `${issuer}/userinfo`,
      revocation_endpoint: `${issuer}/revoke`,
      end_session_endpoint: `${issuer}/end-session`,
      jwks_uri: `${issuer}/keys`,
      response_types_supported: ["code", "id_token", "id_token token"],
      code_challenge_methods_supported: ["S256"],
      id_token_signing_alg_values_supported: ["ES256"],
    };
  }

  /**
   * @param {Record<string, string>} form
   * @returns {Promise<[number, object]>}
   */
  async #token(form) {
    const asked = this.#codes.get(form.code ?? "");
    this.#codes.delete(form.code ?? "");
    const challenge = base64url(await digest(form.code_verifier ?? ""));
    const good =
      asked &&
      form.grant_type === "authorization_code" &&
      form.client_id === asked.get("client_id") &&
      form.redirect_uri === asked.get("redirect_uri") &&
      asked.get("code_challenge_method") === "S256" &&
      asked.get("code_challenge") === challenge;
    if (!good) return [400, { error: "invalid_grant", error_description: "no such code" }];
    const accessToken = this.#secret();
    return [200, { ...this.#bearer(accessToken), id_token: await this.#idToken(asked, accessToken) }];
  }

  /**
   * @param {URLSearchParams} asked
   * @param {string | undefined} accessToken
   */
  async #idToken(asked, accessToken) {
    const iat = Math.floor(Date.now() / 1000);
    const hash = accessToken && { at_hash: base64url((await digest(accessToken)).slice(0, 16)) };
    const claims = {
      ...{ iss: this.issuer, aud: asked.get("client_id"), sub: SUB, name: "Aino Öhman" },
      ...{ nonce: asked.get("nonce"), iat, exp: iat + 300 },
      ...hash,
    };
    const parts = [{ alg: "ES256", kid: "k1" }, claims].map((part) => base64url(bytes(JSON.stringify(part))));
    const algorithm = { name: "ECDSA", hash: "SHA-256" };
    const signature = await crypto.subtle.sign(algorithm, this.key, bytes(parts.join(".")));
    const token = `${parts.join(".")}.${base64url(new Uint8Array(signature))}`;
    this.secrets.push(token);
    return token;
  }

  /** @param {string} accessToken */
  #bearer(accessToken) {
    return { access_token: accessToken, token_type: "Bearer", expires_in: 60, scope: "openid profile" };
  }

  #secret() {
    const secret = base64url(crypto.getRandomValues(new Uint8Array(24)));
    this.secrets.push(secret);
    return secret;
  }
}

const SUB = "248289761001";

/**
 * @param {URLSearchParams} parameters
 * @param {string} name
 */
function text(parameters, name) {
  return parameters.get(name) ?? "";
}

/** @param {string} value */
function bytes(value) {
  return new TextEncoder().encode(value);
}

/** @param {string} value */
async function digest(value) {
  return new Uint8Array(await crypto.subtle.digest("SHA-256", bytes(value)));
}

/** @param {Uint8Array} value */
function base64url(value) {
  return btoa(String.fromCharCode(...value))
    .replaceAll("+", "-")
    .replaceAll("/", "_")
    .replaceAll("=", "");
}
