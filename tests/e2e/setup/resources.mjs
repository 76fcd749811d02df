// The page under test at a provider of tokens for single resources.
import { test as base, withApi } from "./apis.mjs";
import { startResourceProvider } from "./resource-provider.mjs";
import { expect } from "./test.mjs";

export const A = "https://a.example/api";
export const B = "https://b.example/api";

export const test = base.extend({
  /** Signed in at a provider with tokens for the resources A and B to be had; `serve` and `open` again with other options. */
  signedIn: async ({ app, api, site }, use) => {
    const provider = await startResourceProvider({ appOrigins: [site.origin] });
    api.trust(provider);
    const options = {
      issuer: provider.issuer,
      clientId: "resource-ui",
      redirectUri: "/callback",
      scope: "openid read write",
      apiTokens: { kind: "resource" },
    };
    const config = withApi({ provider: provider.origin, options }, api);
    const policy = { "frame-src": `'self' ${provider.origin}`, "frame-ancestors": "'self'" };
    const serve = (more) => app.serve({ ...config, policy, options: { ...config.options, ...more } });
    serve();
    await app.open();
    await app.login({ resource: [A, B] });
    await expect(app.status).toHaveText("signed-in");
    await use({ app, provider, serve });
    await provider.close();
  },
});
