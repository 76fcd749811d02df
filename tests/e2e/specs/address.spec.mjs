// Addresses that are not a response to us are nobody's business but the application's.
import { atKeycloak, expect, test } from "../setup/test.mjs";

// No two neighbours differ in the hash only: the browser would not load the page again.
const NOT_RESPONSES = [
  "/?foo=1&bar=%20+%C3%A4&foo=2",
  "/?code=abc",
  "/?state=abc",
  "/?code=abc&state=def", // not on the redirect URI
  "/?error=access_denied&error_description=no",
  "/callback",
  "/callback?foo=1",
  "/callback#/orders/1?state=abc&sort=code",
  "/callback?code=abc",
  "/callback#!/route;a=b?c=d&e",
  "/callback?state=abc&foo=1",
  "/callback?#",
  "/deep/callback?code=a&state=b",
  "/callback/?code=a&state=b",
  "/#/hash/route?access_token",
  "/orders/%2e%2E/a%2Fb?x=%zz&y=%E4#section%20two",
  "/#id_token",
  "/?&&a&=b&c==d#?&",
  "/?next=/callback%3Fcode%3Da%26state%3Db",
  "/?q=äö🛶#Ω",
];

test("b_19 pain_22 an address that is no response is left byte for byte", async ({ app }) => {
  for (const address of NOT_RESPONSES) {
    await app.open(address);
    expect((await app.ready()).callback).toBeUndefined();
    const { start, now } = await app.page.evaluate(() => ({
      start: window.atStart,
      now: { href: location.href, historyLength: history.length },
    }));
    expect(start.href).toBe(new URL(address, app.site.origin).href);
    expect(now).toEqual(start);
    expect((await app.session()).reason).toBe("never");
  }
});

test("b_02 tokens without a state are refused and leave the address", async ({ app }) => {
  await app.open("/callback#access_token=secret-token&id_token=x&token_type=bearer");
  await expect.poll(async () => (await app.session()).error?.code).toBe("state_missing");
  expect(await app.href()).toBe(`${app.site.origin}/callback`);
});

test("pain_22 code and state at the start page may be anybody's", async ({ app, keycloak }) => {
  app.serve(atKeycloak(keycloak, { redirectUri: "/" }));
  const address = `${app.site.origin}/?city=Espoo&code=WELCOME10&state=NY`;
  await app.open("/?city=Espoo&code=WELCOME10&state=NY");
  expect((await app.ready()).callback).toBeUndefined();
  expect(await app.href()).toBe(address);
  // With `iss` it is a response, of a login that nobody here began.
  await app.open("/?city=Espoo&code=WELCOME10&state=NY&iss=https%3A%2F%2Fop.example");
  await expect.poll(async () => (await app.session()).error?.code).toBe("state_unknown");
  expect(await app.href()).toBe(`${app.site.origin}/?city=Espoo`);
});

test("b_19 pain_22 nor are 500 made-up addresses touched", async ({ app }) => {
  await app.open();
  const touched = await app.page.evaluate(() => {
    const { createAuth, options } = window.app;
    const random = randomOf(7);
    const pick = (list) => list[Math.floor(random() * list.length)];
    const words = [
      "a",
      "code",
      "codes",
      "state",
      "Error",
      "id_token_hint",
      "%20",
      "+",
      "ä",
      "/x",
      "",
      "&",
      "=",
      "?",
      "%",
    ];
    const text = () =>
      Array.from({ length: Math.floor(random() * 6) }, () => pick(words)).join(pick(["=", "&", "/", ""]));
    const changed = [];
    for (let i = 0; i < 500; i++) {
      const url = `${pick(["/", "/callbacks", "/deep/er", "/callback/x"])}?${text()}#${pick(["", "/", "!/"])}${text()}`;
      history.replaceState({ mine: i }, "", url);
      const before = location.href;
      // A client that this page has not had yet looks at the address.
      createAuth({ ...options, clientId: `client ${i}` });
      if (location.href !== before || history.state.mine !== i) changed.push([before, location.href]);
    }
    return changed;

    // Mulberry32: the same addresses in every run.
    function randomOf(seed) {
      let a = seed;
      return () => {
        a = (a + 0x6d2b79f5) | 0;
        let t = Math.imul(a ^ (a >>> 15), 1 | a);
        t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
        return ((t ^ (t >>> 14)) >>> 0) / 4294967296;
      };
    }
  });
  expect(touched).toEqual([]);
});

test("pain_22 of a response only its own parameters go; the rest stays byte for byte", async ({ app }) => {
  const CLEANED = [
    ["/callback?a=%20+b&code=c&state=s&z=%E4", "/callback?a=%20+b&z=%E4"],
    ["/callback?code=c&state=s#/orders/1?x=a%2Fb", "/callback#/orders/1?x=a%2Fb"],
    ["/callback?lang=fi#state=s&access_token=t&id_token=i&expires_in=1", "/callback?lang=fi"],
    ["/callback?error=e&error_description=a%26b&error_uri=u&state=s&iss=i&session_state=x", "/callback"],
    ["/callback?a&code=c&&state=s&=b", "/callback?a&&=b"],
  ];
  for (const [address, clean] of CLEANED) {
    await app.open(address);
    await expect(app.status).toHaveText("signed-out login-failed");
    expect(await app.href()).toBe(app.site.origin + clean);
  }
});

test("a response for another client of the page is left to that one", async ({ app, keycloak }) => {
  keycloak.autoLogin("aino");
  await app.open();
  await app.page.evaluate(() => {
    const { createAuth, options } = window.app;
    createAuth({ ...options, clientId: "other-ui" }).login({ returnTo: "/of-other" });
  });
  // The page's own client comes first, and must not take it.
  await app.page.waitForURL(/\/callback\?.*code=/);
  await expect(app.status).toHaveText("signed-out never");
  expect((await app.ready()).callback).toBeUndefined();
  const other = await app.page.evaluate(async () => {
    const { createAuth, options } = window.app;
    const { session, callback } = await createAuth({ ...options, clientId: "other-ui" }).ready();
    return { status: session.status, returnTo: callback.returnTo };
  });
  expect(other).toEqual({ status: "signed-in", returnTo: "/of-other" });
  await expect(app.status).toHaveText("signed-out never");
  expect(await app.href()).toBe(`${app.site.origin}/callback`);
});
