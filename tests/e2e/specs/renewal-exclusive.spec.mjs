// One tab at a time renews: by a lock, by a lease where the browser has no locks, and by nothing where it keeps nothing.
import { codeOf } from "../setup/renewals.mjs";
import { anotherTab, status } from "../setup/tabs.mjs";
import { atKeycloak, expect, test } from "../setup/test.mjs";
import { tokenEndpoint } from "../setup/token-endpoint.mjs";

const LEASE = 8000;

test("locks that the browser refuses leave a lease, for which other tabs wait", async ({ app, keycloak }) => {
  await app.page.context().addInitScript(refuseLocks);
  const token = tokenEndpoint(keycloak);
  app.serve(atKeycloak(keycloak, { storage: "shared" }));
  await app.signIn();
  const other = await anotherTab(app);
  await expect(status(other)).toHaveText("signed-in");
  keycloak.forget();
  const release = keycloak.hold("token");
  await begin(app.page);
  await expect.poll(() => keycloak.count("token")).toBe(1);
  expect(await leases(other)).toEqual([[await nameOf(app, keycloak), expect.stringMatching(/^[\d,]+ \d+$/)]]);
  await begin(other);
  await expect.poll(() => looks(other)).toBeGreaterThan(1);
  expect(keycloak.count("token")).toBe(1);
  release();
  for (const page of [app.page, other]) await expect.poll(() => outcome(page)).toBe("done");
  expect(token.refreshTokens).toHaveLength(1);
  expect(await leases(other)).toEqual([]);
});

for (const [what, block] of [
  [
    "can't be reached",
    () => {
      const refuse = () => {
        throw new DOMException("The operation is insecure.", "SecurityError");
      };
      Object.defineProperty(window, "localStorage", { get: refuse });
    },
  ],
  [
    "takes nothing",
    () => {
      const { setItem } = Storage.prototype;
      Storage.prototype.setItem = function (key, value) {
        if (this === localStorage) throw new DOMException("It is full.", "QuotaExceededError");
        setItem.call(this, key, value);
      };
    },
  ],
])
  test(`a localStorage that ${what}, and no locks: nobody is waited for`, async ({ app, keycloak }) => {
    await app.page.addInitScript(refuseLocks);
    await app.page.addInitScript(block);
    const token = tokenEndpoint(keycloak);
    await app.signIn();
    expect(await renew(app.page)).toBe("done");
    expect(token.refreshTokens).toHaveLength(1);
  });

for (const [what, left] of [
  ["lies further ahead than any is made for", 3_600_000],
  ["is over", -1],
  ["is none", "nothing of ours"],
])
  test(`a lease that ${what} holds nobody`, async ({ app, keycloak }) => {
    await app.page.addInitScript(refuseLocks);
    const token = tokenEndpoint(keycloak);
    await app.signIn();
    const until = typeof left === "number" ? Date.now() + left : left;
    await write(app.page, await nameOf(app, keycloak), `another ${until}`);
    expect(await renew(app.page)).toBe("done");
    expect(token.refreshTokens).toHaveLength(1);
    expect(await leases(app.page)).toEqual([]);
  });

test("a tab that is late takes no lease back that another has taken meanwhile", async ({ app, keycloak }) => {
  await app.page.clock.install();
  await app.page.addInitScript(refuseLocks);
  await app.signIn();
  keycloak.forget();
  const release = keycloak.hold("token");
  await begin(app.page);
  await expect.poll(() => keycloak.count("token")).toBe(1);
  const taken = [[await nameOf(app, keycloak), `another ${await now(app.page, LEASE)}`]];
  await write(app.page, ...taken[0]);
  // Its next look is due, and the one after that.
  const before = await looks(app.page);
  await app.page.clock.runFor(LEASE / 2);
  expect(await looks(app.page)).toBeGreaterThan(before + 1);
  expect(await leases(app.page)).toEqual(taken);
  release();
  await expect.poll(() => outcome(app.page)).toBe("done");
  expect(await leases(app.page)).toEqual(taken);
});

test("who has waited too long for the lock of another tab tries again later, and stays signed in", async ({
  app,
  keycloak,
}) => {
  const token = tokenEndpoint(keycloak);
  await app.page.clock.install();
  await app.signIn();
  const other = await anotherTab(app);
  const hold = (name) =>
    new Promise((resolve) => {
      navigator.locks.request(name, () => {
        resolve();
        return new Promise(() => {});
      });
    });
  await other.evaluate(hold, await nameOf(app, keycloak));
  await begin(app.page);
  await expect.poll(() => other.evaluate(async () => (await navigator.locks.query()).pending.length)).toBe(1);
  await expectPatience(app, token);
  await other.close();
  expect(await renew(app.page)).toBe("done");
  expect(token.refreshTokens).toHaveLength(1);
});

test("who has waited too long for a lease that another tab prolongs, likewise", async ({ app, keycloak }) => {
  const token = tokenEndpoint(keycloak);
  await app.page.clock.install();
  await app.page.addInitScript(refuseLocks);
  await app.signIn();
  // By the clock of this page, which is the one that the test moves.
  await app.page.evaluate(
    ([name, lease]) => {
      const prolong = () => localStorage.setItem(name, `another ${Date.now() + lease}`);
      prolong();
      window.prolonging = setInterval(prolong, lease / 4);
    },
    [await nameOf(app, keycloak), LEASE],
  );
  await begin(app.page);
  await expect.poll(() => looks(app.page)).toBeGreaterThan(0);
  await expectPatience(app, token);
  expect(await leases(app.page)).toEqual([[expect.any(String), expect.stringMatching(/^another /)]]);
  // It dies, and what it had is over in a while.
  await app.page.evaluate(() => clearInterval(window.prolonging));
  await begin(app.page);
  await app.page.clock.runFor(LEASE + 1000);
  await expect.poll(() => outcome(app.page)).toBe("done");
  expect(token.refreshTokens).toHaveLength(1);
});

test("nobody waits for the renewal of another person, client or issuer", async ({
  app,
  keycloak,
  boundKeycloak,
}) => {
  const token = tokenEndpoint(keycloak);
  await app.signIn("aino");
  const others = [
    await signedIn(app, "bjorn", keycloak),
    await signedIn(app, "aino", keycloak, { clientId: "legacy-ui", flow: "code" }),
    await signedIn(app, "aino", boundKeycloak),
  ];
  let release;
  const released = new Promise((resolve) => (release = resolve));
  token.around = async (_form, answer) => {
    token.around = (_next, answerNext) => answerNext();
    await released;
    return answer();
  };
  await begin(app.page);
  await expect.poll(() => token.refreshTokens.length).toBe(1);
  for (const page of others) expect(await renew(page)).toBe("done");
  expect(await outcome(app.page)).toBeUndefined();
  release();
  await expect.poll(() => outcome(app.page)).toBe("done");
});

// A browser that keeps no data for a site says so only when a lock is asked for. Notes each look at a lease.
function refuseLocks() {
  LockManager.prototype.request = async () => {
    throw new DOMException("The operation is insecure.", "SecurityError");
  };
  window.looks = 0;
  const { getItem } = Storage.prototype;
  Storage.prototype.getItem = function (key) {
    if (key.startsWith("kirjaudu.renewal ")) window.looks++;
    return getItem.call(this, key);
  };
}

/** A tab with a session of its own, at a provider that remembers nobody. */
async function signedIn(app, person, provider, options) {
  const page = await app.page.context().newPage();
  await page.context().clearCookies();
  app.serve(atKeycloak(provider, options));
  await page.goto(app.site.origin);
  await page.click("#log-in");
  await page.fill("#username", person);
  await page.fill("#password", "esimerkki");
  await page.click("#sign-in");
  await expect(status(page)).toHaveText("signed-in");
  return page;
}

/** Of a page that has begun to wait: longer than any renewal takes, and not for ever. */
async function expectPatience(app, token) {
  await app.page.clock.runFor(60_000);
  expect(await outcome(app.page)).toBeUndefined();
  await app.page.clock.runFor(20_000);
  await expect.poll(() => outcome(app.page)).toBe("renewal_unreachable");
  expect(await app.session()).toMatchObject({ status: "signed-in", stale: false });
  expect(token.refreshTokens).toEqual([]);
}

const renew = (page) => codeOf(page, () => window.app.auth.renew());
const begin = (page) =>
  page.evaluate(() => {
    window.outcome = undefined;
    const note = (outcome) => Object.assign(window, { outcome });
    window.app.auth.renew().then(
      () => note("done"),
      (error) => note(error.code),
    );
  });
const outcome = (page) => page.evaluate(() => window.outcome);
const looks = (page) => page.evaluate(() => window.looks);
const now = (page, later) => page.evaluate((more) => Date.now() + more, later);
const write = (page, ...entry) => page.evaluate((given) => localStorage.setItem(...given), entry);
const leases = (page) =>
  page.evaluate(() => Object.entries(localStorage).filter(([key]) => key.startsWith("kirjaudu.renewal ")));
const nameOf = async (app, { issuer }) =>
  `kirjaudu.renewal exampleapp-ui ${issuer} ${(await app.session()).claims.sub}`;
