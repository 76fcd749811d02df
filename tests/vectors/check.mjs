// Are the vectors themselves right? Every one goes through jose, which shares no code with this project:
// `node tests/vectors/check.mjs`. make.mjs does the same before it writes.
import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { compactVerify, createLocalJWKSet } from "jose";
import { specificationFindings } from "./check-specifications.mjs";
import { CLAIMS } from "./make/token.mjs";

/** What is wrong with `groups`, and which invalid tokens jose takes. */
export async function findings(groups) {
  const errors = [];
  const lenient = [];
  const seen = new Set();
  for (const group of groups) {
    for (const test of group.tests) {
      if (seen.has(test.id)) errors.push(`${test.id}: the id is used twice`);
      seen.add(test.id);
      const failure = await refusal(group, test.token);
      if (test.result === "valid" && failure)
        errors.push(`${test.id}: jose refuses a valid token: ${failure}`);
      if (test.result !== "invalid" || failure) continue;
      lenient.push(test.id);
      if (!STRICTER_THAN_JOSE.has(test.id)) errors.push(`${test.id}: jose accepts an invalid token`);
    }
  }
  return { errors, lenient };
}

async function refusal({ jwks, algorithms }, token) {
  try {
    const { payload } = await compactVerify(token, createLocalJWKSet(jwks), { algorithms });
    const { iss, sub } = JSON.parse(new TextDecoder().decode(payload));
    return iss === CLAIMS.iss && sub === CLAIMS.sub ? undefined : "other claims";
  } catch (error) {
    return String(error.message || error);
  }
}

// What jose leaves to its caller (typ, b64), to the reader of the payload, to its lenient base64url decoder, or to the
// platform: Node's WebCrypto verifies under an RSA key with e = 1 and under Ed25519 keys of small order.
const STRICTER_THAN_JOSE = new Set(
  `form/space-after form/newline-after form/newline-inside
  base64url/padded-signature base64url/padded-payload base64url/padded-header
  base64url/trailing-bits-signature base64url/trailing-bits-payload base64url/trailing-bits-header
  json/header-twice json/header-twice-same json/header-twice-escaped json/header-bom
  json/payload-bom json/payload-utf-8 json/payload-deep
  crit/b64-false-alone crit/b64-unencoded
  typ/at+jwt typ/AT+JWT typ/application-at+jwt typ/logout+jwt typ/dpop+jwt typ/number
  key/n-plain key/e-one key/x-stripped key/x-extended
  key/ed25519-identity key/ed25519-order-2 key/ed25519-all-zero key/ed25519-order-4 key/ed25519-order-8-a
  key/ed25519-order-8-b key/ed25519-order-8-c key/ed25519-order-8-d key/ed25519-p key/ed25519-p-plus-one`.split(
    /\s+/,
  ),
);

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const read = (name) => JSON.parse(readFileSync(new URL(name, import.meta.url), "utf8"));
  const groups = read("signatures.json");
  const { errors } = await findings(groups);
  errors.push(...(await specificationFindings(read("specifications.json"))));
  for (const error of errors) console.error(error);
  console.log(
    `${groups.flatMap((group) => group.tests).length} signature vectors and the specifications' own: ${errors.length} wrong`,
  );
  process.exitCode = errors.length > 0 ? 1 : 0;
}
