// Renewal at a Keycloak that rotates refresh tokens, and kills a session in which one is used twice.
import { expect, IN_FIREFOX_TOO, test } from "../setup/test.mjs";

test("each renewal brings a new refresh token, and the ID token stays that of the login", async ({
  app,
  requests,
}) => {
  await app.signIn();
  const before = await app.session();
  const tokens = new Set([(await app.tokens()).accessToken]);
  for (const _ of [1, 2, 3]) {
    expect((await app.outcome("renew")).status).toBe("signed-in");
    tokens.add((await app.tokens()).accessToken);
  }
  expect(tokens.size).toBe(4);
  const sent = refreshTokens(requests);
  expect(sent).toHaveLength(3);
  expect(new Set(sent).size).toBe(3);
  const { claims } = await app.session();
  expect(claims).toMatchObject({ sid: before.claims.sid, auth_time: before.claims.auth_time });
  // A refreshed ID token has none.
  expect(claims).not.toHaveProperty("nonce");
  expect((await app.outcome("userinfo")).sub).toBe(claims.sub);
});

test("a renewed session: new tokens, the same person", IN_FIREFOX_TOO, async ({ app }) => {
  await app.signIn();
  const before = await app.tokens();
  expect((await app.outcome("renew")).status).toBe("signed-in");
  expect((await app.tokens()).accessToken).not.toBe(before.accessToken);
  expect((await app.outcome("userinfo")).sub).toBe((await app.session()).claims.sub);
});

test("tabs that share a session never send a refresh token twice, at whatever time they renew", async ({
  app,
  requests,
}) => {
  app.configure({ storage: "shared" });
  await app.signIn();
  const tabs = [app, await app.tab(), await app.tab()];
  for (const tab of tabs.slice(1)) {
    await tab.open();
    await expect(tab.status).toHaveText("signed-in");
  }
  for (const _ of [1, 2, 3]) {
    const outcomes = await Promise.all(tabs.map((tab) => tab.outcome("renew")));
    expect(outcomes.map(({ status }) => status)).toEqual(tabs.map(() => "signed-in"));
  }
  const sent = refreshTokens(requests);
  expect(sent.length).toBeGreaterThanOrEqual(3);
  expect(new Set(sent).size).toBe(sent.length);
  // Two at once would have left a dead token behind, and the session with it.
  for (const tab of tabs) expect((await tab.outcome("userinfo")).sub).toBe((await app.session()).claims.sub);
});

test("a duplicated tab leaves the refresh token that is used up alone", async ({ app, requests }) => {
  await app.signIn();
  const copied = await app.page.evaluate(() => Object.entries(sessionStorage));
  const copy = await app.tab();
  await copy.page.addInitScript((entries) => {
    for (const [key, value] of entries) sessionStorage.setItem(key, value);
  }, copied);
  await copy.open();
  await expect(copy.status).toHaveText("signed-in");
  expect((await app.outcome("renew")).status).toBe("signed-in");
  expect((await copy.outcome("renew")).status).toBe("signed-in");
  expect((await app.outcome("renew")).status).toBe("signed-in");
  const sent = refreshTokens(requests);
  expect(sent.length).toBeGreaterThanOrEqual(2);
  expect(new Set(sent).size).toBe(sent.length);
});

test("somebody else has used a refresh token again: the newest is dead too, and a silent login takes its place", async ({
  app,
  keycloak,
}) => {
  await app.signIn();
  const stolen = await app.page.evaluate(() => {
    const key = Object.keys(sessionStorage).find((each) => each.startsWith("kirjaudu.session."));
    return JSON.parse(sessionStorage.getItem(key)).refreshToken;
  });
  expect((await app.outcome("renew")).status).toBe("signed-in");
  const reuse = await fetch(`${keycloak.protocol}/token`, {
    method: "POST",
    body: new URLSearchParams({
      grant_type: "refresh_token",
      client_id: "exampleapp-ui",
      refresh_token: stolen,
    }),
  });
  expect(await reuse.json()).toMatchObject({
    error: "invalid_grant",
    error_description: "Maximum allowed refresh token reuse exceeded",
  });
  expect(await app.outcome("userinfo")).toMatchObject({ code: "userinfo_refused" });

  expect((await app.outcome("renew")).status).toBe("signed-in");
  expect((await app.outcome("userinfo")).sub).toBe((await app.session()).claims.sub);
});

for (const [what, end, words] of [
  ["a session that is ended", ({ admin, sid }) => admin.endSession(sid), "Session not active"],
  [
    "a person who is disabled",
    ({ admin, person }) => admin.changeUser(person, { enabled: false }),
    "User disabled",
  ],
]) {
  test(`${what}: signed out by a renewal, with both reasons`, async ({ app, keycloak, addPerson }) => {
    const person = await addPerson();
    await app.signIn(person);
    const { sid } = (await app.session()).claims;
    await end({ admin: keycloak.admin, sid, person });
    const error = await app.outcome("renew");
    expect(error).toMatchObject({ code: "reauthentication_required", phase: "renew" });
    expect(error.message).toContain(words);
    expect(error.message).toContain("login_required");
    await expect(app.status).toHaveText("signed-out expired");
  });
}

test("a token that lives for seconds is renewed by itself", async ({ app, addClient }) => {
  app.configure({
    clientId: await addClient({ attributes: { "access.token.lifespan": "10" } }),
  });
  await app.signIn();
  const before = await app.tokens();
  await expect
    .poll(async () => (await app.tokens()).accessToken, { timeout: 30_000 })
    .not.toBe(before.accessToken);
  await expect(app.status).toHaveText("signed-in");
});

test("without a refresh token: implicit, renewed in a hidden frame", async ({ app, requests }) => {
  app.configure({ clientId: "legacy-ui", flow: "implicit" });
  await app.signIn();
  const before = await app.tokens();
  expect((await app.outcome("renew")).status).toBe("signed-in");
  expect((await app.tokens()).accessToken).not.toBe(before.accessToken);
  expect(requests.to("token")).toHaveLength(0);
});

function refreshTokens(requests) {
  return requests
    .to("token")
    .filter(({ form }) => form.get("grant_type") === "refresh_token")
    .map(({ form }) => form.get("refresh_token"));
}
