// Sessions and refresh tokens that have lived for as long as Keycloak lets them, and one that outlives the sign-in.
import { DEFAULT_SCOPES } from "../../../www-demo/keycloak/scopes.mjs";
import { atRealm, expect, test, unique } from "../setup/test.mjs";

const inOwnRealm = test.extend({
  // The lifetimes of a realm are everybody's.
  keycloak: async ({ servers: { keycloak } }, use) => {
    const realm = unique("realm");
    await keycloak.admin.importRealm({ realm, enabled: true, sslRequired: "none", revokeRefreshToken: true });
    await use({ ...keycloak, ...atRealm(keycloak.origin, realm) });
  },

  /** Signs somebody in there. */
  signedIn: async ({ app, addClient, addPerson }, use) =>
    use(async () => {
      const scopes = { defaultClientScopes: DEFAULT_SCOPES, optionalClientScopes: [] };
      app.configure({ clientId: await addClient(scopes) });
      await app.signIn(await addPerson());
    }),
});

inOwnRealm(
  "the longest life of an SSO session is over: the refresh is refused, and the person signed out with Keycloak's reason",
  async ({ app, keycloak, requests, signedIn }) => {
    await signedIn();
    // Shortened afterwards: by what the page was told the refresh token lives on.
    await keycloak.admin.changeRealm({ ssoSessionMaxLifespan: 1 });
    await expect.poll(async () => (await app.outcome("userinfo")).code).toBe("userinfo_refused");
    const error = await app.outcome("renew");
    expect(refreshes(requests)).toHaveLength(1);
    expect(error).toMatchObject({ code: "reauthentication_required", phase: "renew" });
    expect(error.message).toContain("invalid_grant: Session not active; silent login: login_required");
    await expect(app.status).toHaveText("signed-out expired");
  },
);

inOwnRealm(
  "a session that may live for seconds is renewed until its end, and then over",
  async ({ app, keycloak, requests, signedIn }) => {
    await keycloak.admin.changeRealm({ ssoSessionMaxLifespan: 15 });
    await signedIn();
    await expect(app.status).toHaveText("signed-out expired", { timeout: 40_000 });
    // By itself, for as long as there was anything to renew.
    expect(refreshes(requests)).not.toEqual([]);
    const steps = async () => (await app.explain()).timeline.map(({ step, detail }) => `${step}: ${detail}`);
    await expect
      .poll(steps)
      .toEqual(
        expect.arrayContaining([
          "renewal: done",
          "refresh token: the refresh token is expired",
          "login failed: login_required",
          "renewal failed: reauthentication_required",
        ]),
      );
  },
);

const refreshes = (requests) =>
  requests.to("token").filter(({ form }) => form.get("grant_type") === "refresh_token");

test("a refresh token that has expired is not sent: a silent login instead, or the word that it has", async ({
  app,
  keycloak,
  addClient,
  requests,
}) => {
  const attributes = { "client.session.idle.timeout": "60", "pkce.code.challenge.method": "S256" };
  app.configure({ clientId: await addClient({ attributes }), autoRenew: false });
  await app.page.clock.install();
  await app.signIn();
  await app.page.clock.fastForward(61_000);
  expect((await app.outcome("renew")).status).toBe("signed-in");
  expect(refreshes(requests)).toEqual([]);

  await keycloak.admin.endSession((await app.session()).claims.sid);
  await app.page.clock.fastForward(61_000);
  const error = await app.outcome("renew");
  expect(error).toMatchObject({ code: "reauthentication_required", phase: "renew" });
  expect(error.message).toContain("the refresh token is expired; silent login: login_required");
  expect(refreshes(requests)).toEqual([]);
});

test("offline_access: renewed although the administrator has ended the session of the sign-in", async ({
  app,
  keycloak,
  addPerson,
  requests,
}) => {
  const person = await addPerson();
  // In the other application first: Keycloak keeps no session beside the offline one of who begins with that.
  app.configure({ clientId: "other-ui" });
  await app.signIn(person);
  app.configure({ scope: "openid offline_access", sessionPollInterval: 1 });
  await app.signInAtOnce();
  const { sub, sid } = (await app.session()).claims;
  await keycloak.admin.endSession(sid);
  expect(await keycloak.admin.sessionsOf(person)).toEqual([]);
  for (const count of [1, 2]) {
    expect((await app.outcome("renew")).status).toBe("signed-in");
    expect(refreshes(requests)).toHaveLength(count);
  }
  expect((await app.outcome("userinfo")).sub).toBe(sub);
  // It was no silent login that has kept the person in.
  expect(await app.outcome("login", { mode: "silent" })).toMatchObject({ code: "login_required" });
  await expect(app.status).toHaveText("signed-in");
});
