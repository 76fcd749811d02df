// Compact tokens, whole and in pieces: jose signs what is valid, node:crypto signs what jose refuses to sign.
import { constants, privateEncrypt, sign } from "node:crypto";
import { CompactSign, importJWK } from "jose";

/** The claims of every token here; a test that reads them knows them from this file. */
export const CLAIMS = {
  iss: "https://op.example",
  sub: "248289761001",
  aud: "client",
  nonce: "n-0S6_WzA2Mj",
  iat: 1700000000,
  exp: 1700003600,
};

/** A valid token, signed by jose. `header` goes over `{alg, kid}`; a member set to `undefined` is left out. */
export async function token(key, alg, header = {}, claims = CLAIMS) {
  return new CompactSign(Buffer.from(JSON.stringify(claims)))
    .setProtectedHeader(headerOf(key, alg, header))
    .sign(await joseKey(key, alg));
}

/** A copy for jose: Node 20 can hang when WebCrypto and node:crypto work with one key object at the same time. */
export const joseKey = (key, alg) => importJWK(key.privateKey.export({ format: "jwk" }), alg);

/** The same signature over text that jose would not produce; `header` and `payload` are strings, bytes or values. */
export function rawToken(key, alg, header, payload = CLAIMS) {
  const input = `${base64url(header)}.${base64url(payload)}`;
  return `${input}.${signature(key, alg, input)}`;
}

/** Signs a signing input given as text, whatever it holds. */
export function signature(key, alg, input) {
  return signatureBytes(key, alg, input).toString("base64url");
}

export function signatureBytes(key, alg, input) {
  return sign(DIGESTS[alg], Buffer.from(input), { key: key.privateKey, ...SIGN_OPTIONS[alg.slice(0, 2)] });
}

/** The RSA private operation on a whole encoded message: what a forger with a badly written signer would get. */
export function rsaPrivate(key, encodedMessage) {
  return privateEncrypt({ key: key.privateKey, padding: constants.RSA_NO_PADDING }, encodedMessage);
}

export function headerOf(key, alg, header = {}) {
  return JSON.parse(JSON.stringify({ alg, kid: key.jwk.kid, ...header }));
}

export function signingInput(key, alg, claims = CLAIMS, header = {}) {
  return `${base64url(headerOf(key, alg, header))}.${base64url(claims)}`;
}

export function base64url(value) {
  if (Buffer.isBuffer(value)) return value.toString("base64url");
  return Buffer.from(typeof value === "string" ? value : JSON.stringify(value)).toString("base64url");
}

export const valid = (id, comment, text, more = {}) => ({
  id,
  comment,
  token: text,
  result: "valid",
  ...more,
});
export const invalid = (id, comment, text, more = {}) => ({
  id,
  comment,
  token: text,
  result: "invalid",
  ...more,
});

/** The specifications leave both answers open; the comment says what decides. */
export const acceptable = (id, comment, text, more = {}) => ({
  id,
  comment,
  token: text,
  result: "acceptable",
  ...more,
});

const DIGESTS = {
  RS256: "sha256",
  RS384: "sha384",
  RS512: "sha512",
  PS256: "sha256",
  PS384: "sha384",
  PS512: "sha512",
  ES256: "sha256",
  ES256K: "sha256",
  ES384: "sha384",
  ES512: "sha512",
  EdDSA: null,
  Ed25519: null,
};

const SIGN_OPTIONS = {
  RS: { padding: constants.RSA_PKCS1_PADDING },
  PS: { padding: constants.RSA_PKCS1_PSS_PADDING, saltLength: constants.RSA_PSS_SALTLEN_DIGEST },
  ES: { dsaEncoding: "ieee-p1363" },
  Ed: {},
};
