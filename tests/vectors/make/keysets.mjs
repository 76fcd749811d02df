// Which key of a JWKS may verify: choice by kid, kty, alg, use and key_ops, and keys that are unusable (RFC 7517, RFC 7518 6).
import { createHash, generatePrimeSync } from "node:crypto";
import { ecKey, ecKeyWithLeadingZero, edKey, rsaKey, withJwk } from "./keys.mjs";
import { toInteger, toOctets } from "./rsa.mjs";
import { acceptable, headerOf, invalid, rawToken, signingInput, token, valid } from "./token.mjs";

export async function keySets(keys, others) {
  return [...(await choice(keys, others)), ...(await unusable(keys))];
}

async function choice({ RS256: a, ES256: ec, EdDSA: ed }, { second: b, stranger: c }) {
  const anonymous = (key) => withJwk(key, { kid: undefined });
  const named = (key, kid) => withJwk(key, { kid });
  const noKid = (key) => token(key, "RS256", { kid: undefined });
  const E21 = { attack: "E-21" };
  const group = (name, list, tests) => ({
    name: `key choice: ${name}`,
    jwks: { keys: list.map((key) => key.jwk ?? key) },
    tests,
  });
  return [
    group(
      "no kid, one key that matches",
      [a],
      [valid("choice/no-kid-one", "the only key", await noKid(a), E21)],
    ),
    group(
      "no kid, one key that matches among other types",
      [ec, a, ed, { kty: "oct", k: "AAAA" }],
      [valid("choice/no-kid-one-type", "the only RSA key", await noKid(a), E21)],
    ),
    group(
      "no kid, one key that matches among other uses",
      [withJwk(b, { use: "enc" }), a, withJwk(c, { alg: "RS512" })],
      [valid("choice/no-kid-one-use", "the only RSA key for RS256 signatures", await noKid(a), E21)],
    ),
    group(
      "no kid, several keys that match",
      [a, b],
      [
        acceptable(
          "choice/no-kid-first",
          "signed by the first: a strict client refuses, OIDC Core 10.1",
          await noKid(a),
          E21,
        ),
        acceptable("choice/no-kid-second", "signed by the second", await noKid(b), E21),
        invalid("choice/no-kid-stranger", "signed by neither", await noKid(c), E21),
      ],
    ),
    group(
      "several keys with one kid",
      [a, named(b, a.jwk.kid)],
      [
        acceptable(
          "choice/duplicate-first",
          "signed by the first: a strict client refuses",
          await token(a, "RS256"),
          E21,
        ),
        acceptable(
          "choice/duplicate-second",
          "signed by the second",
          await token(named(b, a.jwk.kid), "RS256"),
          E21,
        ),
        invalid(
          "choice/duplicate-stranger",
          "signed by neither",
          await token(named(c, a.jwk.kid), "RS256"),
          E21,
        ),
      ],
    ),
    group(
      "two keys, two kids",
      [a, b],
      [
        valid("choice/kid-a", "signed by the key named", await token(a, "RS256")),
        valid("choice/kid-b", "signed by the other, and so named", await token(b, "RS256")),
        invalid(
          "choice/kid-crossed",
          "signed by the first, naming the second",
          await token(named(a, b.jwk.kid), "RS256"),
        ),
        invalid(
          "choice/kid-absent",
          "signed by the first, naming a kid that is not there",
          await token(named(a, "absent"), "RS256"),
          { attack: "E-22" },
        ),
      ],
    ),
    group(
      "kid in the token, none in the key",
      [anonymous(a)],
      [
        acceptable(
          "choice/key-without-kid",
          "OIDC Core 10.1 needs a kid only where there are several keys",
          await token(a, "RS256"),
        ),
      ],
    ),
    group(
      "keys of unknown or broken kind beside a good one",
      [{ kty: "AKP", kid: "pq", alg: "ML-DSA-44" }, { kid: "?" }, { kty: 1 }, a],
      [valid("choice/beside-broken", "the good key is used", await token(a, "RS256"))],
    ),
    group(
      "use, key_ops and alg allow it",
      [withJwk(a, { use: "sig", key_ops: ["verify"], alg: "RS256" })],
      [valid("choice/permitted", "use sig, key_ops verify, alg RS256", await token(a, "RS256"))],
    ),
    group("an empty JWKS", [], [invalid("choice/empty", "no key", await token(a, "RS256"))]),
  ];
}

// The tokens are signed by the private half wherever one exists: only the rule about the key can refuse them.
async function unusable({ RS256: rsa, ES256: ec, EdDSA: ed }) {
  const short = rsaKey("rsa-1024", { bits: 1024 });
  const almost = rsaKey("rsa-2047", { bits: 2047 });
  const leading = ecKeyWithLeadingZero("ec-leading-zero", "x");
  const other = ecKey("ec-other");
  const ed448 = edKey("ed448", "ed448");
  const strip = (text) => Buffer.from(text, "base64url").subarray(1).toString("base64url");
  const extend = (text) =>
    Buffer.concat([Buffer.alloc(1), Buffer.from(text, "base64url")]).toString("base64url");
  const mixed = [...Buffer.from(ec.jwk.y, "base64url")];
  mixed[31] ^= 1;
  const zero = (length) => Buffer.alloc(length).toString("base64url");
  const rs256 = (id, comment, members, key = rsa) =>
    one(id, comment, withJwk(key, members).jwk, rawToken(key, "RS256", headerOf(key, "RS256")));
  const es256 = (id, comment, members, key = ec) =>
    one(id, comment, withJwk(key, members).jwk, rawToken(key, "ES256", headerOf(key, "ES256")));
  const eddsa = (id, comment, members) =>
    one(id, comment, withJwk(ed, members).jwk, rawToken(ed, "EdDSA", headerOf(ed, "EdDSA")));
  const plain = (text) => Buffer.from(text, "base64url").toString("base64");
  return [
    rs256("oct", "kty oct with the members of an RSA key", { kty: "oct" }),
    rs256("kty-missing", "no kty", { kty: undefined }),
    rs256("kty-lower", "kty rsa", { kty: "rsa" }),
    rs256("use-enc", "use enc", { use: "enc" }),
    rs256("use-unknown", "use unknown", { use: "other" }),
    rs256("key-ops-encrypt", "key_ops [encrypt]", { key_ops: ["encrypt"] }),
    rs256("key-ops-sign", "key_ops [sign]", { key_ops: ["sign"] }),
    rs256("key-ops-empty", "key_ops empty", { key_ops: [] }),
    rs256("alg-other", "alg RS512 of the key, RS256 of the token", { alg: "RS512" }),
    rs256("alg-oaep", "alg RSA-OAEP", { alg: "RSA-OAEP" }),
    rs256("n-missing", "no n", { n: undefined }),
    rs256("e-missing", "no e", { e: undefined }),
    rs256("n-empty", "n empty", { n: "" }),
    rs256("e-empty", "e empty", { e: "" }),
    rs256("n-number", "n a number", { n: 65537 }),
    rs256("n-plain", "n in plain base64 with padding", { n: plain(rsa.jwk.n) }),
    rs256("n-asterisk", "n with a character outside the alphabet", { n: `*${rsa.jwk.n.slice(1)}` }),
    rs256("n-zero", "n all zero", { n: zero(256) }),
    rs256("e-zero", "e = 0", { e: "AA" }),
    rs256("e-two", "e = 2", { e: "Ag" }),
    rs256("1024", "RSA-1024", {}, short),
    rs256("2047", "RSA-2047", {}, almost),
    exponentOne(rsa),
    evenModulus(),
    es256("crv-missing", "no crv", { crv: undefined }),
    es256("crv-unknown", "crv unknown", { crv: "P-255" }),
    es256("y-missing", "no y", { y: undefined }),
    es256("off-curve", "point off the curve: last bit of y flipped", {
      y: Buffer.from(mixed).toString("base64url"),
    }),
    es256("mixed", "x of one key, y of another", { y: other.jwk.y }),
    es256("ec-zero", "all-zero key", { x: zero(32), y: zero(32) }),
    es256("x-beyond-p", "x of 0xff octets", { x: Buffer.alloc(32, 0xff).toString("base64url") }),
    es256(
      "x-stripped",
      "leading zero octet of x taken away: 31 octets",
      { x: strip(leading.jwk.x) },
      leading,
    ),
    es256("x-extended", "zero octet before x: 33 octets", { x: extend(ec.jwk.x) }),
    es256("ec-use-enc", "use enc", { use: "enc" }),
    es256("ec-alg-ecdh", "alg ECDH-ES", { alg: "ECDH-ES" }),
    eddsa("ed-crv-x25519", "crv X25519", { crv: "X25519" }),
    eddsa("ed-crv-missing", "no crv", { crv: undefined }),
    eddsa("ed-x-missing", "no x", { x: undefined }),
    eddsa("ed-x-short", "x of 31 octets", { x: strip(ed.jwk.x) }),
    eddsa("ed-alg-es256", "alg ES256", { alg: "ES256" }),
    one("ed448", "Ed448: not supported", ed448.jwk, rawToken(ed448, "EdDSA", headerOf(ed448, "EdDSA"))),
  ];
}

const one = (id, comment, jwk, text) => ({
  name: `unusable key: ${comment}`,
  jwks: { keys: [jwk] },
  tests: [invalid(`key/${id}`, comment, text, { attack: "E-23" })],
});

// With e = 1 the signature is the encoded message itself, so anyone can make it.
function exponentOne(rsa) {
  const key = withJwk(rsa, { kid: "rsa-e1", e: "AQ" });
  const input = signingInput(key, "RS256");
  return one(
    "e-one",
    "e = 1, signed by nobody",
    key.jwk,
    `${input}.${encodedMessage(input).toString("base64url")}`,
  );
}

// n = 2p: its factors are known to everyone, hence the private exponent.
function evenModulus() {
  const e = 65537n;
  let p = generatePrimeSync(2047, { bigint: true });
  while ((p - 1n) % e === 0n) p = generatePrimeSync(2047, { bigint: true });
  const n = 2n * p;
  const jwk = { kid: "rsa-even", kty: "RSA", n: toOctets(n, 256).toString("base64url"), e: "AQAB" };
  const input = signingInput({ jwk }, "RS256");
  const signed = power(toInteger(encodedMessage(input)), inverse(e, p - 1n), n);
  return one(
    "even",
    "even modulus, signed by anyone",
    jwk,
    `${input}.${toOctets(signed, 256).toString("base64url")}`,
  );
}

function encodedMessage(input) {
  const info = Buffer.from("3031300d060960864801650304020105000420", "hex");
  const hash = createHash("sha256").update(input).digest();
  return Buffer.concat([Buffer.from([0, 1]), Buffer.alloc(202, 0xff), Buffer.from([0]), info, hash]);
}

function power(base, exponent, modulus) {
  let result = 1n;
  let factor = base % modulus;
  for (let rest = exponent; rest > 0n; rest >>= 1n) {
    if (rest & 1n) result = (result * factor) % modulus;
    factor = (factor * factor) % modulus;
  }
  return result;
}

function inverse(value, modulus) {
  let [a, b, x, y] = [value % modulus, modulus, 1n, 0n];
  while (b > 0n) [a, b, x, y] = [b, a % b, y, x - (a / b) * y];
  return ((x % modulus) + modulus) % modulus;
}
