// Throw-away keys, new with each run.
import { createPublicKey, generateKeyPairSync } from "node:crypto";

/** `{privateKey, publicKey, jwk}`; `jwk` is the public part with `kid`, and no member that was not asked for. */
export function rsaKey(kid, { bits = 2048, exponent = 65537 } = {}) {
  return named(kid, generateKeyPairSync("rsa", { modulusLength: bits, publicExponent: exponent }));
}

export function ecKey(kid, namedCurve = "P-256") {
  return named(kid, generateKeyPairSync("ec", { namedCurve }));
}

export function edKey(kid, type = "ed25519") {
  return named(kid, generateKeyPairSync(type));
}

/** A key whose `member` of the JWK begins with a zero octet: leading zeros are where encodings differ. */
export function ecKeyWithLeadingZero(kid, member) {
  for (;;) {
    const key = ecKey(kid);
    if (Buffer.from(key.jwk[member], "base64url")[0] === 0) return key;
  }
}

/** The same key under another name or with other members; `undefined` takes a member away. */
export function withJwk(key, members) {
  return { ...key, jwk: JSON.parse(JSON.stringify({ ...key.jwk, ...members })) };
}

function named(kid, { privateKey }) {
  const publicKey = createPublicKey(privateKey);
  return { privateKey, publicKey, jwk: { kid, ...publicKey.export({ format: "jwk" }) } };
}
