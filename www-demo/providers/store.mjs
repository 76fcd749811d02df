// Where oidc-provider keeps sessions, grants and tokens: in memory, and outside of the Provider object, so that signing keys can be
// changed by making a new Provider without signing anybody out.

/** @returns {{ adapter: (model: string) => object, revokeGrant(id: string): void, endedRefreshTokens: Set<string>, clear(): void }} */
export function createStore() {
  const records = new Map();
  const endedRefreshTokens = new Set();

  const revokeGrant = (grantId) => {
    for (const [key, { payload }] of records) {
      if (payload.grantId !== grantId || !TOKENS.has(payload.kind)) continue;
      if (payload.kind === "RefreshToken") endedRefreshTokens.add(payload.jti);
      records.delete(key);
    }
  };

  const read = (key) => {
    const record = records.get(key);
    return record && record.until > Date.now() ? record.payload : undefined;
  };

  const adapter = (model) => ({
    upsert: async (id, payload, expiresIn = Infinity) =>
      void records.set(`${model}:${id}`, { payload, until: Date.now() + expiresIn * 1000 }),
    find: async (id) => read(`${model}:${id}`),
    findByUid: async (uid) => {
      for (const [key, { payload }] of records)
        if (payload.uid === uid && key.startsWith(`${model}:`)) return read(key);
    },
    consume: async (id) => {
      records.get(`${model}:${id}`).payload.consumed = Math.floor(Date.now() / 1000);
    },
    destroy: async (id) => void records.delete(`${model}:${id}`),
    revokeByGrantId: async (grantId) => revokeGrant(grantId),
  });

  return { adapter, revokeGrant, endedRefreshTokens, clear: () => records.clear() };
}

const TOKENS = new Set(["AccessToken", "AuthorizationCode", "RefreshToken"]);
