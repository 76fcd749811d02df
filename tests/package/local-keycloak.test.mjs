// @ts-check
// What the local Keycloak-like provider answers where a client could get it wrong, as a real one was seen to answer.
import assert from "node:assert/strict";
import { test } from "node:test";
import { decodeJwt } from "jose";
import { ask, logIn } from "./setup/login.mjs";
import { origin, redirectUri, startServers } from "./setup/profile-api.mjs";

const { keycloak, api } = await startServers();
const aino = () => logIn(keycloak, { who: "aino", redirectUri, origin });

/** @param {string} token @param {Record<string, string>} [form] */
const ticket = (token, form = {}) =>
  ask(keycloak, { ...UMA, ...form }, { authorization: `Bearer ${token}`, origin });
const UMA = {
  audience: api.audience,
  grant_type: "urn:ietf:params:oauth:grant-type:uma-ticket",
  permission: "#access",
};
/** @param {string} token */
const refresh = (token) =>
  ask(
    keycloak,
    { grant_type: "refresh_token", client_id: "exampleapp-ui", refresh_token: token },
    { origin },
  );

test("a UMA ticket: its fields, and a token for the API alone", async () => {
  const { access_token } = await aino();
  const { headers, ...fields } = await ticket(access_token);
  assert.deepEqual(Object.keys(fields).sort(), [
    "access_token",
    "expires_in",
    "not-before-policy",
    "refresh_expires_in",
    "refresh_token",
    "token_type",
    "upgraded",
  ]);
  assert.equal(headers.get("access-control-allow-origin"), origin);
  const claims = /** @type {any} */ (decodeJwt(fields.access_token));
  const { aud, azp, loa, acr, typ } = claims;
  assert.deepEqual([aud, azp, loa, acr, typ], [api.audience, "exampleapp-ui", "substantial", "1", "Bearer"]);
  assert.deepEqual(claims.authorization.permissions[0].scopes, ["access"]);
});

const REFUSED =
  /** @type {[form: Record<string, string>, status: number, error: string, description: string][]} */ ([
    [{ audience: "unknown" }, 400, "invalid_request", "Unknown resource server id: [unknown]"],
    [{ permission: "#other" }, 400, "invalid_scope", "One of the given scopes [other] is invalid"],
    [{ audience: "internal-api-test" }, 403, "access_denied", "not_authorized"],
    [{ client_id: "exampleapp-ui" }, 401, "unauthorized_client", "Invalid client credentials"],
  ]);

for (const [form, status, error, error_description] of REFUSED) {
  test(`a UMA request with ${JSON.stringify(form)}: ${status} ${error}`, async () => {
    const { access_token } = await aino();
    await assert.rejects(ticket(access_token, form), { status, body: { error, error_description } });
  });
}

test("a login that has ended gives no tickets, and what is no token gets an answer that pages can't read", async () => {
  const { access_token } = await aino();
  keycloak.endAllSessions();
  await assert.rejects(ticket(access_token), {
    status: 400,
    body: { error: "invalid_grant", error_description: "Invalid bearer token" },
  });
  const answer = await fetch(`${keycloak.issuer}/protocol/openid-connect/token`, {
    method: "POST",
    headers: { authorization: "Bearer ä".replace("ä", "*"), origin },
    body: new URLSearchParams(UMA),
  });
  assert.equal(answer.headers.get("access-control-allow-origin"), null);
});

test("refresh tokens without a question, each good once; a second use ends what it was renewed to", async () => {
  const { refresh_token: first } = await aino();
  const { refresh_token: second, access_token } = await refresh(first);
  assert.notEqual(second, first);
  await ticket(access_token);
  const refused = {
    status: 400,
    body: { error: "invalid_grant", error_description: "grant request is invalid" },
  };
  await assert.rejects(refresh(first), refused);
  await assert.rejects(refresh(second), refused);
  await assert.rejects(ticket(access_token), { status: 400 });
});

test("two refreshes at once: one is refused, and the other one's tokens are dead", async () => {
  const { refresh_token } = await aino();
  const [one, other] = await Promise.allSettled([refresh(refresh_token), refresh(refresh_token)]);
  const winner = one.status === "fulfilled" ? one : other;
  assert.equal([one, other].filter(({ status }) => status === "rejected").length, 1);
  assert.ok(winner.status === "fulfilled");
  await assert.rejects(refresh(winner.value.refresh_token), { status: 400 });
});

test("acr_values=2: a strong identification, in the ID token and in tickets, kept by a refresh", async () => {
  const parameters = { acr_values: "2" };
  const bjorn = await logIn(keycloak, { who: "bjorn", redirectUri, origin, parameters });
  const { access_token } = await refresh(bjorn.refresh_token);
  for (const token of [
    bjorn.id_token,
    (await ticket(bjorn.access_token)).access_token,
    (await ticket(access_token)).access_token,
  ]) {
    const { acr, loa, amr } = decodeJwt(token);
    assert.deepEqual([acr, loa, amr], ["2", "substantial", ["suomi_fi"]]);
  }
});
