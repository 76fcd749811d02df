// RSA signatures that a strict verifier refuses (RFC 8017 8.1.2, 8.2.2) and a lenient one has been seen to accept.
import { constants, createHash, sign } from "node:crypto";
import {
  acceptable,
  CLAIMS,
  invalid,
  rsaPrivate,
  signatureBytes,
  signingInput,
  token,
  valid,
} from "./token.mjs";

export async function rsaForgeries(lowExponent, key) {
  return [
    {
      name: "RSA PKCS#1 v1.5 padding, public exponent 3",
      jwks: { keys: [lowExponent.jwk] },
      tests: [
        acceptable(
          "pkcs1/e3",
          "proper signature by a key with e = 3; a policy may refuse the key",
          await token(lowExponent, "RS256"),
        ),
        ...bleichenbacher(lowExponent),
      ],
    },
    {
      name: "RSA PKCS#1 v1.5 padding",
      jwks: { keys: [key.jwk] },
      tests: [await control(key), ...padding(key)],
    },
    { name: "RSA signature representative", jwks: { keys: [key.jwk] }, tests: representatives(key) },
    { name: "RSA PSS parameters", jwks: { keys: [key.jwk] }, tests: pss(key) },
  ];
}

const control = async (key) => valid("pkcs1/control", "proper signature", await token(key, "RS256"));

// D. Bleichenbacher, 2006: with e = 3 a cube root fits a short padding, leaving the rest of the block free.
function bleichenbacher(key) {
  const input = signingInput(key, "RS256");
  const digestInfo = Buffer.concat([SHA256_INFO, sha256(input)]);
  const block = (paddingLength) =>
    Buffer.concat([Buffer.from([0, 1]), Buffer.alloc(paddingLength, 0xff), Buffer.from([0]), digestInfo]);
  return [
    forged("pkcs1/e3-garbage-8", "8 octets of padding, garbage after the hash", cubeRoot(block(8)), input),
    forged("pkcs1/e3-garbage-0", "no padding, garbage after the hash", cubeRoot(block(0)), input),
    forged("pkcs1/e3-cube", "a perfect cube, no relation to the hash", toOctets(2n, 256), input),
  ];
}

function padding(key) {
  const input = signingInput(key, "RS256");
  const hash = sha256(input);
  const info = (prefix, digest = hash) => Buffer.concat([Buffer.from(prefix, "hex"), digest]);
  const make = (id, comment, message) => forged(`pkcs1/${id}`, comment, rsaPrivate(key, message), input);
  const proper = Buffer.concat([SHA256_INFO, hash]);
  const ff = (length) => Buffer.alloc(length, 0xff);
  return [
    make(
      "missing-null",
      "DigestInfo without the NULL parameters",
      encoded(info("302f300b0609608648016503040201" + "0420")),
    ),
    make(
      "long-length",
      "DigestInfo with a length in long form",
      encoded(info("308131300d060960864801650304020105000420")),
    ),
    make(
      "parameters",
      "DigestInfo with an integer for parameters",
      encoded(info("3032300e0609608648016503040201020100" + "0420")),
    ),
    make(
      "after-hash",
      "DigestInfo with an octet after the hash",
      encoded(Buffer.concat([proper, Buffer.alloc(1)])),
    ),
    make("no-digest-info", "bare hash without DigestInfo", encoded(hash)),
    make(
      "sha1",
      "DigestInfo of SHA-1",
      encoded(info("3021300906052b0e03021a05000414", createHash("sha1").update(input).digest())),
    ),
    make(
      "sha384",
      "DigestInfo of SHA-384",
      encoded(info("3041300d060960864801650304020205000430", createHash("sha384").update(input).digest())),
    ),
    make(
      "oid",
      "SHA-384 object identifier over a SHA-256 hash",
      encoded(info("3031300d060960864801650304020205000420")),
    ),
    make("type-0", "block type 0, padding of zeros", filled(0, Buffer.alloc(202), proper)),
    make("type-2", "block type 2, as for encryption", filled(2, ff(202), proper)),
    make(
      "short",
      "padding seven octets long, garbage after the hash",
      Buffer.concat([filled(1, ff(7), proper), Buffer.alloc(195, 1)]),
    ),
    make(
      "gap",
      "a zero octet within the padding",
      filled(1, Buffer.concat([ff(100), Buffer.from([0]), ff(101)]), proper),
    ),
    make(
      "not-ff",
      "an octet 0xfe within the padding",
      filled(1, Buffer.concat([ff(100), Buffer.from([0xfe]), ff(101)]), proper),
    ),
    make(
      "no-separator",
      "no zero octet after the padding",
      Buffer.concat([Buffer.from([0, 1]), ff(203), proper]),
    ),
    make(
      "first-octet",
      "first octet of the block is not zero",
      Buffer.concat([Buffer.from([1]), encoded(proper).subarray(1)]),
    ),
  ];
}

// RFC 8017 5.2.2 (1): the representative lies between 0 and n - 1; 8.2.2 (1): the signature is k octets long.
function representatives(key) {
  const n = toInteger(Buffer.from(key.jwk.n, "base64url"));
  const [plusN, plusInput] = search(key, (bytes) => toInteger(bytes) + n < 1n << 2048n);
  const [zero, zeroInput] = search(key, (bytes) => bytes[0] === 0);
  return [
    forged(
      "rsa/plus-n",
      "signature s + n: the same residue, out of range",
      toOctets(toInteger(plusN) + n, 256),
      plusInput,
    ),
    forged(
      "rsa/stripped-zero",
      "leading zero octet of the signature taken away",
      zero.subarray(1),
      zeroInput,
    ),
    forged("rsa/one", "signature 1", toOctets(1n, 256), signingInput(key, "RS256")),
    forged("rsa/n", "signature n", toOctets(n, 256), signingInput(key, "RS256")),
    forged("rsa/n-minus-one", "signature n - 1", toOctets(n - 1n, 256), signingInput(key, "RS256")),
  ];
}

function pss(key) {
  const input = signingInput(key, "PS256");
  const salted = (saltLength, hash = "sha256") =>
    sign(hash, Buffer.from(input), {
      key: key.privateKey,
      padding: constants.RSA_PKCS1_PSS_PADDING,
      saltLength,
    });
  return [
    forgedPs("pss/salt-0", "salt of no octets", salted(0), input),
    forgedPs("pss/salt-20", "salt of 20 octets", salted(20), input),
    forgedPs(
      "pss/salt-max",
      "salt as long as the key allows",
      salted(constants.RSA_PSS_SALTLEN_MAX_SIGN),
      input,
    ),
    forgedPs("pss/sha512", "SHA-512 with MGF1 of SHA-512", salted(32, "sha512"), input),
    forgedPs(
      "pss/mgf1-sha1",
      "SHA-256 with MGF1 of SHA-1",
      rsaPrivate(key, pssEncoded(input, "sha1", 0xbc)),
      input,
    ),
    forgedPs("pss/trailer", "trailer octet 0xcc", rsaPrivate(key, pssEncoded(input, "sha256", 0xcc)), input),
    valid(
      "pss/control",
      "the same encoder with RFC 7518 parameters",
      `${input}.${rsaPrivate(key, pssEncoded(input, "sha256", 0xbc)).toString("base64url")}`,
    ),
  ];
}

// EMSA-PSS, RFC 8017 9.1.1, for a modulus of 2048 bits and a salt of 32 octets.
function pssEncoded(input, mask, trailer) {
  const salt = Buffer.alloc(32, 7);
  const hash = sha256(Buffer.concat([Buffer.alloc(8), sha256(input), salt]));
  const block = Buffer.concat([Buffer.alloc(256 - 32 - 32 - 2), Buffer.from([1]), salt]);
  let generated = Buffer.alloc(0);
  for (let counter = 0; generated.length < block.length; counter++) {
    const round = createHash(mask)
      .update(hash)
      .update(toOctets(BigInt(counter), 4))
      .digest();
    generated = Buffer.concat([generated, round]);
  }
  const masked = block.map((octet, at) => octet ^ generated[at]);
  masked[0] &= 0x7f;
  return Buffer.concat([masked, hash, Buffer.from([trailer])]);
}

const forged = (id, comment, bytes, input) =>
  invalid(id, comment, `${input}.${bytes.toString("base64url")}`, { attack: "E-26" });
const forgedPs = (id, comment, bytes, input) =>
  invalid(id, comment, `${input}.${bytes.toString("base64url")}`);

function search(key, wanted) {
  for (let jti = 0; ; jti++) {
    const input = signingInput(key, "RS256", { ...CLAIMS, jti: String(jti) });
    const bytes = signatureBytes(key, "RS256", input);
    if (wanted(bytes)) return [bytes, input];
  }
}

const encoded = (digestInfo) => filled(1, Buffer.alloc(253 - digestInfo.length, 0xff), digestInfo);
const filled = (type, fill, rest) => Buffer.concat([Buffer.from([0, type]), fill, Buffer.from([0]), rest]);

/** A 256 octet number whose cube begins with `prefix`. */
function cubeRoot(prefix) {
  const free = BigInt(256 - prefix.length) * 8n;
  const target = toInteger(prefix) << free;
  let low = 0n;
  let high = 1n << 700n;
  while (low < high) {
    const middle = (low + high) / 2n;
    if (middle ** 3n < target) low = middle + 1n;
    else high = middle;
  }
  if ((low ** 3n) >> free !== toInteger(prefix)) throw new Error("no cube begins with this block");
  return toOctets(low, 256);
}

export const toInteger = (bytes) => BigInt(`0x${bytes.toString("hex") || "0"}`);
export const toOctets = (integer, length) =>
  Buffer.from(integer.toString(16).padStart(length * 2, "0"), "hex");
const sha256 = (data) => createHash("sha256").update(data).digest();
const SHA256_INFO = Buffer.from("3031300d060960864801650304020105000420", "hex");
