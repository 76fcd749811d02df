// Tokens for single resources, from a provider that ends the session of whoever uses a refresh token twice: RFC 8707.
import { call, payload, tokenOf } from "../setup/apis.mjs";
import { record } from "../setup/provider-requests.mjs";
import { A, B, test } from "../setup/resources.mjs";
import { expect } from "../setup/test.mjs";

test("g_14 g_15 tokens of several resources, in parallel, each by the newest refresh token", async ({
  signedIn: { app, provider },
  api,
}) => {
  const requests = record(provider, "/token");
  const at = (resource) =>
    call(app, `${api.origin}/for/${encodeURIComponent(resource)}`, { auth: { resource } });
  const answers = await Promise.all([A, B, A].map(at));
  expect(answers.map(({ status, body }) => [status, body.aud])).toEqual([A, B, A].map((name) => [200, name]));
  // One request for each, and no refresh token twice: else the provider had ended the session.
  const used = requests
    .filter(({ method }) => method === "POST")
    .map(({ body }) => new URLSearchParams(body));
  expect(used.map((form) => form.get("resource")).sort()).toEqual([A, B]);
  expect(new Set(used.map((form) => form.get("refresh_token"))).size).toBe(2);
  // What A takes, B does not get.
  const headers = api.seen.map(({ path, headers }) => [path, payload(headers.authorization).aud]);
  expect(headers.every(([path, aud]) => path.endsWith(encodeURIComponent(aud)))).toBe(true);
  await app.page.evaluate(() => window.app.auth.renew());
  expect((await app.session()).status).toBe("signed-in");
});

test("a part of the scope is asked for, and is another token", async ({ signedIn: { app } }) => {
  const scopes = [];
  for (const scope of [undefined, "read"]) {
    const token = await tokenOf(app, { resource: A, ...(scope && { scope }) });
    scopes.push(payload(token).scope);
  }
  expect(scopes[1]).toBe("read");
  expect(scopes[0]).not.toBe("read");
});

// This provider has used the refresh token up before it looks at the resource.
test("g_13 a resource that was not granted is refused, and the session goes on without that refresh token", async ({
  signedIn: { app, provider },
}) => {
  const requests = record(provider, "/token");
  expect(await tokenOf(app, { resource: "https://other.example/" })).toBe("invalid_target");
  // Nobody is asked again for what is refused, since each answer would cost a refresh token.
  const { length } = requests;
  expect(await tokenOf(app, { resource: "https://other.example/" })).toBe("invalid_target");
  expect(requests).toHaveLength(length);
  await app.page.evaluate(() => window.app.auth.renew());
  expect((await app.session()).status).toBe("signed-in");
  const sent = requests.map(({ body }) => new URLSearchParams(body).get("refresh_token")).filter(Boolean);
  expect(new Set(sent).size).toBe(sent.length);
});

test("g_13 a refused resource is asked for again after a login that asked for it", async ({
  signedIn: { app },
}) => {
  await app.open();
  await app.login({ resource: [A] });
  await app.page.waitForURL("**/callback");
  await expect(app.status).toHaveText("signed-in");
  expect(await tokenOf(app, { resource: B })).toBe("invalid_target");
  await app.page.evaluate(
    (resource) => window.app.auth.login({ mode: "silent", resource }).then(({ status }) => status),
    [A, B],
  );
  const token = await tokenOf(app, { resource: B });
  expect(token).not.toBe("invalid_target");
  expect(payload(token).aud).toBe(B);
});

test("g_15 two tabs of one session take turns", async ({ signedIn: { app, provider, serve }, context }) => {
  serve({ storage: "shared" });
  await app.open();
  await app.login({ resource: [A, B] });
  await expect(app.status).toHaveText("signed-in");
  const page = await context.newPage();
  await page.goto(app.site.origin);
  await expect(page.locator("#status")).toHaveText("signed-in");
  const requests = record(provider, "/token");
  const tokens = await Promise.all([tokenOf(app, { resource: A }), tokenOf({ page }, { resource: B })]);
  expect(tokens.map((token) => payload(token).aud)).toEqual([A, B]);
  const used = requests
    .filter(({ method }) => method === "POST")
    .map(({ body }) => new URLSearchParams(body));
  expect(new Set(used.map((form) => form.get("refresh_token"))).size).toBe(2);
});
