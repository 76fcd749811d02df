// One IndexedDB database for the origin. Every call opens it anew: a connection that stays open would block an upgrade in another tab, and
// keeps a page out of the back/forward cache of some browsers.

/** A value of a store; `undefined` where there is none. Rejects where IndexedDB can't be used. */
export const get = <T>(store: Store, key: string): Promise<T | undefined> =>
  within(store, "readonly", (objects) => objects.get(key)) as Promise<T | undefined>;

/** Writes the value, unless the one that stands there is to be kept. Gives the one that stands there for good. */
export const put = async <T>(
  store: Store,
  key: string,
  value: T,
  isKept: (there: T) => boolean = () => false,
): Promise<T> => {
  let result = value;
  await within(store, "readwrite", (objects) => {
    const asked = objects.get(key);
    asked.onsuccess = () => {
      if (asked.result !== undefined && isKept(asked.result)) result = asked.result;
      else objects.put(value, key);
    };
    return asked;
  });
  return result;
};

/** Writes the value where there is one. */
export const replace = <T>(store: Store, key: string, value: T): Promise<unknown> =>
  within(store, "readwrite", (objects) => {
    const asked = objects.get(key);
    asked.onsuccess = () => {
      if (asked.result !== undefined) objects.put(value, key);
    };
    return asked;
  });

/** Writes the value unless there is one, and gives the one that stands there. */
export const add = <T>(store: Store, key: string, value: T): Promise<T> => put(store, key, value, () => true);

/** Removes the value, unless it is to be kept. Gives the one that stood there. */
export const remove = <T>(
  store: Store,
  key: string,
  isKept: (there: T) => boolean = () => false,
): Promise<T | undefined> =>
  within(store, "readwrite", (objects) => {
    const asked = objects.get(key);
    asked.onsuccess = () => {
      if (asked.result !== undefined && !isKept(asked.result)) objects.delete(key);
    };
    return asked;
  }) as Promise<T | undefined>;

/** Removes the values of which that is true. */
export const removeIf = <T>(store: Store, isDone: (value: T) => boolean): Promise<unknown> =>
  within(store, "readwrite", (objects) => {
    const asked = objects.openCursor();
    asked.onsuccess = () => {
      const cursor = asked.result;
      if (cursor && isDone(cursor.value)) cursor.delete();
      cursor?.continue();
    };
    return asked;
  });

/** `keys`: CryptoKeyPair of DPoP and CryptoKey of the shared session. `sessions`: what is encrypted under the latter. */
export type Store = "keys" | "sessions";

// Some versions of Safari leave a request without any answer, and nobody is to wait for it for ever.
function within(
  store: Store,
  mode: IDBTransactionMode,
  work: (objects: IDBObjectStore) => IDBRequest,
): Promise<unknown> {
  let timer: ReturnType<typeof setTimeout>;
  const tooLong = new Promise((_, reject) => {
    timer = setTimeout(() => reject("no answer of the browser"), PATIENCE);
  });
  return Promise.race([attempt(store, mode, work), tooLong]).finally(() => clearTimeout(timer));
}

async function attempt(
  store: Store,
  mode: IDBTransactionMode,
  work: (objects: IDBObjectStore) => IDBRequest,
): Promise<unknown> {
  const database = await open();
  try {
    return await new Promise((resolve, reject) => {
      const transaction = database.transaction(store, mode, { durability: "strict" });
      const request = work(transaction.objectStore(store));
      transaction.oncomplete = () => resolve(request.result);
      // Every failed request ends in it, and only then is the reason known.
      transaction.onabort = () => reject(transaction.error);
    });
  } finally {
    database.close();
  }
}

function open(): Promise<IDBDatabase> {
  return new Promise((resolve, reject) => {
    const request = indexedDB.open("kirjaudu", VERSION);
    request.onupgradeneeded = () => {
      const names = request.result.objectStoreNames;
      for (const name of ["keys", "sessions"])
        if (!names.contains(name)) request.result.createObjectStore(name);
    };
    request.onsuccess = () => resolve(request.result);
    // A newer version of the package has made it newer, for example.
    request.onerror = () => reject(request.error);
    // A request that still waits has no `error` that could be read.
    request.onblocked = () => {
      request.onsuccess = () => request.result.close();
      reject("blocked by another tab");
    };
  });
}

const VERSION = 1;
/** Milliseconds. */
const PATIENCE = 10_000;
