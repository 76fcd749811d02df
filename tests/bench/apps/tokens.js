// Decoding and verifying, timed inside the page; the functions compared take turns, so that load on the machine hits all alike.
import { decodeJwt, decodeProtectedHeader, importJWK, jwtVerify } from "jose";
import { load } from "kirjaudu";
import { config } from "./page.js";

const kirjaudu = await load();

window.bench.decode = (token, samples) => {
  const subjects = {
    "kirjaudu decodeJwt": () => kirjaudu.decodeJwt(token).payload.sub,
    "jose decodeJwt": () => decodeJwt(token).sub,
    "jose decodeJwt + decodeProtectedHeader": () => decodeJwt(token).sub + decodeProtectedHeader(token).alg,
  };
  const operations = Object.entries(subjects).map(([name, work]) => ({
    name,
    work,
    repeat: calibrate(work),
    times: [],
  }));
  for (let sample = 0; sample < samples; sample++) {
    for (const { work, repeat, times } of operations) times.push(time(work, repeat) / repeat);
  }
  return Object.fromEntries(operations.map(({ name, times }) => [name, times]));
};

window.bench.verify = async (claims, samples) => {
  // The same module that the package has loaded by now.
  const { operate } = await import("./engine.js");
  const times = { bare: [], jose: [], whole: [] };
  const signer = await newSigner();
  const options = JSON.stringify(optionsFor(signer));
  for (let sample = 0; sample < samples; sample++) {
    const page = { memory: undefined, tab: storageOf(new Map()), shared: storageOf(new Map()), note() {} };
    const { url } = await operate("login", options, "{}", page);
    const asked = new URL(url).searchParams;
    const token = await signer.sign({ ...claims, ...claimsFor(asked) });
    const answer = `${config.redirectUri}#${new URLSearchParams({ id_token: token, state: asked.get("state") })}`;

    times.bare.push(await timeAsync(() => verifyBare(token, signer.jwk)));
    times.jose.push(await timeAsync(() => verifyByJose(token, signer.jwk)));
    times.whole.push(await timeAsync(() => operate("callback", options, answer, page)));

    if (!JSON.parse(page.memory).record)
      throw new Error(`expected kirjaudu to sign in, found ${page.memory}`);
  }
  return times;
};

window.bench.settle();

// A storage that starts empty.
function storageOf(values) {
  return {
    read: (key) => values.get(key),
    write: (key, value) => values.set(key, value),
    remove: (key) => values.delete(key),
    keys: () => [...values.keys()],
  };
}

async function verifyBare(token, jwk) {
  const end = token.lastIndexOf(".");
  const key = await crypto.subtle.importKey("jwk", jwk, RS256, false, ["verify"]);
  const signature = Uint8Array.from(
    atob(
      token
        .slice(end + 1)
        .replace(/-/g, "+")
        .replace(/_/g, "/"),
    ),
    (c) => c.charCodeAt(0),
  );
  const good = await crypto.subtle.verify(
    RS256,
    key,
    signature,
    new TextEncoder().encode(token.slice(0, end)),
  );
  if (!good) throw new Error("expected a good signature");
}

async function verifyByJose(token, jwk) {
  await jwtVerify(token, await importJWK(jwk, "RS256"), { issuer: config.issuer, audience: config.clientId });
}

async function newSigner() {
  const pair = await crypto.subtle.generateKey(
    { ...RS256, modulusLength: 2048, publicExponent: new Uint8Array([1, 0, 1]) },
    true,
    ["sign", "verify"],
  );
  const { kty, n, e } = await crypto.subtle.exportKey("jwk", pair.publicKey);
  const header = base64url(
    new TextEncoder().encode(JSON.stringify({ alg: "RS256", typ: "JWT", kid: "bench" })),
  );
  return {
    jwk: { kty, n, e, kid: "bench", alg: "RS256", use: "sig" },
    async sign(claims) {
      const input = `${header}.${base64url(new TextEncoder().encode(JSON.stringify(claims)))}`;
      const signature = await crypto.subtle.sign(RS256, pair.privateKey, new TextEncoder().encode(input));
      return `${input}.${base64url(new Uint8Array(signature))}`;
    },
  };
}

// Metadata and keys are given, so that nothing is asked of a provider.
function optionsFor({ jwk }) {
  const { issuer, clientId, redirectUri } = config;
  const metadata = {
    issuer,
    authorization_endpoint: `${issuer}/authorize`,
    token_endpoint: `${issuer}/token`,
    jwks_uri: `${issuer}/keys`,
    response_types_supported: ["code", "id_token"],
    subject_types_supported: ["public"],
    id_token_signing_alg_values_supported: ["RS256"],
  };
  return {
    issuer,
    clientId,
    redirectUri,
    flow: "implicit",
    responseType: "id_token",
    metadata,
    jwks: { keys: [jwk] },
  };
}

function claimsFor(asked) {
  const iat = Math.floor(Date.now() / 1000);
  return { iss: config.issuer, aud: config.clientId, nonce: asked.get("nonce"), iat, exp: iat + 300 };
}

// So many calls that the clock's steps do not matter.
function calibrate(work) {
  for (let repeat = 64; ; repeat *= 2) {
    const took = time(work, repeat);
    if (took > 5) return Math.ceil((repeat * 15) / took);
  }
}

function time(work, repeat) {
  let kept = 0;
  const began = performance.now();
  for (let i = 0; i < repeat; i++) kept += work().length;
  const took = performance.now() - began;
  if (kept === 0) throw new Error("expected the payload to be read");
  return took;
}

async function timeAsync(work) {
  const began = performance.now();
  await work();
  return performance.now() - began;
}

function base64url(bytes) {
  let text = "";
  for (const byte of bytes) text += String.fromCharCode(byte);
  return btoa(text).replace(/\+/g, "-").replace(/\//g, "_").replace(/=/g, "");
}

const RS256 = { name: "RSASSA-PKCS1-v1_5", hash: "SHA-256" };
