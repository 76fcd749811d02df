// Compact form and base64url. Every token is signed over exactly the text it carries, so that nothing but the rule refuses it.
import { CompactEncrypt, FlattenedSign, GeneralSign } from "jose";
import {
  base64url,
  CLAIMS,
  headerOf,
  invalid,
  joseKey,
  signature,
  signatureBytes,
  token,
  valid,
} from "./token.mjs";

export async function forms(key, encryption) {
  const jwks = { keys: [key.jwk] };
  return [
    { name: "compact form", jwks, tests: await parts(key, encryption) },
    { name: "base64url", jwks, tests: encodings(key) },
  ];
}

async function parts(key, encryption) {
  const good = await token(key, "RS256");
  const [header, payload, signed] = good.split(".");
  const nested = await new CompactEncrypt(Buffer.from(good))
    .setProtectedHeader({ alg: "RSA-OAEP-256", enc: "A256GCM", cty: "JWT", kid: key.jwk.kid })
    .encrypt(encryption.publicKey);
  const bytes = Buffer.from(JSON.stringify(CLAIMS));
  const protectedHeader = headerOf(key, "RS256");
  const flattened = await new FlattenedSign(bytes)
    .setProtectedHeader(protectedHeader)
    .sign(await joseKey(key, "RS256"));
  const general = await new GeneralSign(bytes)
    .addSignature(await joseKey(key, "RS256"))
    .setProtectedHeader(protectedHeader)
    .sign();
  const test = (id, comment, text) => invalid(`form/${id}`, comment, text, { attack: "E-28" });
  return [
    valid("form/control", "proper token", good),
    test("empty", "nothing", ""),
    test("one-part", "header only", header),
    test("two-parts", "no signature part", `${header}.${payload}`),
    test("four-parts", "a fourth part", `${good}.${signed}`),
    test("four-parts-empty", "a fourth part, empty", `${good}.`),
    test("jwe", "five parts: the token encrypted to another key", nested),
    test("five-parts", "five parts in the look of a JWS", `${good}.${payload}.${signed}`),
    test("dots", "two dots only", ".."),
    test("no-header", "empty header", `.${payload}.${signed}`),
    test("no-payload", "empty payload, signed so", `${header}..${signature(key, "RS256", `${header}.`)}`),
    test("leading-dot", "a dot in front", `.${good}`),
    test("json-flattened", "flattened JSON serialization", JSON.stringify(flattened)),
    test("json-general", "general JSON serialization", JSON.stringify(general)),
    test("quoted", "the token as a JSON string", JSON.stringify(good)),
    test("bearer", 'the token after "Bearer "', `Bearer ${good}`),
    test("space-before", "space in front", ` ${good}`),
    test("space-after", "space behind", `${good} `),
    test("newline-after", "newline behind", `${good}\n`),
    test(
      "newline-inside",
      "newline within the signature",
      `${header}.${payload}.${signed.slice(0, 64)}\n${signed.slice(64)}`,
    ),
    test("space-inside", "space behind the header", `${header} .${payload}.${signed}`),
    test("nul-after", "NUL behind", `${good}\0`),
    test("percent", "dots as %2E", good.replaceAll(".", "%2E")),
  ];
}

function encodings(key) {
  const header = base64url(headerOf(key, "RS256"));
  const payload = base64url(CLAIMS);
  const sign = (h, p) => `${h}.${p}.${signature(key, "RS256", `${h}.${p}`)}`;
  const bytes = signatureBytes(key, "RS256", `${header}.${payload}`);
  const signed = bytes.toString("base64url");
  // 256 octets leave four unused bits in the last character.
  const test = (id, comment, text) => invalid(`base64url/${id}`, comment, text);
  const [plusHeader, plusPayload] = ["sub", "sub"].map((_, at) => withSpecials(key, at));
  return [
    test("padded-signature", "padding behind the signature", `${header}.${payload}.${signed}==`),
    test("padded-payload", "padding behind the payload", sign(header, padded({ ...CLAIMS, pad: "" }))),
    test("padded-header", "padding behind the header", sign(padded(headerOf(key, "RS256")), payload)),
    test("padding-only", "one padding character too few", `${header}.${payload}.${signed}=`),
    test("plain-signature", "signature in plain base64", search(key)),
    test("plain-payload", "payload in plain base64", sign(header, plusPayload)),
    test("plain-header", "header in plain base64", sign(plusHeader, payload)),
    test(
      "trailing-bits-signature",
      "unused bits of the last character set, signature",
      `${header}.${payload}.${trailingBits(signed)}`,
    ),
    test(
      "trailing-bits-payload",
      "unused bits of the last character set, payload",
      sign(header, trailingBits(unaligned(CLAIMS))),
    ),
    test(
      "trailing-bits-header",
      "unused bits of the last character set, header",
      sign(trailingBits(unaligned(headerOf(key, "RS256"))), payload),
    ),
    test(
      "one-character",
      "a single character in the last quartet, payload",
      sign(header, `${aligned(CLAIMS)}A`),
    ),
    test(
      "not-ascii",
      "a character outside ASCII in the signature",
      `${header}.${payload}.${signed.slice(0, -1)}é`,
    ),
    test(
      "asterisk",
      "a character outside the alphabet in the signature",
      `${header}.${payload}.*${signed.slice(1)}`,
    ),
  ];
}

const padded = (value) =>
  Buffer.from(unalignedText(value)).toString("base64").replaceAll("+", "-").replaceAll("/", "_");
const unaligned = (value) => base64url(unalignedText(value));
const aligned = (value) =>
  base64url(`${JSON.stringify(value)}${" ".repeat((3 - (JSON.stringify(value).length % 3)) % 3)}`);

/** JSON of a length that leaves two unused bits or more in the last character. */
function unalignedText(value) {
  const text = JSON.stringify(value);
  return text.length % 3 === 0 ? `${text} ` : text;
}

/** The same octets with the unused bits of the last character set. */
function trailingBits(text) {
  const last = ALPHABET.indexOf(text.at(-1));
  const unused = text.length % 4 === 2 ? 4 : 2;
  return text.slice(0, -1) + ALPHABET[last | ((1 << unused) - 1)];
}

// Text whose base64 needs the characters 62 and 63: "~~~???" of ASCII gives "fn5+Pz8/".
function withSpecials(key, at) {
  const value = at === 0 ? { ...headerOf(key, "RS256"), x: ">>>???~~~" } : { ...CLAIMS, name: ">>>???~~~" };
  const spaced = ["", " ", "  "].map((spaces) =>
    Buffer.from(spaces + JSON.stringify(value))
      .toString("base64")
      .replaceAll("=", ""),
  );
  return spaced.find((text) => /[+/]/.test(text));
}

function search(key) {
  for (let jti = 0; ; jti++) {
    const input = `${base64url(headerOf(key, "RS256"))}.${base64url({ ...CLAIMS, jti: String(jti) })}`;
    const text = signatureBytes(key, "RS256", input).toString("base64").replaceAll("=", "");
    if (text.includes("+") && text.includes("/")) return `${input}.${text}`;
  }
}

const ALPHABET = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
