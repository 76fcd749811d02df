// Tokens whose header names an algorithm or brings a key that the client must not follow (RFC 8725 2.1, 3.1, 3.10).
import { execFileSync } from "node:child_process";
import { createHmac } from "node:crypto";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { base64url, CLAIMS, headerOf, invalid, rawToken, token, valid } from "./token.mjs";

export async function confusions(keys, others) {
  return [
    { name: "alg none", jwks: { keys: [keys.RS256.jwk, keys.ES256.jwk] }, tests: none(keys.RS256) },
    {
      name: "HS256 under an RSA public key",
      jwks: { keys: [keys.RS256.jwk] },
      tests: hmac(keys.RS256, "hs256"),
    },
    {
      name: "HS256 under an RSA public key, HS256 on the allow-list by mistake",
      algorithms: ["HS256", "RS256"],
      jwks: { keys: [keys.RS256.jwk] },
      tests: hmac(keys.RS256, "hs256-listed"),
    },
    await wrongKeyType(keys, others),
    await sameKid(keys),
    {
      name: "allow-list RS256",
      algorithms: ["RS256"],
      jwks: { keys: [keys.RS256.jwk, keys.ES256.jwk] },
      tests: await allowList(keys),
    },
    {
      name: "key in the header",
      jwks: { keys: [keys.RS256.jwk, keys.ES256.jwk] },
      tests: await keyInHeader(keys, others),
    },
  ];
}

function none(key) {
  const unsigned = (id, alg, header = {}) =>
    invalid(
      `none/${id}`,
      `alg ${JSON.stringify(alg)}, empty signature`,
      `${base64url(headerOf(key, alg, header))}.${base64url(CLAIMS)}.`,
      { attack: "E-01" },
    );
  const [header, payload, signed] = rawToken(key, "RS256", headerOf(key, "none")).split(".");
  return [
    unsigned("none", "none"),
    unsigned("None", "None"),
    unsigned("nOnE", "nOnE"),
    unsigned("NONE", "NONE"),
    unsigned("no-kid", "none", { kid: undefined }),
    unsigned("empty", ""),
    unsigned("space", " none"),
    invalid("none/signed", "alg none over a proper RS256 signature", `${header}.${payload}.${signed}`, {
      attack: "E-01",
    }),
    invalid("none/two-parts", "alg none, no second dot", `${header}.${payload}`, { attack: "E-01" }),
  ];
}

function hmac(key, prefix) {
  const spki = key.publicKey.export({ format: "pem", type: "spki" });
  const test = (id, comment, secret, alg = "HS256", hash = "sha256") => {
    const input = `${base64url(headerOf(key, alg))}.${base64url(CLAIMS)}`;
    return invalid(
      `${prefix}/${id}`,
      comment,
      `${input}.${createHmac(hash, secret).update(input).digest("base64url")}`,
      { attack: "E-02" },
    );
  };
  return [
    test("pem", "secret: SubjectPublicKeyInfo as PEM", spki),
    test("pem-trimmed", "secret: the PEM without its last newline", spki.trimEnd()),
    test("pkcs1-pem", "secret: RSAPublicKey as PEM", key.publicKey.export({ format: "pem", type: "pkcs1" })),
    test(
      "spki-der",
      "secret: SubjectPublicKeyInfo as DER",
      key.publicKey.export({ format: "der", type: "spki" }),
    ),
    test("jwk", "secret: the JWK as JSON", JSON.stringify(key.jwk)),
    test("n-bytes", "secret: the octets of n", Buffer.from(key.jwk.n, "base64url")),
    test("n-text", "secret: n as base64url text", key.jwk.n),
    test("empty", "secret: empty", ""),
    test("hs384-pem", "HS384, secret: PEM", spki, "HS384", "sha384"),
    test("hs512-pem", "HS512, secret: PEM", spki, "HS512", "sha512"),
  ];
}

// E-17: each signature is proper for the algorithm of its header, by a key that the kid does not name.
async function wrongKeyType(keys, others) {
  const as = (signer, named) => ({ ...signer, jwk: named.jwk });
  const E17 = { attack: "E-17" };
  return {
    name: "header algorithm and key type disagree",
    jwks: { keys: [keys.RS256.jwk, keys.ES256.jwk, keys.ES384.jwk, keys.ES512.jwk, keys.EdDSA.jwk] },
    tests: [
      invalid(
        "type/es256-rsa",
        "ES256, kid of an RSA key",
        await token(as(keys.ES256, keys.RS256), "ES256"),
        E17,
      ),
      invalid(
        "type/rs256-ec",
        "RS256, kid of an EC key",
        await token(as(keys.RS256, keys.ES256), "RS256"),
        E17,
      ),
      invalid(
        "type/ps256-ec",
        "PS256, kid of an EC key",
        await token(as(keys.RS256, keys.ES256), "PS256"),
        E17,
      ),
      invalid(
        "type/eddsa-ec",
        "EdDSA, kid of an EC key",
        await token(as(keys.EdDSA, keys.ES256), "EdDSA"),
        E17,
      ),
      invalid(
        "type/es256-okp",
        "ES256, kid of an Ed25519 key",
        await token(as(keys.ES256, keys.EdDSA), "ES256"),
        E17,
      ),
      invalid(
        "type/es256-p384",
        "ES256, kid of a P-384 key",
        await token(as(keys.ES256, keys.ES384), "ES256"),
        E17,
      ),
      invalid(
        "type/es384-p256",
        "ES384 made with a P-256 key",
        rawToken(keys.ES256, "ES384", headerOf(keys.ES256, "ES384")),
        E17,
      ),
      invalid(
        "type/es256-by-p384",
        "ES256 made with a P-384 key",
        rawToken(keys.ES384, "ES256", headerOf(keys.ES384, "ES256")),
        E17,
      ),
      invalid(
        "type/es512-p384",
        "ES512 made with a P-384 key",
        rawToken(keys.ES384, "ES512", headerOf(keys.ES384, "ES512")),
        E17,
      ),
      invalid(
        "type/rs256-header-ps256",
        "RS256 header over a PS256 signature",
        rawToken(keys.RS256, "PS256", headerOf(keys.RS256, "RS256")),
        E17,
      ),
      invalid(
        "type/ps256-header-rs256",
        "PS256 header over an RS256 signature",
        rawToken(keys.RS256, "RS256", headerOf(keys.RS256, "PS256")),
        E17,
      ),
      invalid(
        "type/rs384-header-rs256",
        "RS384 header over an RS256 signature",
        rawToken(keys.RS256, "RS256", headerOf(keys.RS256, "RS384")),
        E17,
      ),
      invalid(
        "type/rs1",
        "RS1: RSA with SHA-1 is no JWS algorithm",
        rawToken(keys.RS256, "RS256", headerOf(keys.RS256, "RS1")),
        E17,
      ),
      invalid(
        "type/es256k",
        "ES256K: not supported",
        rawToken({ ...others.secp256k1, jwk: keys.ES256.jwk }, "ES256K", headerOf(keys.ES256, "ES256K")),
        E17,
      ),
    ],
  };
}

async function sameKid({ RS256, ES256 }) {
  const rsa = { ...RS256, jwk: { ...RS256.jwk, kid: "same" } };
  const ec = { ...ES256, jwk: { ...ES256.jwk, kid: "same" } };
  return {
    name: "one kid for an RSA key and an EC key",
    jwks: { keys: [rsa.jwk, ec.jwk] },
    tests: [
      valid("kid/same-rs256", "RS256 finds the RSA key", await token(rsa, "RS256"), { attack: "E-17" }),
      valid("kid/same-es256", "ES256 finds the EC key", await token(ec, "ES256"), { attack: "E-17" }),
      invalid("kid/same-es384", "ES384 finds no key", rawToken(ec, "ES384", headerOf(ec, "ES384")), {
        attack: "E-17",
      }),
    ],
  };
}

async function allowList(keys) {
  const E17 = { attack: "E-17" };
  return [
    valid("allowed/rs256", "RS256 is on the list", await token(keys.RS256, "RS256")),
    invalid("allowed/rs512", "RS512 is not", await token(keys.RS256, "RS512"), E17),
    invalid("allowed/ps256", "PS256 is not", await token(keys.RS256, "PS256"), E17),
    invalid("allowed/es256", "ES256 is not, though the key is there", await token(keys.ES256, "ES256"), E17),
  ];
}

async function keyInHeader(keys, { attacker, attackerEc }) {
  const E19 = { attack: "E-19" };
  const { kid: _, ...jwk } = attacker.jwk;
  const x5c = certificate(attacker);
  const elsewhere = { jku: "https://evil.example/jwks", x5u: "https://evil.example/certificate.pem" };
  const tests = [];
  for (const [id, comment, header] of [
    ["jwk", "jwk of the attacker", { jwk }],
    ["jku", "jku of the attacker", { jku: elsewhere.jku }],
    ["x5u", "x5u of the attacker", { x5u: elsewhere.x5u }],
    ["x5c", "x5c of the attacker", { x5c }],
    ["all", "jwk, jku, x5u and x5c of the attacker", { jwk, x5c, ...elsewhere }],
  ]) {
    const named = { ...attacker, jwk: keys.RS256.jwk };
    tests.push(
      invalid(
        `header-key/${id}`,
        `${comment}, signed by the attacker, kid of the issuer's key`,
        await token(named, "RS256", header),
        E19,
      ),
      invalid(
        `header-key/${id}-own-kid`,
        `${comment}, signed by the attacker, the attacker's kid`,
        await token(attacker, "RS256", header),
        E19,
      ),
      invalid(
        `header-key/${id}-no-kid`,
        `${comment}, signed by the attacker, no kid`,
        await token(attacker, "RS256", { ...header, kid: undefined }),
        E19,
      ),
    );
  }
  const { kid: __, ...ecJwk } = attackerEc.jwk;
  return [
    ...tests,
    invalid(
      "header-key/ec-jwk",
      "EC jwk of the attacker, signed by the attacker",
      await token({ ...attackerEc, jwk: keys.ES256.jwk }, "ES256", { jwk: ecJwk }),
      E19,
    ),
    valid(
      "header-key/ignored",
      "the same members, ignored: signed by the issuer",
      await token(keys.RS256, "RS256", { jwk, ...elsewhere }),
      E19,
    ),
  ];
}

function certificate(key) {
  const folder = mkdtempSync(join(tmpdir(), "kirjaudu-vectors-"));
  try {
    const path = join(folder, "key.pem");
    writeFileSync(path, key.privateKey.export({ format: "pem", type: "pkcs8" }), { mode: 0o600 });
    const out = join(folder, "certificate.der");
    execFileSync("openssl", [
      "req",
      "-x509",
      "-new",
      "-key",
      path,
      "-subj",
      "/CN=op.example",
      "-days",
      "36500",
      "-outform",
      "DER",
      "-out",
      out,
    ]);
    return [readFileSync(out).toString("base64")];
  } finally {
    rmSync(folder, { recursive: true });
  }
}
