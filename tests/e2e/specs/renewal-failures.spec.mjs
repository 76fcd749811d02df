// Renewals that fail: how often a provider is asked, what is its word and what is not, and when the session is over.
import { codeOf, frames, LIFE, listen, signInFor, signInForSeconds } from "../setup/renewals.mjs";
import { atKeycloak, expect, test } from "../setup/test.mjs";
import { failing, tokenEndpoint } from "../setup/token-endpoint.mjs";

const OVER = LIFE * 1000 + 1000;
const unreachable = { status: "signed-in", stale: true, error: { code: "renewal_unreachable" } };

test("h_02 fifty calls in the pause that the provider asks for are no request", async ({ app, keycloak }) => {
  const token = await signInFor(app, keycloak);
  token.around = failing(503, { "retry-after": "600" });
  await app.page.clock.fastForward(OVER);
  await expect.poll(() => app.session()).toMatchObject(unreachable);
  expect(await fiftyCalls(app)).toEqual(["renewal_unreachable"]);
  await app.page.clock.fastForward(590_000);
  expect(await fiftyCalls(app)).toEqual(["renewal_unreachable"]);
  expect(token.refreshTokens).toHaveLength(1);
  // Who asks for it is not kept from it.
  expect(await codeOf(app.page, () => window.app.auth.renew())).toBe("renewal_unreachable");
  expect(token.refreshTokens).toHaveLength(2);
  await app.page.clock.fastForward(601_000);
  expect(await fiftyCalls(app)).toEqual(["renewal_unreachable"]);
  expect(token.refreshTokens).toHaveLength(3);
});

test("h_02 fifty calls after a failure are no request, and one after a pause is", async ({
  app,
  keycloak,
}) => {
  const token = await signInFor(app, keycloak);
  token.around = failing(503);
  // The clock stands still from here on.
  await app.page.clock.pauseAt(Date.now() + OVER);
  await expect.poll(() => app.session()).toMatchObject(unreachable);
  expect(await fiftyCalls(app)).toEqual(["renewal_unreachable"]);
  expect(token.refreshTokens).toHaveLength(1);
  token.around = (_form, answer) => answer();
  await app.page.clock.runFor(950);
  expect((await app.tokens()).accessToken).toMatch(/.{20}/);
  expect(token.refreshTokens).toHaveLength(2);
  expect(await app.session()).toMatchObject({ status: "signed-in", stale: false });
});

test("h_02 what failed is tried at once when somebody looks at the page, however long the tokens still live", async ({
  app,
  keycloak,
}) => {
  const token = await signInFor(app, keycloak);
  // As early as it can be, and then as late.
  await app.page.evaluate(async () => {
    window.byte = 204;
    crypto.getRandomValues = (bytes) => bytes.fill(window.byte);
    await window.app.auth.renew();
  });
  token.around = failing(500);
  // The clock stands still from here on.
  await app.page.clock.pauseAt(Date.now() + 90_000);
  await expect.poll(() => app.session()).toMatchObject(unreachable);
  token.around = (_form, answer) => answer();
  await app.page.clock.runFor(950);
  expect((await app.session()).stale).toBe(true);
  await app.page.evaluate(() => {
    window.byte = 0;
    dispatchEvent(new Event("focus"));
  });
  await expect.poll(() => app.session()).toMatchObject({ status: "signed-in", stale: false });
});

test("h_02 a page about maintenance in the place of the provider ends no session", async ({
  app,
  tunnistamo,
}) => {
  await signInForSeconds(app, tunnistamo);
  const told = await listen(app.page);
  const { expiresAt } = await app.session();
  const ends = ["authorization", "discovery", "token", "jwks", "userinfo"].map((endpoint) =>
    tunnistamo.override(endpoint, maintenance),
  );
  await app.page.clock.fastForward(12_000);
  await expect(app.page.locator("iframe")).toBeAttached();
  await app.page.clock.fastForward(11_000);
  await expect.poll(() => app.session()).toMatchObject(unreachable);
  for (const end of ends) end();
  await app.page.clock.fastForward(1000);
  await app.page.evaluate(() => dispatchEvent(new Event("focus")));
  await expect.poll(() => app.session()).toMatchObject({ status: "signed-in", stale: false });
  expect((await app.session()).expiresAt).toBeGreaterThan(expiresAt);
  expect(await told("signed-out")).toEqual([]);
  expect(await told("error")).not.toContainEqual(
    expect.objectContaining({ code: "reauthentication_required" }),
  );
});

test("h_01 a refused refresh token ends the session as soon as nobody is at the provider, whatever came in between", async ({
  app,
  keycloak,
}) => {
  app.serve({ ...atKeycloak(keycloak), policy: frames(keycloak) });
  await app.page.clock.install();
  await app.signIn();
  const token = tokenEndpoint(keycloak);
  token.around = (_form, _answer, { response }) =>
    response
      .writeHead(400, { "content-type": "application/json", "access-control-allow-origin": "*" })
      .end('{"error":"invalid_grant","error_description":"Session not active"}');
  const end = keycloak.override("authorization", (request, response) => {
    const asked = new URL(request.url, keycloak.origin).searchParams;
    const answer = new URLSearchParams({
      error: "temporarily_unavailable",
      state: asked.get("state"),
      iss: keycloak.issuer,
    });
    response.writeHead(302, { location: `${asked.get("redirect_uri")}?${answer}` }).end();
  });
  expect(await codeOf(app.page, () => window.app.auth.renew())).toBe("renewal_unreachable");
  await expect(app.status).toHaveText("signed-in");
  end();
  await app.page.context().clearCookies();
  await app.page.clock.fastForward(1000);
  expect(await codeOf(app.page, () => window.app.auth.renew())).toBe("reauthentication_required");
  expect(await app.session()).toMatchObject({
    status: "signed-out",
    reason: "expired",
    error: { code: "reauthentication_required" },
  });
  // It was sent once.
  expect(token.refreshTokens).toHaveLength(1);
});

/** What came of so many calls, one after another. */
function fiftyCalls({ page }) {
  return page.evaluate(async () => {
    const outcomes = new Set();
    for (let calls = 0; calls < 50; calls += 1) {
      const { auth } = window.app;
      const call = calls % 2 ? auth.userinfo() : auth.accessToken();
      outcomes.add(
        await call.then(
          () => "done",
          ({ code }) => code,
        ),
      );
    }
    return [...outcomes];
  });
}

function maintenance(_request, response) {
  response
    .writeHead(200, { "content-type": "text/html; charset=utf-8", "access-control-allow-origin": "*" })
    .end("<!doctype html><title>Maintenance</title><h1>Back soon</h1>");
}
