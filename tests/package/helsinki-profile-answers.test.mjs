// @ts-check
// kirjaudu/helsinki-profile and answers that the profile API should not give, or that never come.
import assert from "node:assert/strict";
import path from "node:path";
import { test } from "node:test";
import { pathToFileURL } from "node:url";
import { signedIn, startServers } from "./setup/profile-api.mjs";
import { newProject } from "./setup/project.mjs";

const folder = await newProject();
const installed = path.join(folder, "node_modules", "kirjaudu", "helsinki-profile.js");
const { helsinkiProfileClient } = await import(pathToFileURL(installed).href);
const { keycloak, api } = await startServers();

/** @param {any} auth */
const clientOf = (auth) => helsinkiProfileClient(auth, { url: api.url, audience: api.audience });
const aino = clientOf(await signedIn(keycloak, "aino"));
/** @type {[what: string, status: number, body: string, code: string, retryable: boolean][]} */
const NOT_GRAPHQL = [
  ["a page", 200, "<h1>Welcome</h1>", "profile_answer_invalid", false],
  ["nothing", 200, "", "profile_answer_invalid", false],
  ["JSON that is no object", 200, "[]", "profile_answer_invalid", false],
  ["null", 200, "null", "profile_answer_invalid", false],
  ["no data and no errors", 200, "{}", "profile_answer_invalid", false],
  ["data that is nothing, without a reason", 200, `{"data":null}`, "profile_answer_invalid", false],
  ["data of another kind", 200, `{"data":"x"}`, "profile_answer_invalid", false],
  ["errors that are no list", 200, `{"data":{},"errors":{}}`, "profile_answer_invalid", false],
  ["errors that are text", 200, `{"errors":["no"]}`, "profile_answer_invalid", false],
  ["another answer of GraphQL", 200, `{"data":{"other":1}}`, "profile_answer_invalid", false],
  ["a refusal", 403, "no", "profile_refused", false],
  ["a refusal in JSON", 401, `{"detail":"no"}`, "profile_refused", false],
  ["data with a status of failure", 404, `{"data":{"myProfile":null}}`, "profile_refused", false],
  ["an outage", 503, "<h1>503</h1>", "profile_refused", true],
  ["too many requests", 429, "", "profile_refused", true],
];

for (const [what, status, body, code, retryable] of NOT_GRAPHQL) {
  test(`${what} (${status}): ${code}`, async () => {
    const end = api.override("graphql", (/** @type {any} */ _request, /** @type {any} */ response) =>
      response.writeHead(status).end(body),
    );
    const thrown = await Promise.all([aino.me(), aino.query("{ myProfile { id } }")].map(rejection));
    end();
    // Only `me` knows what it asked for.
    for (const error of body.includes("other") ? thrown.slice(0, 1) : thrown) {
      const found = [error?.name, error?.code, error?.retryable, error?.status];
      assert.deepEqual(found, ["HelsinkiProfileError", code, retryable, status === 200 ? undefined : status]);
      assert.equal(error instanceof Error, true);
      assert.ok(error.remedy && error.message.includes(error.remedy));
      assert.doesNotMatch(error.stack, /Welcome|eyJ/);
    }
  });
}

/** @param {Promise<unknown>} promise @returns {Promise<any>} */
const rejection = (promise) =>
  promise.then(
    () => undefined,
    (error) => error,
  );

test("a denial of anything else is none of the results with a name", async () => {
  const denied = (/** @type {unknown[]} */ ...path) => [
    { path, extensions: { code: "PERMISSION_DENIED_ERROR" } },
  ];
  const answers = [
    {
      data: { myProfile: { firstName: "Aino", primaryEmail: null } },
      errors: denied("myProfile", "primaryEmail"),
    },
    { data: { myProfile: null }, errors: denied("other") },
    { data: null, errors: denied("myProfile") },
  ];
  for (const answer of answers) {
    const end = api.override("graphql", (/** @type {any} */ _request, /** @type {any} */ response) =>
      response.writeHead(200).end(JSON.stringify(answer)),
    );
    const { status, profile } = await aino.me();
    end();
    assert.deepEqual([status, profile], ["failed", answer.data?.myProfile ?? null]);
  }
});

test("errors in a form of their own are kept as text, without falling over", async () => {
  const odd = {
    errors: [
      { extensions: { code: "NEW_ERROR" }, path: "x" },
      { message: 7, extensions: { code: 7, field_name: {} } },
      { message: "m" },
    ],
  };
  const end = api.override("graphql", (/** @type {any} */ _request, /** @type {any} */ response) =>
    response.writeHead(400).end(JSON.stringify(odd)),
  );
  const { status, errors } = await aino.me();
  end();
  const nothing = { code: undefined, message: "", path: [], fieldName: undefined };
  assert.deepEqual(
    [status, errors],
    ["failed", [{ ...nothing, code: "NEW_ERROR" }, nothing, { ...nothing, message: "m" }]],
  );
});

test("nobody answers, or the answer breaks off: profile_unreachable", async () => {
  const end = api.override("graphql", (/** @type {any} */ _request, /** @type {any} */ response) => {
    response.writeHead(200, { "content-length": "100" }).write(`{"data":`);
    response.destroy();
  });
  await assert.rejects(aino.me(), { code: "profile_unreachable", retryable: true });
  end();
  const nowhere = clientOf({
    fetch: async () => {
      throw new TypeError("fetch failed");
    },
  });
  await assert.rejects(nowhere.me(), { code: "profile_unreachable", status: undefined });
});

test("what auth.fetch rejects with is passed on as it is", async () => {
  const reason = Object.assign(new Error("api_token_refused"), {
    name: "AuthError",
    code: "api_token_refused",
  });
  const refused = clientOf({ fetch: () => Promise.reject(reason) });
  await assert.rejects(refused.query("{x}"), (error) => error === reason);
});

test("given up: with the reason of the signal, before the answer and in the middle of it", async () => {
  const reason = new Error("page left");
  for (const part of ["", `{"data":`]) {
    const giveUp = new AbortController();
    const end = api.override("graphql", (/** @type {any} */ _request, /** @type {any} */ response) => {
      if (part) response.writeHead(200).write(part);
      giveUp.abort(reason);
    });
    await assert.rejects(aino.me({ signal: giveUp.signal }), (error) => error === reason);
    end();
  }
  // Whatever fetch makes of it.
  const giveUp = new AbortController();
  const odd = clientOf({
    fetch: async () => {
      giveUp.abort(reason);
      throw new TypeError("aborted");
    },
  });
  await assert.rejects(odd.me({ signal: giveUp.signal }), (error) => error === reason);
});
