// Shared storage that is wiped, blocked, full, damaged or of another version: the reason is told, and the page can be used.
import { inspectable } from "../setup/indexed-db.mjs";
import { atKeycloak, expect, test } from "../setup/test.mjs";

test.beforeEach(async ({ app, keycloak }) => {
  await inspectable(app.page.context());
  app.serve(atKeycloak(keycloak, { storage: "shared" }));
  keycloak.autoLogin("aino");
});

const wipe = () =>
  new Promise((resolve, reject) => {
    const request = indexedDB.deleteDatabase("kirjaudu");
    request.onsuccess = resolve;
    request.onerror = () => reject(request.error);
  });

test("wiped while a page is open: its session goes on, and is there for others after a renewal", async ({
  app,
}) => {
  await signIn(app);
  await app.page.evaluate(wipe);
  await app.page.evaluate(() => localStorage.clear());
  await app.page.evaluate(() => dispatchEvent(new Event("focus")));
  expect((await app.tokens()).accessToken).toMatch(/.{20}/);
  await app.page.evaluate(() => window.app.auth.renew());
  await app.page.reload();
  await expect(app.status).toHaveText("signed-in");
});

test("wiped while no page is open: nobody is signed in, and a login works", async ({ app }) => {
  await signIn(app);
  await app.page.evaluate(wipe);
  await app.page.reload();
  await expect(app.status).toHaveText("signed-out never");
  await signIn(app);
});

// What is done to the stored session, which can then not be read any more.
const DAMAGE = {
  "a ciphertext that was changed": async () => {
    const [key, entry] = await window.stored("sessions");
    new Uint8Array(entry.data)[5] ^= 1;
    await window.store("sessions", [key, entry]);
  },
  "an entry of a newer version": async () => {
    const [key, entry] = await window.stored("sessions");
    await window.store("sessions", [key, { ...entry, version: 2 }]);
  },
  "an entry that is none": async () => {
    const [key] = await window.stored("sessions");
    await window.store("sessions", [key, { nothing: "of ours" }]);
  },
  "a key that is gone": async () => {
    const database = await window.opened("kirjaudu");
    await window.requested(database.transaction("keys", "readwrite").objectStore("keys").clear());
    database.close();
  },
  "another key": async () => {
    const algorithm = { name: "AES-GCM", length: 256 };
    const key = await crypto.subtle.generateKey(algorithm, false, ["encrypt", "decrypt"]);
    await window.store("keys", ["session", key]);
  },
  "the session of another client in its place": async () => {
    const [key, entry] = await window.stored("sessions");
    await window.app.auth.logout({ mode: "local" });
    await window.store("sessions", [key.replace("exampleapp-ui", "legacy-ui"), entry]);
  },
};

for (const [what, damage] of Object.entries(DAMAGE)) {
  test(`h_07 ${what}: the session is told as lost, and a login works`, async ({ app, keycloak }) => {
    await signIn(app);
    await app.page.evaluate(damage);
    const clientId = what.includes("client") ? "legacy-ui" : "exampleapp-ui";
    app.serve(atKeycloak(keycloak, { storage: "shared", clientId }));
    await app.page.reload();
    await expect(app.status).toHaveText("signed-out storage-lost");
    expect(await codeOf(app.page)).toBe("not_signed_in");
    // What can't be read is thrown away.
    await app.page.reload();
    await expect(app.status).toHaveText("signed-out never");
    await signIn(app);
    await app.page.reload();
    await expect(app.status).toHaveText("signed-in");
  });
}

// What the browser does instead of keeping anything.
const BLOCKED = {
  "that throws": () => {
    IDBFactory.prototype.open = () => {
      throw new DOMException("The operation is insecure.", "SecurityError");
    };
  },
  "that fails": () => {
    IDBFactory.prototype.open = () => {
      const request = new EventTarget();
      request.error = new DOMException("A mutation operation was attempted", "InvalidStateError");
      setTimeout(() => request.onerror?.(new Event("error")));
      return request;
    };
  },
  "that is not there": () => Object.defineProperty(window, "indexedDB", { value: undefined }),
  "of a newer version": () => {
    const { open } = IDBFactory.prototype;
    const newer = open.call(indexedDB, "kirjaudu", 99);
    newer.onsuccess = () => newer.result.close();
  },
  "that keeps no keys": () => {
    const { put } = IDBObjectStore.prototype;
    IDBObjectStore.prototype.put = function (value, key) {
      if (value instanceof CryptoKey) throw new DOMException("could not be cloned", "DataCloneError");
      return put.call(this, value, key);
    };
  },
  "that is full": () => {
    const { put } = IDBObjectStore.prototype;
    IDBObjectStore.prototype.put = function (value, key) {
      const request = put.call(this, value, key);
      if (this.name === "sessions") this.transaction.abort();
      return request;
    };
  },
};

for (const [what, block] of Object.entries(BLOCKED)) {
  test(`an IndexedDB ${what}: each page has a session of its own, and is told so`, async ({
    app,
    keycloak,
  }) => {
    await app.page.context().addInitScript(block);
    await app.open();
    await expect(app.status).toHaveText("signed-out never");
    await signIn(app);
    expect((await app.session()).error).toMatchObject({ code: "storage_unavailable" });
    expect((await app.tokens()).accessToken).toMatch(/.{20}/);
    const other = await app.page.context().newPage();
    await other.goto(app.site.origin);
    await expect(other.locator("#status")).toHaveText("signed-out never");
    await other.evaluate(() => void window.app.login({}));
    await expect(other.locator("#status")).toHaveText("signed-in");
    // What one page does with its session, the other has nothing to do with.
    await app.page.evaluate(() => window.app.auth.renew());
    await other.evaluate(() => window.app.auth.renew());
    await expect(app.status).toHaveText("signed-in");
    await expect(other.locator("#status")).toHaveText("signed-in");
    expect(keycloak.count("token")).toBe(4);
    await app.page.evaluate(() => window.app.auth.logout({ mode: "local" }));
    await expect(other.locator("#status")).toHaveText("signed-out logout-elsewhere");
    await app.page.reload();
    await expect(app.status).toHaveText("signed-out never");
  });
}

test("an IndexedDB that never answers keeps no page waiting for ever", async ({ app }) => {
  await app.page.clock.install();
  await app.page.addInitScript(() => {
    IDBFactory.prototype.open = () => new EventTarget();
  });
  await app.open();
  // Each look at it takes ten seconds.
  const later = async (expected) =>
    expect(async () => {
      await app.page.clock.fastForward(10_000);
      await expect(app.status).toHaveText(expected, { timeout: 500 });
    }).toPass();
  await expect(app.status).toHaveText("loading");
  await later("signed-out never");
  await app.login({});
  await app.page.waitForURL(/callback/);
  await later("signed-in");
});

async function signIn(app) {
  if (app.page.url() === "about:blank") await app.open();
  await app.login({});
  await expect(app.status).toHaveText("signed-in");
}

const codeOf = (page) => page.evaluate(() => window.app.auth.accessToken().catch((error) => error.code));
