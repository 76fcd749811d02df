// @ts-check
// The local APIs believe a token only if all of it is right: what the tests of the client rely on.
import assert from "node:assert/strict";
import { once } from "node:events";
import { createServer } from "node:http";
import { after, test } from "node:test";
import { exportJWK, generateKeyPair, SignJWT } from "jose";
import { createTokenCheck } from "../../www-demo/providers/api-token.mjs";

const good = await generateKeyPair("RS256");
const other = await generateKeyPair("RS256");
const elliptic = await generateKeyPair("ES256");
const published = await Promise.all([good, elliptic].map(({ publicKey }) => exportJWK(publicKey)));

const provider = createServer((_request, response) => response.end(JSON.stringify({ keys: published })));
await once(provider.listen(0, "127.0.0.1"), "listening");
after(() => provider.close());
const issuer = `http://127.0.0.1:${/** @type {import("node:net").AddressInfo} */ (provider.address()).port}`;
const check = createTokenCheck({ issuer, audience: "api" });

const now = Math.floor(Date.now() / 1000);
const RIGHT = {
  iss: issuer,
  aud: "api",
  sub: "aino",
  azp: "ui",
  exp: now + 60,
  authorization: { permissions: [{ scopes: ["other"] }, { scopes: ["access"] }] },
};

/** @param {Record<string, unknown>} claims @param {{ privateKey: CryptoKey }} [key] */
const signed = (claims, { privateKey } = good, alg = "RS256") =>
  new SignJWT(claims).setProtectedHeader({ alg }).sign(privateKey);
/** @param {string | undefined} authorization */
const asked = (authorization) => check({ headers: { authorization } });

test("a right token, also one of several audiences", async () => {
  assert.equal((await asked(`Bearer ${await signed(RIGHT)}`)).sub, "aino");
  await asked(`Bearer ${await signed({ ...RIGHT, aud: ["account", "api"] })}`);
});

/** @type {[what: string, claims: Record<string, unknown>, reason: string][]} */
const WRONG = [
  ["another issuer", { iss: `${issuer}/` }, "invalid"],
  ["another audience", { aud: "account" }, "invalid"],
  ["no audience", { aud: undefined }, "invalid"],
  ["an end that has passed", { exp: now - 10 }, "invalid"],
  ["no end", { exp: undefined }, "invalid"],
  ["nobody", { sub: undefined }, "invalid"],
  ["no service", { azp: undefined }, "invalid"],
  ["no permissions", { authorization: undefined }, "not-permitted"],
  ["another permission", { authorization: { permissions: [{ scopes: ["gdprquery"] }] } }, "not-permitted"],
  ["a permission as text", { authorization: { permissions: [{ scopes: "access" }] } }, "not-permitted"],
];

for (const [what, claims, reason] of WRONG) {
  test(`a token with ${what}: ${reason}`, async () => {
    await assert.rejects(asked(`Bearer ${await signed({ ...RIGHT, ...claims })}`), { reason });
  });
}

test("a token of another key, of another algorithm, or none at all", async () => {
  await assert.rejects(asked(`Bearer ${await signed(RIGHT, other)}`), { reason: "invalid" });
  await assert.rejects(asked(`Bearer ${await signed(RIGHT, elliptic, "ES256")}`), { reason: "invalid" });
  const [header, payload] = (await signed(RIGHT)).split(".");
  await assert.rejects(asked(`Bearer ${header}.${payload}.`), { reason: "invalid" });
  await assert.rejects(asked(`Basic ${header}`), { reason: "invalid" });
  await assert.rejects(asked(undefined), { reason: "missing" });
});
