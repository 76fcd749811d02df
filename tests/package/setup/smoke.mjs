// @ts-check
// What must be seen on the page in every environment.
import assert from "node:assert/strict";
import { open } from "./chromium.mjs";
import { downProvider } from "./site.mjs";

/**
 * Opens the page, checks all of it, and says in the output what was seen.
 * @param {import("node:test").TestContext} t
 * @param {string} url
 * @param {{ wasm?: number, strict?: boolean, provider?: { origin: string, calls(): number } }} [expected]
 *   `wasm`: how many wasm files are asked for; `strict`: a policy with Trusted Types is in force
 */
export async function assertWorks(t, url, { wasm = 1, strict = false, provider } = {}) {
  const down = provider ?? (await downProvider());
  const visit = await open(url, down);
  try {
    const { malformed, login, ...rest } = await visit.told();
    assert.deepEqual(rest, EXPECTED);
    assertError(malformed, { code: "jwt_malformed", phase: "verify" });
    assertError(login, { code: "discovery_unreachable", phase: "discover" });
    assert.ok(down.calls() > 0, "expected the login to have called the provider");
    assert.deepEqual(visit.complaints, []);
    assert.deepEqual(await visit.violations(), []);
    assert.equal(visit.requestsFor(".wasm").length, wasm, "requests for a wasm file");
    if (strict) await assertPolicyIsInForce(visit);
    t.diagnostic(
      `in Chromium at ${new URL(url).pathname}: ${visit.requestCount()} requests, ${wasm} for wasm`,
    );
  } finally {
    await visit.close();
  }
}

/** That the policy would have been seen to be offended. @param {import("./chromium.mjs").Visit} visit */
async function assertPolicyIsInForce({ page, headers, violations }) {
  assert.match(headers["content-security-policy"] ?? "", /require-trusted-types-for 'script'/);
  await page.evaluate(() => {
    try {
      document.body.innerHTML = "<p>never seen</p>";
    } catch {
      // A TypeError, beside the event.
    }
  });
  assert.deepEqual(await violations(), ["require-trusted-types-for trusted-types-sink"]);
}

/**
 * @param {{ isAuthError: boolean, remedy: string, message: string }} error as the page tells of it
 * @param {{ code: string, phase: string, remedy?: RegExp }} expected
 */
export function assertError(error, { remedy = /./, ...expected }) {
  const { isAuthError, message, remedy: told, ...rest } = error;
  assert.deepEqual({ isAuthError, ...rest }, { isAuthError: true, ...expected });
  assert.match(told, remedy);
  assert.ok(message.startsWith(expected.code) && message.includes(told), `unexpected message: ${message}`);
}

const EXPECTED = {
  first: { status: "signed-out", reason: "never" },
  sameSession: true,
  jwt: {
    unverified: true,
    header: { typ: "JWT", alg: "HS256" },
    payload: { iss: "joe", exp: 1300819380, "http://example.com/is_root": true },
  },
  response: { kind: "code", code: "c", state: "s", iss: "i", in: "query" },
};
