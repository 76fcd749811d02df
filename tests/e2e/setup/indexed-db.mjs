// What stands in IndexedDB, for tests that look at it or do it harm.

/** Gives every page of the context `window.stored(store, key?)`, `window.store(store, [key, value])` and what they are made of. */
export const inspectable = (context) => context.addInitScript(INSPECTION);

/** Runs in the page: everything that a script finds stored, as text. */
export const everything = async () => {
  const read = [];
  for (const { name } of await indexedDB.databases()) {
    const database = await window.opened(name);
    for (const store of database.objectStoreNames) {
      const values = await window.requested(database.transaction(store).objectStore(store).getAll());
      for (const value of values) read.push(`${name} ${store}`, window.textOf(value));
    }
    database.close();
  }
  return JSON.stringify([{ ...sessionStorage }, { ...localStorage }, document.cookie, window.name, read]);
};

const INSPECTION = () => {
  window.requested = (request) =>
    new Promise((resolve, reject) => {
      request.onsuccess = () => resolve(request.result);
      request.onerror = () => reject(request.error);
    });
  window.opened = (name) => window.requested(indexedDB.open(name));
  // Bytes as characters, so that a token in clear is seen as one.
  window.textOf = (value) => {
    if (value instanceof CryptoKey) return JSON.stringify([value.type, value.algorithm, value.extractable]);
    if (value instanceof ArrayBuffer || ArrayBuffer.isView(value)) {
      const bytes = new Uint8Array(value.buffer ?? value);
      return Array.from(bytes, (byte) => String.fromCharCode(byte)).join("");
    }
    if (typeof value !== "object" || value === null) return String(value);
    return Object.entries(value)
      .map(([name, each]) => `${name} ${window.textOf(each)}`)
      .join(" ");
  };
  window.stored = async (store, key) => {
    const database = await window.opened("kirjaudu");
    const objects = database.transaction(store).objectStore(store);
    const [keys, values] = await Promise.all([
      window.requested(objects.getAllKeys()),
      window.requested(objects.getAll()),
    ]);
    database.close();
    window.kept = keys.length ? [keys[0], values[0]] : undefined;
    return key ? values[keys.indexOf(key)] : window.kept;
  };
  window.store = async (store, [key, value]) => {
    const database = await window.opened("kirjaudu");
    await window.requested(database.transaction(store, "readwrite").objectStore(store).put(value, key));
    database.close();
  };
};
