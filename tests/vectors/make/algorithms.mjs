// One group for each algorithm: a valid token, and the same token tampered with.
import { base64url, CLAIMS, headerOf, invalid, signature, signingInput, token, valid } from "./token.mjs";

export async function algorithms(keys, strangers) {
  const groups = [];
  for (const [alg, key] of Object.entries(keys)) groups.push(await group(alg, key, strangers[alg]));
  return groups;
}

async function group(alg, key, stranger) {
  const good = await token(key, alg);
  const [header, payload, signed] = good.split(".");
  const bytes = Buffer.from(signed, "base64url");
  const otherSigner = await token({ ...stranger, jwk: key.jwk }, alg);
  const tampered = (id, comment, changed) =>
    invalid(`${alg}/${id}`, comment, `${header}.${payload}.${changed.toString("base64url")}`, E03);
  return {
    name: `${alg} signatures`,
    jwks: { keys: [key.jwk] },
    tests: [
      valid(`${alg}/valid`, "signed by jose", good),
      valid(`${alg}/no-kid`, "no kid, one key", await token(key, alg, { kid: undefined }), {
        attack: "E-21",
      }),
      valid(`${alg}/typ-JWT`, "typ JWT", await token(key, alg, { typ: "JWT" })),
      tampered("first-bit", "first bit of the signature flipped", flipped(bytes, 0)),
      tampered("last-bit", "last bit of the signature flipped", flipped(bytes, bytes.length * 8 - 1)),
      tampered(
        "middle-bit",
        "a bit in the middle of the signature flipped",
        flipped(bytes, bytes.length * 4),
      ),
      tampered("truncated", "last octet of the signature missing", bytes.subarray(0, -1)),
      tampered("half", "second half of the signature missing", bytes.subarray(0, bytes.length / 2)),
      tampered("extended", "zero octet after the signature", Buffer.concat([bytes, Buffer.alloc(1)])),
      tampered("prefixed", "zero octet before the signature", Buffer.concat([Buffer.alloc(1), bytes])),
      tampered("doubled", "signature twice", Buffer.concat([bytes, bytes])),
      tampered("zero", "signature of zero octets only", Buffer.alloc(bytes.length)),
      tampered("ones", "signature of 0xff octets only", Buffer.alloc(bytes.length, 0xff)),
      tampered("empty", "empty signature", Buffer.alloc(0)),
      invalid(`${alg}/payload`, "payload of another subject", `${header}.${OTHER_SUBJECT}.${signed}`, E03),
      invalid(
        `${alg}/payload-case`,
        "one character of the payload in other case",
        `${header}.${swapCase(payload)}.${signed}`,
        E03,
      ),
      invalid(
        `${alg}/header`,
        "a member added to the header after signing",
        `${base64url(headerOf(key, alg, { typ: "JWT" }))}.${payload}.${signed}`,
        E03,
      ),
      invalid(
        `${alg}/other-input`,
        "signature of another token",
        `${header}.${payload}.${otherInput(key, alg)}`,
        E03,
      ),
      invalid(`${alg}/other-key`, "signed by another key under the same kid", otherSigner, E03),
    ],
  };
}

function flipped(bytes, bit) {
  const copy = Buffer.from(bytes);
  copy[bit >> 3] ^= 0x80 >> (bit & 7);
  return copy;
}

// The last quartet may carry bits that are not part of any octet, so the change is made near the beginning.
function swapCase(text) {
  const at = text.slice(8).search(/[a-z]/) + 8;
  return text.slice(0, at) + text[at].toUpperCase() + text.slice(at + 1);
}

const otherInput = (key, alg) => signature(key, alg, signingInput(key, alg, { ...CLAIMS, sub: "other" }));
const OTHER_SUBJECT = base64url({ ...CLAIMS, sub: "248289761002" });
const E03 = { attack: "E-03" };
