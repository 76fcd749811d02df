// Parts of the package that are loaded later, and don't come: what is told, and what happens once they can be had.
import { atKeycloak, expect, test } from "../setup/test.mjs";
import { tokenEndpoint } from "../setup/token-endpoint.mjs";

const missing = (_request, response) => response.writeHead(404).end();

test("o_02 without vault.js a shared session says so by name, and a login works once it is there", async ({
  app,
  site,
  keycloak,
}) => {
  const end = site.override("/kirjaudu/vault.js", missing);
  app.serve(atKeycloak(keycloak, { storage: "shared" }));
  keycloak.autoLogin("aino");
  await app.open();
  await expect(app.status).toHaveText("signed-out login-failed");
  const { error } = await app.session();
  expect(error).toMatchObject({ code: "wasm_unreachable", phase: "load", retryable: true });
  expect(error.message).toContain("vault.js");
  end();
  await app.page.reload();
  await expect(app.status).toHaveText("signed-out never");
  await app.login({});
  await expect(app.status).toHaveText("signed-in");
});

for (const part of ["renewal.js", "kirjaudu.wasm"]) {
  test(`without ${part} a session is shown as stale, and renewed once that is there`, async ({
    app,
    site,
    keycloak,
    browserName,
  }) => {
    const token = tokenEndpoint(keycloak, { expiresIn: 5 });
    await app.signIn();
    const end = site.override(`/kirjaudu/${part}`, missing);
    await app.page.reload();
    await expect.poll(async () => (await app.session()).stale).toBe(true);
    await expect(app.status).toHaveText("signed-in");
    expect(token.refreshTokens).toEqual([]);
    end();
    if (part.endsWith(".js")) {
      const { error } = await app.session();
      expect(error).toMatchObject({ code: "wasm_unreachable", field: undefined });
      expect(error.remedy).toContain("reload the page");
    }
    // Firefox remembers of a script that it could not be loaded.
    if (part.endsWith(".js") && browserName === "firefox") await app.page.reload();
    else await app.page.evaluate(() => dispatchEvent(new Event("online")));
    await expect.poll(async () => (await app.session()).stale).toBe(false);
    expect(token.refreshTokens).toHaveLength(1);
  });
}
