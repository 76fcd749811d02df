// Keycloak stops and starts again in the middle of a session.
import { expect, test } from "../setup/test.mjs";

test("a session outlives a restart of the server", async ({ app, keycloak }) => {
  // A start of the server takes its time on a busy machine.
  test.setTimeout(300_000);
  app.configure({ sessionPollInterval: 1 });
  await app.signIn();
  const { claims } = await app.session();
  await keycloak.stop();
  expect(await app.outcome("userinfo")).toMatchObject({ code: "userinfo_unreachable" });
  expect(await app.outcome("renew")).toMatchObject({ code: "renewal_unreachable" });
  // No answer is no word of the provider's.
  await expect(app.status).toHaveText("signed-in");

  await keycloak.start();
  expect((await app.outcome("renew")).status).toBe("signed-in");
  expect((await app.outcome("userinfo")).sub).toBe(claims.sub);
  expect((await app.outcome("login", { mode: "silent" })).status).toBe("signed-in");
  expect((await app.session()).claims).toMatchObject({ sub: claims.sub, sid: claims.sid });
  await app.logout();
  await expect(app.status).toHaveText("signed-out logout");
});
