// Recomputes every value of specifications.json with jose and node:crypto: none of them is taken on trust.
import { createHash, createHmac } from "node:crypto";
import { calculateJwkThumbprint, compactVerify, importJWK } from "jose";

/** What in `specifications` does not come out as written; empty when all is well. */
export async function specificationFindings({
  pkce,
  jws,
  thumbprints,
  tokenHashes,
  idTokens,
  accessTokenHashes,
}) {
  const errors = [];
  const expect = (name, expected, found) => {
    if (expected !== found) errors.push(`${name}: expected ${expected}, found ${found}`);
  };
  for (const { name, verifier, challenge } of pkce)
    expect(name, challenge, sha(256, verifier).toString("base64url"));
  for (const { name, alg, key, payload, token } of jws)
    expect(name, payload, await signedPayload(token, key, alg));
  for (const { name, jwk, thumbprint } of thumbprints)
    expect(name, thumbprint, await calculateJwkThumbprint(jwk));
  for (const { name, accessToken, ath } of accessTokenHashes)
    expect(name, ath, sha(256, accessToken).toString("base64url"));
  for (const { name, alg, value, hash, wrong } of tokenHashes) {
    expect(name, hash, leftHalf(alg, value));
    for (const [kind, other] of Object.entries(wrong)) {
      if (other === hash) errors.push(`${name}: the hash said to be wrong (${kind}) is right`);
    }
  }
  for (const { name, key, accessToken, code, claims, token } of idTokens) {
    const found = JSON.parse(await signedPayload(token, key, "RS256"));
    expect(name, JSON.stringify(claims), JSON.stringify(found));
    if (accessToken) expect(name, found.at_hash, leftHalf("RS256", accessToken));
    if (code) expect(name, found.c_hash, leftHalf("RS256", code));
  }
  return errors;
}

async function signedPayload(token, key, alg) {
  if (alg === "HS256") return hmacPayload(token, key);
  try {
    const { payload } = await compactVerify(token, await importJWK(key, alg), { algorithms: [alg] });
    return new TextDecoder().decode(payload);
  } catch (error) {
    return `no valid signature (${error.message})`;
  }
}

function hmacPayload(token, { k }) {
  const [header, payload, signature] = token.split(".");
  const computed = createHmac("sha256", Buffer.from(k, "base64url"))
    .update(`${header}.${payload}`)
    .digest("base64url");
  return computed === signature ? Buffer.from(payload, "base64url").toString() : "no valid signature";
}

// OIDC Core 3.1.3.6; EdDSA with SHA-512 by common practice.
function leftHalf(alg, value) {
  const digest = sha(alg === "EdDSA" ? 512 : Number(alg.slice(2)), value);
  return digest.subarray(0, digest.length / 2).toString("base64url");
}

const sha = (bits, value) => createHash(`sha${bits}`).update(value).digest();
