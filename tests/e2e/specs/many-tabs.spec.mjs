// Many tabs of one application at a provider that takes the second use of a refresh token for theft, and what dies of a renewal.
import { atKeycloak, expect, test } from "../setup/test.mjs";
import { tokenEndpoint } from "../setup/token-endpoint.mjs";

// Seconds that an access token lives; a session is renewed when between 70 and 80 % of that are over.
const LIFE = 5;

test("the provider takes the second use of a refresh token for theft", async ({ app, keycloak }) => {
  const token = tokenEndpoint(keycloak);
  await app.signIn();
  await app.page.evaluate(() => window.app.auth.renew());
  const [used] = token.refreshTokens;
  const { refreshToken: newest } = await app.page.evaluate(() => {
    const key = Object.keys(sessionStorage).find((each) => each.startsWith("kirjaudu.session."));
    return JSON.parse(sessionStorage.getItem(key));
  });
  for (const refresh_token of [used, newest]) {
    const body = new URLSearchParams({
      grant_type: "refresh_token",
      refresh_token,
      client_id: "exampleapp-ui",
    });
    const url = `${keycloak.issuer}/protocol/openid-connect/token`;
    const response = await fetch(url, { method: "POST", body });
    expect(await response.json()).toMatchObject({ error: "invalid_grant" });
  }
});

test("pain_05 twenty tabs with one session ask once in the life of a token, whoever of them dies of it", async ({
  app,
  keycloak,
  browserName,
}) => {
  test.setTimeout(300_000);
  const token = lastingOf(app, keycloak, { storage: "shared" });
  const tabs = await open(app, 20);
  await token.renewals(2);
  expect(new Set(await Promise.all(tabs.all.map(accessTokenOf))).size).toBeLessThanOrEqual(2);

  // The tab that is at it dies before the provider has used the token up, or after.
  const ways = [close, crash(browserName), reload].flatMap((die) => [
    [die, true],
    [die, false],
  ]);
  for (const [die, isAnswered] of shuffled(ways)) {
    const { arrived, release } = token.holdNext(isAnswered);
    await arrived;
    await die(tabs);
    release();
    await token.progress();
  }
  await tabs.allSignedIn();
  expectOncePerLife(token);
});

test("pain_05 tabs with a copy of the same session use no refresh token twice", async ({ app, keycloak }) => {
  test.setTimeout(120_000);
  const token = lastingOf(app, keycloak, {});
  const tabs = await open(app, 1);
  // As "Duplicate tab" does: the copy begins with the same refresh token.
  for (let copies = 0; copies < 4; copies++) {
    const [copy] = await Promise.all([
      app.page.waitForEvent("popup"),
      app.page.evaluate(() => void window.open("/")),
    ]);
    tabs.add(copy);
  }
  await tabs.allSignedIn();
  const before = await Promise.all(tabs.all.map(sessionOf));
  for (const [place, tab] of tabs.all.entries()) {
    await expect
      .poll(async () => (await sessionOf(tab)).expiresAt, { timeout: 40_000 })
      .toBeGreaterThan(before[place].expiresAt);
  }
  await tabs.allSignedIn();
  expect(repeated(token.refreshTokens)).toEqual([]);
});

test("pain_07 without Web Locks, tabs with one session hold a lease", async ({ app, keycloak }) => {
  test.setTimeout(120_000);
  await app.page.context().addInitScript(() => {
    Object.defineProperty(Navigator.prototype, "locks", { value: undefined });
  });
  const token = lastingOf(app, keycloak, { storage: "shared" });
  const tabs = await open(app, 5);
  expect(await app.page.evaluate(() => navigator.locks)).toBeUndefined();
  await token.renewals(2);
  const { arrived, release } = token.holdNext(false);
  await arrived;
  await close(tabs);
  release();
  await token.progress();
  // All at once: they wait for the one that prolongs its lease, and find what it brought.
  keycloak.forget();
  const letGo = keycloak.hold("token");
  const renewals = tabs.all.map((tab) => tab.evaluate(() => window.app.auth.renew().catch(() => {})));
  const lease = () =>
    tabs.all[0].evaluate(() =>
      Object.entries(localStorage).find(([key]) => key.startsWith("kirjaudu.renewal ")),
    );
  await expect.poll(() => keycloak.count("token")).toBe(1);
  const before = await lease();
  await expect.poll(lease).not.toEqual(before);
  expect(keycloak.count("token")).toBe(1);
  letGo();
  await Promise.all(renewals);
  expect(keycloak.count("authorization")).toBe(0);
  await tabs.allSignedIn();
  expect(repeated(token.refreshTokens)).toEqual([]);
});

/** A session with short tokens, which can also be renewed in a frame; what the token endpoint sees of it. */
function lastingOf(app, keycloak, options) {
  const policy = { "frame-src": `'self' ${keycloak.origin}`, "frame-ancestors": "'self'" };
  app.serve({ ...atKeycloak(keycloak, options), policy });
  keycloak.autoLogin("aino");
  const token = tokenEndpoint(keycloak, { expiresIn: LIFE });
  const times = [];
  let next;
  token.around = async (form, answer, { response }) => {
    if (form.get("grant_type") !== "refresh_token") return answer();
    times.push(Date.now());
    const held = next;
    next = undefined;
    if (!held) return answer();
    if (!held.isAnswered) {
      held.arrive();
      await held.released;
      return undefined; // nobody is there any more
    }
    const { end } = response;
    response.end = (...given) => {
      held.arrive();
      held.released.then(() => end.apply(response, given));
    };
    return answer();
  };
  return Object.assign(token, {
    times,
    holdNext(isAnswered) {
      let arrive;
      let release;
      const arrived = new Promise((resolve) => (arrive = resolve));
      const released = new Promise((resolve) => (release = resolve));
      next = { isAnswered, arrive, released };
      return { arrived, release };
    },
    renewals: (count) => expect.poll(() => times.length, { timeout: 60_000 }).toBeGreaterThanOrEqual(count),
    /** Waits for new tokens, by whichever grant. */
    progress() {
      const before = token.forms.length;
      return expect.poll(() => token.forms.length, { timeout: 60_000 }).toBeGreaterThan(before);
    },
  });
}

/** So many tabs of the application, somebody signed in in the first. */
async function open(app, count) {
  const all = [];
  const tabs = {
    all,
    /** The one that asked the token endpoint last. */
    busy: undefined,
    add(page) {
      all.push(page);
      page.on("request", (request) => {
        if (request.url().endsWith("/token")) tabs.busy = page;
      });
      for (const event of ["close", "crash"]) page.on(event, () => tabs.drop(page));
    },
    drop(page) {
      if (all.includes(page)) all.splice(all.indexOf(page), 1);
    },
    async allSignedIn() {
      for (const tab of all)
        await expect(tab.locator("#status")).toHaveText("signed-in", { timeout: 30_000 });
    },
  };
  tabs.add(app.page);
  await app.open();
  await app.login({});
  await expect(app.status).toHaveText("signed-in");
  while (all.length < count) {
    const some = Array.from({ length: Math.min(5, count - all.length) }, async () => {
      const page = await app.page.context().newPage();
      await page.goto(app.site.origin);
      return page;
    });
    for (const page of await Promise.all(some)) tabs.add(page);
  }
  return tabs;
}

/** In another order each time: KIRJAUDU_SEED repeats one. */
function shuffled(list) {
  let seed = Number(process.env.KIRJAUDU_SEED ?? Date.now() % 100_000);
  console.log(`KIRJAUDU_SEED=${seed}`);
  const keys = new Map(
    list.map((each) => {
      seed = (seed * 1_103_515_245 + 12_345) % 2 ** 31;
      return [each, seed];
    }),
  );
  return list.toSorted((a, b) => keys.get(a) - keys.get(b));
}

async function close(tabs) {
  await tabs.busy.close();
}

async function reload(tabs) {
  await tabs.busy.reload();
}

// Only Chromium can be told to crash a page; it takes those in the same process with it.
const crash = (browserName) =>
  browserName !== "chromium"
    ? close
    : async (tabs) => {
        const { busy } = tabs;
        const session = await busy.context().newCDPSession(busy);
        const crashed = busy.waitForEvent("crash");
        session.send("Page.crash").catch(() => {});
        await crashed;
        await busy.close();
      };

const sessionOf = (page) => page.evaluate(() => window.app.session());
const accessTokenOf = (page) => page.evaluate(() => window.app.auth.accessToken().catch((e) => e.code));
const repeated = (tokens) => tokens.filter((token, place) => tokens.indexOf(token) !== place);

function expectOncePerLife({ refreshTokens, times }) {
  expect(repeated(refreshTokens)).toEqual([]);
  const pauses = times.slice(1).map((time, place) => time - times[place]);
  // Less the second that clocks and a busy machine may make of it.
  expect(Math.min(...pauses)).toBeGreaterThan(LIFE * 700 - 1000);
}
