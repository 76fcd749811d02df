// ECDSA (RFC 7518 3.4) and Ed25519 (RFC 8032 5.1.7) signatures with values out of range or in another encoding.
import { createHash, sign } from "node:crypto";
import { toOctets } from "./rsa.mjs";
import {
  base64url,
  CLAIMS,
  headerOf,
  invalid,
  signatureBytes,
  signingInput,
  token,
  valid,
} from "./token.mjs";

export async function ellipticForgeries(keys) {
  return [
    ...(await Promise.all(CURVES.map((curve) => ecdsa(curve, keys[curve.alg])))),
    {
      name: "Ed25519 values out of range",
      jwks: { keys: [keys.EdDSA.jwk] },
      tests: await ed25519(keys.EdDSA),
    },
  ];
}

async function ecdsa({ alg, size, order }, key) {
  const input = signingInput(key, alg);
  const proper = signatureBytes(key, alg, input);
  const [r, s] = [proper.subarray(0, size), proper.subarray(size)];
  const n = toOctets(order, size);
  const number = (value) => toOctets(value, size);
  const test = (id, comment, ...parts) =>
    invalid(`${alg}/${id}`, comment, `${input}.${Buffer.concat(parts).toString("base64url")}`, E25);
  const digest = alg.replace("ES", "sha");
  const der = sign(digest, Buffer.from(input), { key: key.privateKey, dsaEncoding: "der" });
  const [short, shortInput] = search(key, alg, (bytes) => bytes[0] === 0);
  const negated = number(order - toInteger(s));
  return {
    name: `${alg} values out of range and other encodings`,
    jwks: { keys: [key.jwk] },
    tests: [
      valid(`${alg}/control`, "proper signature", await token(key, alg)),
      valid(
        `${alg}/negated-s`,
        "n - s in the place of s: ECDSA takes both",
        `${input}.${Buffer.concat([r, negated]).toString("base64url")}`,
      ),
      test("der", "DER encoding", der),
      test("r-zero", "r = 0", number(0n), s),
      test("s-zero", "s = 0", r, number(0n)),
      test("both-zero", "r = 0 and s = 0, accepted by Java in 2022", number(0n), number(0n)),
      test("r-one-s-zero", "r = 1 and s = 0", number(1n), number(0n)),
      test("both-one", "r = 1 and s = 1", number(1n), number(1n)),
      test("r-order", "r = n", n, s),
      test("s-order", "s = n", r, n),
      test("both-order", "r = n and s = n", n, n),
      test("r-order-plus-one", "r = n + 1", number(order + 1n), s),
      test("s-order-plus-one", "s = n + 1", r, number(order + 1n)),
      test("r-max", "r of 0xff octets", Buffer.alloc(size, 0xff), s),
      test("swapped", "s before r", s, r),
      test("wide", "r and s one octet longer, with leading zeros", Buffer.alloc(1), r, Buffer.alloc(1), s),
      test("odd-longer", `zero octet between r and s, ${2 * size + 1} octets`, r, Buffer.alloc(1), s),
      test("odd-shorter", `last octet missing, ${2 * size - 1} octets`, r, s.subarray(0, -1)),
      test("r-only", "r without s", r),
      invalid(
        `${alg}/stripped-zero`,
        `leading zero octet of r taken away, ${2 * size - 1} octets`,
        `${shortInput}.${short.subarray(1).toString("base64url")}`,
        E25,
      ),
    ],
  };
}

async function ed25519(key) {
  const input = signingInput(key, "EdDSA");
  const proper = signatureBytes(key, "EdDSA", input);
  const [r, s] = [proper.subarray(0, 32), proper.subarray(32)];
  const scalar = toInteger(Buffer.from(s).reverse());
  const little = (value) => toOctets(value, 32).reverse();
  const test = (id, comment, ...parts) =>
    invalid(`EdDSA/${id}`, comment, `${input}.${Buffer.concat(parts).toString("base64url")}`);
  return [
    valid("EdDSA/control", "proper signature", await token(key, "EdDSA")),
    test("s-plus-order", "S + L: the same scalar, out of range", r, little(scalar + L)),
    test("s-zero", "S = 0", r, little(0n)),
    test("s-order", "S = L", r, little(L)),
    test("r-zero", "R of zero octets", Buffer.alloc(32), s),
    test("r-identity", "R is the identity and S = 0", little(1n), little(0n)),
    test("swapped", "S before R", s, r),
  ];
}

/** Public keys of small order, under which anyone can sign: R is the identity and S = 0 wherever k·A is the identity. */
export function smallOrderTests() {
  return SMALL_ORDER.map(([id, comment, order, x]) => {
    const key = { jwk: { kid: `ed25519-${id}`, kty: "OKP", crv: "Ed25519", x: x.toString("base64url") } };
    const text = smallOrderForgery(key, order, x);
    return {
      name: `unusable key: Ed25519 ${comment}`,
      jwks: { keys: [key.jwk] },
      tests: [invalid(`key/ed25519-${id}`, comment, text, { attack: "E-23" })],
    };
  });
}

function smallOrderForgery(key, order, x) {
  const r = Buffer.concat([Buffer.from([1]), Buffer.alloc(31)]);
  for (let jti = 0; ; jti++) {
    const input = `${base64url(headerOf(key, "EdDSA"))}.${base64url({ ...CLAIMS, jti: String(jti) })}`;
    const hash = createHash("sha512").update(r).update(x).update(input).digest();
    const k = toInteger(hash.reverse()) % L;
    if (k % order === 0n) return `${input}.${Buffer.concat([r, Buffer.alloc(32)]).toString("base64url")}`;
  }
}

function search(key, alg, wanted) {
  for (let jti = 0; ; jti++) {
    const input = signingInput(key, alg, { ...CLAIMS, jti: String(jti) });
    const bytes = signatureBytes(key, alg, input);
    if (wanted(bytes)) return [bytes, input];
  }
}

const toInteger = (bytes) => BigInt(`0x${bytes.toString("hex")}`);
const octets = (hex) => Buffer.from(hex, "hex");
const E25 = { attack: "E-25" };
const L = 2n ** 252n + 27742317777372353535851937790883648493n;

const CURVES = [
  { alg: "ES256", size: 32, order: 0xffffffff00000000ffffffffffffffffbce6faada7179e84f3b9cac2fc632551n },
  {
    alg: "ES384",
    size: 48,
    order:
      0xffffffffffffffffffffffffffffffffffffffffffffffffc7634d81f4372ddf581a0db248b0a77aecec196accc52973n,
  },
  {
    alg: "ES512",
    size: 66,
    order: 2n ** 521n - 0x5ae79787c40d069948033feb708f65a2fc44a36477663b851449048e16ec79bf7n,
  },
];

// The canonical encodings of the points whose order divides 8, and two that are not canonical.
const SMALL_ORDER = [
  [
    "identity",
    "the identity",
    1n,
    octets("0100000000000000000000000000000000000000000000000000000000000000"),
  ],
  [
    "order-2",
    "a point of order 2",
    2n,
    octets("ecffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f"),
  ],
  [
    "all-zero",
    "all-zero key: a point of order 4",
    4n,
    octets("0000000000000000000000000000000000000000000000000000000000000000"),
  ],
  [
    "order-4",
    "the other point of order 4",
    4n,
    octets("0000000000000000000000000000000000000000000000000000000000000080"),
  ],
  [
    "order-8-a",
    "a point of order 8",
    8n,
    octets("26e8958fc2b227b045c3f489f2ef98f0d5dfac05d3c63339b13802886d53fc05"),
  ],
  [
    "order-8-b",
    "a point of order 8, other sign",
    8n,
    octets("26e8958fc2b227b045c3f489f2ef98f0d5dfac05d3c63339b13802886d53fc85"),
  ],
  [
    "order-8-c",
    "a point of order 8",
    8n,
    octets("c7176a703d4dd84fba3c0b760d10670f2a2053fa2c39ccc64ec7fd7792ac037a"),
  ],
  [
    "order-8-d",
    "a point of order 8, other sign",
    8n,
    octets("c7176a703d4dd84fba3c0b760d10670f2a2053fa2c39ccc64ec7fd7792ac03fa"),
  ],
  [
    "p",
    "y = p, not canonical for 0",
    4n,
    octets("edffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f"),
  ],
  [
    "p-plus-one",
    "y = p + 1, not canonical for 1",
    1n,
    octets("eeffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f"),
  ],
];
