// Where the session lives, how long, and what happens where it can't.
import { stay } from "../setup/provider-requests.mjs";
import { atKeycloak, expect, test } from "../setup/test.mjs";

test("the first frame after a reload shows the session, before any wasm", async ({ app, site }) => {
  await app.signIn();
  const release = site.hold("/kirjaudu/kirjaudu.wasm");
  await app.page.reload();
  await expect(app.status).toHaveText("signed-in");
  expect(await app.page.evaluate(() => window.app.firstFrame.status)).toBe("signed-in");
  expect((await app.session()).claims.given_name).toBe("Aino");
  expect((await app.ready()).session.status).toBe("signed-in");
  // Nothing of this needed the core, which is still on its way.
  await app.page.evaluate(() => {
    window.core = "on its way";
    window.app.auth.accessToken().then(() => {
      window.core = "there";
    });
  });
  expect(await app.page.evaluate(() => window.core)).toBe("on its way");
  release();
  expect((await app.tokens()).accessToken).toMatch(/.{20}/);
});

test("h_08 pain_17 in memory mode no token is in any storage, and a reload signs out", async ({
  app,
  keycloak,
}) => {
  app.serve(atKeycloak(keycloak, { storage: "memory" }));
  await app.signIn();
  const tokens = await app.tokens();
  const stored = await everythingStored(app.page);
  expect(stored).toContain(keycloak.origin); // it looks in the right place
  for (const token of Object.values(tokens)) {
    expect(token.length).toBeGreaterThan(40);
    expect(stored).not.toContain(token);
  }
  expect(stored).not.toContain("5f1c2a34-0b7e-4d5c-9a86-3c1d7e9b2a10"); // her subject identifier
  await app.page.reload();
  await expect(app.status).toHaveText("signed-out never");
});

test("h_09 no dump of the client, and no error, holds a token", async ({ app, page, keycloak }) => {
  const written = [];
  page.on("console", (message) => written.push(message.text()));
  await app.signIn();
  await page.evaluate(() => window.app.auth.renew());
  const secrets = Object.values(await app.tokens());
  const stored = await page.evaluate(() => JSON.stringify({ ...sessionStorage }));
  secrets.push(...[...stored.matchAll(/\\"refreshToken\\":\\"([^"\\]+)/g)].map(([, token]) => token));
  expect(secrets).toHaveLength(3);
  await keycloak.goDown(503);
  const shown = await page.evaluate(async () => {
    const { auth } = window.app;
    console.log(auth, auth.session);
    const errors = [];
    for (const call of [
      () => auth.renew(),
      () => auth.userinfo(),
      () => auth.fetch("https://other.example/"),
    ])
      await call().catch((error) => errors.push(error));
    console.log(...errors);
    const walked = [auth, auth.session, auth.explain(), ...errors].map((each) => [
      JSON.stringify(each),
      String(each),
      JSON.stringify(Object.getOwnPropertyDescriptors(each)),
    ]);
    return JSON.stringify([walked, errors.map(({ message, stack }) => [message, stack])]);
  });
  expect(shown).toContain("renewal_unreachable"); // there is something in it
  for (const secret of secrets) {
    expect(shown).not.toContain(secret);
    expect(written.join()).not.toContain(secret);
  }
});

test("a tab does not share its session with another", async ({ app, site }) => {
  await app.signIn();
  const other = await app.page.context().newPage();
  await other.goto(site.origin);
  await expect(other.locator("#status")).toHaveText("signed-out never");
  // What tabs share is that somebody signed in or out, and nothing else.
  const shared = await app.page.evaluate(() => Object.entries(localStorage));
  expect(shared.map(([key]) => key.split(" ")[0])).toEqual(["kirjaudu.tabs.exampleapp-ui"]);
  expect(shared[0][1]).toMatch(/^0 \d+$/);
});

test("storage blocked by the browser: the page works, login says why it can't", async ({ app, keycloak }) => {
  await app.page.addInitScript(() => {
    Object.defineProperty(window, "sessionStorage", {
      get() {
        throw new DOMException("The operation is insecure.", "SecurityError");
      },
    });
  });
  await app.open();
  await expect(app.status).toHaveText("signed-out never");
  await app.login();
  await expect(app.problem).toHaveText("storage_unavailable");
  expect(keycloak.count("authorization")).toBe(0);
  await app.open("/callback?code=c&state=s");
  await expect(app.status).toHaveText("signed-out login-failed");
  expect((await app.session()).error.code).toBe("state_unknown");
});

test("pain_04 a full storage is told, and abandoned logins do not pile up", async ({ app, keycloak }) => {
  keycloak.override("authorization", stay);
  await app.open();
  for (let count = 1; count <= 20; count++) {
    const arrival = keycloak.arrival("authorization");
    await app.login({});
    await arrival;
  }
  const pending = () =>
    app.page.evaluate(
      () => Object.keys(sessionStorage).filter((key) => key.startsWith("kirjaudu.login.")).length,
    );
  expect(await pending()).toBe(16);

  await app.page.evaluate(() => {
    for (const key of Object.keys(sessionStorage).filter((k) => k.startsWith("kirjaudu.login."))) {
      sessionStorage.removeItem(key);
    }
    // Leaves less room than a login needs.
    for (let size = 1 << 23; size >= 64; size >>= 1) {
      try {
        for (let i = 0; ; i++) sessionStorage.setItem(`fill${size}.${i}`, "x".repeat(size));
      } catch {
        // full for pieces of this size
      }
    }
  });
  await app.login({});
  await app.expectTextWhereItIs("problem", "storage_unavailable");
});

test("h_07 a stored session whose reasons are no text is told without them", async ({ app, page }) => {
  await app.signIn();
  const found = await page.evaluate(() => {
    const [key, text] = Object.entries(sessionStorage).find(([name]) => name.startsWith("kirjaudu.session."));
    sessionStorage.setItem(key, JSON.stringify({ ...JSON.parse(text), because: 5 }));
    return key;
  });
  expect(found).toContain("exampleapp-ui");
  await page.reload();
  await expect(app.status).toHaveText("signed-in");
  expect((await app.explain()).flow).toBe("code");
});

test("pain_12 the ID token of a session that is over is not given, though no timer has run", async ({
  app,
  page,
  keycloak,
}) => {
  app.serve(atKeycloak(keycloak, { autoRenew: false }));
  await app.signIn();
  const found = await page.evaluate(() => {
    const before = window.app.auth.idToken();
    const { now } = Date;
    Date.now = () => now() + 86_400_000;
    const after = window.app.auth.idToken();
    return { before: typeof before, after: typeof after, status: window.app.auth.session.status };
  });
  expect(found).toEqual({ before: "string", after: "undefined", status: "signed-out" });
});

test("a stored session of another version, client or time is not believed", async ({
  app,
  page,
  keycloak,
}) => {
  app.serve(atKeycloak(keycloak, { autoRenew: false }));
  await app.signIn();
  const [key, text] = await page.evaluate(() =>
    Object.entries(sessionStorage).find(([name]) => name.startsWith("kirjaudu.session.")),
  );
  const reloadWith = async (record) => {
    await page.evaluate(([name, value]) => sessionStorage.setItem(name, value), [key, record]);
    await page.reload();
  };
  const inAnHour = Date.now() + 3_600_000;
  for (const change of [{ v: 2 }, { clientId: "other-ui" }, { expiresAt: 1 }, { obtainedAt: inAnHour }]) {
    await reloadWith(JSON.stringify({ ...JSON.parse(text), ...change }));
    await expect(app.status).toHaveText(/^signed-out/);
    await reloadWith(text);
    await expect(app.status).toHaveText("signed-in");
  }
});

test("pain_12 the session ends by its time, on a page that is open", async ({ app, keycloak }) => {
  app.serve(atKeycloak(keycloak, { clientId: "exampleapp-short-ui", autoRenew: false }));
  await app.page.clock.install();
  await app.signIn();
  const { expiresAt } = await app.session();
  expect(expiresAt - (await app.page.evaluate(() => Date.now()))).toBeLessThanOrEqual(15_000);
  await app.page.clock.fastForward(16_000);
  await expect(app.status).toHaveText("signed-out expired");
  expect((await app.tokens()).accessToken).toBe("not_signed_in");
  expect(await everythingStored(app.page)).not.toContain("idToken");
});

test("e_36 a clock that is set back does not make the session longer", async ({ app, page, keycloak }) => {
  app.serve(atKeycloak(keycloak, { clientId: "exampleapp-short-ui", autoRenew: false }));
  await page.clock.install();
  await app.signIn();
  await page.clock.setSystemTime(Date.now() - 3_600_000);
  await expect(app.status).toHaveText("signed-in");
  await page.clock.fastForward(16_000);
  await expect(app.status).toHaveText("signed-out expired");
  expect((await app.tokens()).accessToken).toBe("not_signed_in");
});

test("pain_12 a page that was closed meanwhile begins signed out", async ({ app, keycloak }) => {
  app.serve(atKeycloak(keycloak, { clientId: "exampleapp-short-ui", autoRenew: false }));
  await app.page.clock.install();
  await app.signIn();
  await app.page.goto("about:blank");
  await app.page.clock.fastForward(16_000);
  await app.open();
  await expect(app.status).toHaveText("signed-out expired");
  expect(await app.page.evaluate(() => window.app.firstFrame.status)).toBe("signed-out");
});

async function everythingStored(page) {
  const inPage = await page.evaluate(async () => {
    const databases = await indexedDB.databases();
    return JSON.stringify([
      { ...sessionStorage },
      { ...localStorage },
      databases,
      document.cookie,
      window.name,
    ]);
  });
  return inPage + JSON.stringify((await page.context().storageState()).origins);
}

test("pain_23 a page out of the back/forward cache shows nobody who has signed out meanwhile", async ({
  app,
}) => {
  await app.signIn();
  await app.page.evaluate(() => {
    for (const key of Object.keys(sessionStorage)) {
      if (key.startsWith("kirjaudu.session.")) sessionStorage.removeItem(key);
    }
    dispatchEvent(new PageTransitionEvent("pageshow", { persisted: true }));
  });
  await expect(app.status).toHaveText("signed-out logout");
});

test("pain_12 a computer that slept shows nobody whose session is over", async ({ app, keycloak }) => {
  app.serve(atKeycloak(keycloak, { autoRenew: false }));
  await app.signIn();
  await app.page.evaluate(() => {
    const later = Date.now() + 8 * 3600 * 1000;
    Date.now = () => later;
    dispatchEvent(new Event("focus"));
  });
  await expect(app.status).toHaveText("signed-out expired");
});

test("a listener that throws keeps neither the logout nor the others from being told", async ({ app }) => {
  await app.signIn();
  const told = await app.page.evaluate(async () => {
    const { auth } = window.app;
    let calls = 0;
    auth.subscribe(() => {
      throw new Error("a listener's own");
    });
    auth.subscribe(() => calls++);
    const { outcome } = await auth.logout({ mode: "local" });
    return { calls: calls > 0, outcome, status: auth.session.status };
  });
  expect(told).toEqual({ calls: true, outcome: "unconfirmed", status: "signed-out" });
});
