// @ts-check
// kirjaudu/helsinki-profile against the local profile API: every result told apart, with tokens that the API really checks.
import assert from "node:assert/strict";
import path from "node:path";
import { test } from "node:test";
import { pathToFileURL } from "node:url";
import { gdprCodeOf } from "./setup/login.mjs";
import { redirectUri, signedIn, startServers } from "./setup/profile-api.mjs";
import { newProject } from "./setup/project.mjs";

const folder = await newProject();
const installed = path.join(folder, "node_modules", "kirjaudu", "helsinki-profile.js");
const { helsinkiProfileClient, profileApi } = await import(pathToFileURL(installed).href);
const { keycloak, api } = await startServers();

/** The client as somebody's page has it. @param {any} auth @param {object} [options] */
const clientOf = (auth, options) =>
  helsinkiProfileClient(auth, { url: api.url, audience: api.audience, language: "fi", ...options });
/** @param {string} who @param {any} [login] */
const clientFor = async (who, login) => clientOf(await signedIn(keycloak, who, login));

const VERIFIED = {
  firstName: true,
  verifiedPersonalInformation: { municipalityOfResidence: true, permanentAddress: { postalCode: true } },
};

test("a profile: by default the names and how to reach the person, and nothing verified", async () => {
  const me = await (await clientFor("aino")).me();
  assert.deepEqual(me, {
    status: "profile",
    profile: {
      firstName: "Aino",
      lastName: "Esimerkki",
      nickname: "Aino",
      language: "FINNISH",
      primaryEmail: { email: "aino.esimerkki@example.org", verified: true },
      primaryPhone: { phone: "+358 00 0000001" },
    },
    errors: [],
  });
});

test("fields as chosen, below others and in lists too", async () => {
  const fields = { ...VERIFIED, lastName: undefined, emails: { edges: { node: { email: true } } } };
  const me = await (await clientFor("aino")).me({ fields });
  assert.deepEqual(me, {
    status: "profile",
    profile: {
      firstName: "Aino",
      emails: { edges: [{ node: { email: "aino.esimerkki@example.org" } }] },
      verifiedPersonalInformation: {
        municipalityOfResidence: "Helsinki",
        permanentAddress: { postalCode: "00100" },
      },
    },
    errors: [],
  });
});

test("no profile", async () => {
  assert.deepEqual(await (await clientFor("kirsi")).me(), {
    status: "no-profile",
    profile: null,
    errors: [],
  });
});

test("no service connection: of this service, while another one has it", async () => {
  const { status, profile, errors } = await (await clientFor("meri")).me();
  assert.deepEqual([status, profile], ["no-service-connection", null]);
  assert.deepEqual(
    [errors.length, errors[0].code, errors[0].path],
    [1, "PERMISSION_DENIED_ERROR", ["myProfile"]],
  );
  const other = await (await clientFor("meri", { clientId: "other-ui" })).me();
  assert.equal(other.status, "profile");
});

test("weak login: verified information withheld, and the rest of the profile kept", async () => {
  const me = await (await clientFor("bjorn")).me({ fields: VERIFIED });
  assert.equal(me.status, "verified-information-withheld");
  assert.deepEqual(me.profile, { firstName: "Björn", verifiedPersonalInformation: null });
  assert.deepEqual(me.errors, [
    {
      code: "PERMISSION_DENIED_ERROR",
      message: "Sinulla ei ole oikeutta suorittaa tätä toimintoa.",
      path: ["myProfile", "verifiedPersonalInformation"],
      fieldName: undefined,
    },
  ]);
  const strong = await (await clientFor("bjorn", { parameters: { acr_values: "2" } })).me({
    fields: VERIFIED,
  });
  assert.equal(strong.status, "profile");
});

test("nothing stored, which is no error", async () => {
  const me = await (await clientFor("oskar")).me({ fields: VERIFIED });
  assert.deepEqual(me, {
    status: "no-verified-information",
    profile: { firstName: "Oskar", verifiedPersonalInformation: null },
    errors: [],
  });
  // Who did not ask is told nothing of it.
  assert.equal((await (await clientFor("oskar")).me()).status, "profile");
});

test("a field that the service may not have: failed, with its name and what came all the same", async () => {
  const me = await (await clientFor("aino")).me({
    fields: { firstName: true, sensitivedata: { ssn: true } },
  });
  assert.equal(me.status, "failed");
  assert.deepEqual(me.profile, { firstName: "Aino", sensitivedata: null });
  assert.deepEqual([me.errors[0].code, me.errors[0].fieldName], ["FIELD_NOT_ALLOWED_ERROR", "sensitivedata"]);
});

test("two errors of which one alone would be told apart: failed", async () => {
  const fields = { ...VERIFIED, sensitivedata: { ssn: true } };
  const me = await (await clientFor("bjorn")).me({ fields });
  assert.deepEqual([me.status, me.errors.length, me.profile.firstName], ["failed", 2, "Björn"]);
});

test("a service that is not known from the token's azp: failed", async () => {
  const legacy = { clientId: "legacy-ui" };
  const { status, profile, errors } = await (await clientFor("aino", legacy)).me();
  assert.deepEqual([status, profile, errors[0].code], ["failed", null, "SERVICE_NOT_IDENTIFIED_ERROR"]);
});

test("tokens that are not this API's are believed nowhere", async () => {
  const aino = await signedIn(keycloak, "aino");
  const [header, payload] = (await aino.byUma(api.audience)).split(".");
  const wrong = {
    "of another audience": () => aino.byUma(api.serviceAudience),
    "the login's": async () => aino.tokens.access_token,
    "the ID token": async () => aino.tokens.id_token,
    "with another signature": async () => `${header}.${payload}.${"A".repeat(342)}`,
  };
  for (const [which, tokenOf] of Object.entries(wrong)) {
    const { status, profile, errors } = await (await clientFor("aino", { tokenOf })).me();
    assert.deepEqual([status, profile, errors[0].code], ["failed", null, "JWT_AUTHENTICATION_ERROR"], which);
  }
});

test("query: variables, any document, and what it could not execute, which is answered with 400", async () => {
  const profile = await clientFor("aino");
  const document = "query ($with: Boolean!) { myProfile { nickname language @include(if: $with) } }";
  const short = await profile.query(document, { with: false });
  assert.deepEqual(short, { data: { myProfile: { nickname: "Aino" } }, errors: [] });
  const long = await profile.query(document, { with: true });
  assert.deepEqual(long.data.myProfile, { nickname: "Aino", language: "FINNISH" });

  const wrong = await profile.query("{ myProfile { shoeSize } }");
  assert.equal(wrong.data, null);
  assert.deepEqual([wrong.errors[0].code, wrong.errors[0].path], ["GENERAL_ERROR", []]);
  assert.match(wrong.errors[0].message, /shoeSize/);
});

test("a mutation, and its error the second time", async () => {
  const meri = await clientFor("meri", { clientId: "exampleapp-short-ui" });
  const connect = `mutation { addServiceConnection(input: { serviceConnection: {} }) { serviceConnection { enabled } } }`;
  const { data } = await meri.query(connect);
  assert.deepEqual(data.addServiceConnection, { serviceConnection: { enabled: true } });
  assert.equal((await meri.me()).status, "profile");
  const { errors } = await meri.query(connect);
  assert.equal(errors[0].code, "SERVICE_CONNECTION_ALREADY_EXISTS_ERROR");
});

test("what takes a code of the profile's backend: the code is good once, and only after a strong sign-in", async () => {
  const code = await gdprCodeOf(keycloak, { who: "aino", redirectUri });
  const download = "query ($code: String!) { downloadMyProfile(authorizationCode: $code) }";
  const aino = await clientFor("aino");
  const { data } = await aino.query(download, { code });
  assert.match(data.downloadMyProfile, /"value":"Aino"/);
  for (const bad of [code, "made-up"]) {
    const { errors } = await aino.query(download, { code: bad });
    assert.equal(errors[0].code, "MISSING_GDPR_API_TOKEN_ERROR");
  }
  const { errors } = await (await clientFor("bjorn")).query(download, { code: "not looked at" });
  assert.equal(errors[0].code, "INSUFFICIENT_LOA_ERROR");
});

test("Accept-Language: the client's, as text or as a function asked each time, and the call's over both", async () => {
  const meri = await signedIn(keycloak, "meri", { clientId: "legacy-ui" });
  const auth = {
    fetch: (/** @type {string} */ url, /** @type {any} */ init) =>
      meri.fetch(url, { ...init, auth: { audience: "exampleapp-api-test" } }),
  };
  const seen = /** @type {(string | undefined)[]} */ ([]);
  const end = api.override("graphql", (/** @type {any} */ request, /** @type {any} */ response) => {
    seen.push(request.headers["accept-language"]);
    response.writeHead(200).end(`{"data":{"myProfile":null}}`);
  });
  let language = "sv";
  await clientOf(auth, { language: "fi" }).me();
  const changing = clientOf(auth, { language: () => language });
  await changing.me();
  language = "en";
  await changing.me();
  await changing.me({ language: "fi-FI" });
  end();
  assert.deepEqual(seen, ["fi", "sv", "en", "fi-FI"]);
});

test("the request: a POST of JSON without cookies, for the API's audience, and nothing else", async () => {
  const asked = /** @type {any[]} */ ([]);
  const auth = {
    fetch: async (/** @type {any[]} */ ...given) => {
      asked.push(given);
      return new Response(`{"data":{"myProfile":{"id":"1"}}}`);
    },
  };
  await clientOf(auth, { language: undefined }).me({ fields: { id: true, nickname: false } });
  const headers = { accept: "application/json", "content-type": "application/json" };
  const body = `{"query":"{myProfile{id }}"}`;
  const { refused } = asked[0][1].auth;
  // The API says so with status 200.
  const answer = (/** @type {string} */ code) =>
    new Response(`{"errors":[{"message":"","extensions":{"code":"${code}"}}]}`);
  assert.equal(await refused(answer("JWT_AUTHENTICATION_ERROR")), true);
  assert.equal(await refused(answer("PERMISSION_DENIED_ERROR")), false);
  assert.deepEqual(asked, [
    [
      api.url,
      {
        method: "POST",
        headers,
        body,
        credentials: "omit",
        cache: "no-store",
        auth: { audience: api.audience, refused },
      },
    ],
  ]);
});

test("the City's environments", () => {
  assert.deepEqual(["dev", "test", "prod"].map(profileApi), [
    { url: "https://profile-api.dev.hel.ninja/graphql/", audience: "profile-api-dev" },
    { url: "https://profile-api.test.hel.ninja/graphql/", audience: "profile-api-test" },
    { url: "https://api.hel.fi/profiili/graphql/" },
  ]);
});
