// gdprCode(): a code for the backend of the Helsinki profile, from a window and from a hidden frame, and whose word is believed.
import { GDPR_CLIENT, startHelsinkiKeycloak } from "../../../www-demo/providers/helsinki-keycloak.mjs";
import { test as base, expect } from "../setup/test.mjs";

const REDIRECT = "/kirjaudu/pages/callback.html";

const test = base.extend({
  provider: async ({ site }, use) => {
    const provider = await startHelsinkiKeycloak({ appOrigins: [site.origin], redirectPaths: [REDIRECT] });
    await use(provider);
    await provider.close();
  },

  /** A page of the site with a button that asks for a code, and what became of it. */
  profile: async ({ app, page, site, provider }, use) => {
    const { config } = app;
    const policy = { "frame-src": `'self' ${provider.origin}`, "frame-ancestors": "'self'" };
    app.serve({ ...config, provider: provider.origin, policy });
    await app.open();
    const ask = async (options = {}) => {
      const all = { issuer: provider.issuer, redirectUri: REDIRECT, ...options };
      await page.evaluate(async (given) => {
        const { gdprCode, HelsinkiProfileError } = await import("/kirjaudu/helsinki-profile.js");
        window.giveUp = new AbortController();
        const button = document.createElement("button");
        button.id = "ask";
        button.onclick = () => {
          window.asked = gdprCode({ ...given, signal: window.giveUp.signal }).then(
            (code) => ({ code }),
            (error) => ({
              isTyped: error instanceof HelsinkiProfileError,
              failed: error.code ?? String(error),
              provider: error.provider,
              text: `${error.stack}`,
            }),
          );
        };
        document.getElementById("ask")?.remove();
        document.body.append(button);
      }, all);
      await page.click("#ask");
    };
    const result = () => page.evaluate(() => window.asked);
    await use({
      ask,
      result,
      origin: site.origin,
      /** Asks, and waits for the window. */
      async window(options) {
        const [popup] = await Promise.all([page.waitForEvent("popup"), ask(options)]);
        return popup;
      },
      async failure(options) {
        await ask(options);
        const { isTyped, failed, provider: words } = await result();
        expect(isTyped).toBe(true);
        return words ? [failed, words] : [failed];
      },
    });
  },
});

test("a window: the code is the backend's to redeem, once; the window is closed, and nothing is kept", async ({
  profile,
  provider,
  page,
}) => {
  const said = [];
  page.on("console", (message) => said.push(message.text()));
  const popup = await profile.window({ uiLocales: "sv", loginHint: "aino" });
  await expect(popup.locator("#username")).toHaveValue("aino");
  await expect(popup.locator("html")).toHaveAttribute("lang", "sv");
  await popup.fill("#password", "esimerkki");
  await popup.click("#sign-in");
  const { code } = await profile.result();
  await expect.poll(() => popup.isClosed()).toBe(true);
  expect(provider.count("token")).toBe(0);

  const kept = await page.evaluate(() =>
    JSON.stringify([{ ...localStorage }, { ...sessionStorage }, location.href]),
  );
  expect([kept, ...said].join("\n")).not.toContain(code);
  const redeem = () => redeemed(provider, code, profile.origin + REDIRECT);
  expect(await redeem()).toEqual([200, "Bearer"]);
  expect(await redeem()).toEqual([400, undefined]);
});

test("the request: state and scope, the page's address, and no PKCE, as the profile UI sends it", async ({
  profile,
  provider,
}) => {
  provider.autoLogin("aino");
  await profile.ask();
  const { code } = await profile.result();
  expect(code).toMatch(/./);
  const [{ url }] = provider.requests.filter(({ endpoint }) => endpoint === "authorization");
  const { state, ...rest } = Object.fromEntries(new URL(url, provider.origin).searchParams);
  // As an application that is its own callback page knows a window's answer (`isOfWindow` of capture.ts).
  expect(state).toMatch(/^w-[\w-]{43}$/);
  expect(rest).toEqual({
    client_id: "profile-gdpr",
    redirect_uri: profile.origin + REDIRECT,
    response_type: "code",
    scope: "openid",
  });
});

test("a hidden frame: a code for who is signed in at the provider, and login_required for who is not", async ({
  profile,
  provider,
  page,
}) => {
  expect(await profile.failure({ mode: "silent" })).toEqual([
    "authorization_refused",
    expect.objectContaining({ error: "login_required" }),
  ]);
  provider.autoLogin("aino");
  await profile.ask();
  const first = await profile.result();
  await profile.ask({ mode: "silent" });
  const second = await profile.result();
  expect(second.code).not.toBe(first.code);
  expect(await redeemed(provider, second.code, profile.origin + REDIRECT)).toEqual([200, "Bearer"]);
  expect(await page.locator("iframe").count()).toBe(0);
});

test("a frame in which nothing comes: frame_timed_out, and the frame is gone", async ({
  profile,
  provider,
  page,
}) => {
  provider.override("authorization", (_request, response) => response.writeHead(204).end());
  expect(await profile.failure({ mode: "silent", timeout: 1 })).toEqual(["frame_timed_out"]);
  expect(await page.locator("iframe").count()).toBe(0);
});

const ANSWERS = [
  ["of another issuer", { code: "c", iss: "https://evil.example" }, ["issuer_mismatch"]],
  ["without the issuer that the metadata promises", { code: "c", iss: undefined }, ["issuer_mismatch"]],
  [
    "an error of another issuer",
    { error: "access_denied", iss: "https://evil.example" },
    ["issuer_mismatch"],
  ],
  ["without a code", {}, ["response_invalid"]],
  ["with two codes", { code: ["c", "d"] }, ["response_invalid"]],
  ["with two states", { code: "c", state: "more" }, ["response_invalid"]],
  [
    "an error",
    { error: "access_denied", error_description: "not now" },
    ["authorization_refused", { error: "access_denied", description: "not now" }],
  ],
];

for (const [what, answer, failure] of ANSWERS) {
  test(`an answer ${what}: ${failure[0]}`, async ({ profile, provider }) => {
    provider.override("authorization", (request, response) =>
      response.writeHead(302, { location: comeBack(request, provider.issuer, answer) }).end(),
    );
    expect(await profile.failure()).toEqual(failure);
  });
}

test("an answer is believed from our own page only: not from elsewhere, nor with another state", async ({
  profile,
  provider,
  page,
}) => {
  const opened = await profile.window();
  await opened.waitForSelector("#username");
  const state = new URL(
    provider.requests.find(({ endpoint }) => endpoint === "authorization").url,
    provider.origin,
  ).searchParams.get("state");
  const forged = `${profile.origin}${REDIRECT}?code=forged&state=${state}&iss=${encodeURIComponent(provider.issuer)}`;
  // The window itself, while it is at another origin.
  await opened.evaluate((url) => window.opener.postMessage({ kirjaudu: url }, "*"), forged);
  // This page, which is not the window.
  await page.evaluate((url) => window.postMessage({ kirjaudu: url }, "*"), forged);
  // Under the name of this login, the answer to another one.
  await page.evaluate(
    ([name, url]) => new BroadcastChannel(name).postMessage(url),
    [`kirjaudu.${state}`, forged.replace(state, "w-other")],
  );
  await page.evaluate(([name]) => new BroadcastChannel(name).postMessage({}), [`kirjaudu.${state}`]);
  await opened.fill("#username", "aino");
  await opened.fill("#password", "esimerkki");
  await opened.click("#sign-in");
  const { code } = await profile.result();
  expect(await redeemed(provider, code, profile.origin + REDIRECT)).toEqual([200, "Bearer"]);
});

const METADATA = [
  ["an endpoint that is a script", { authorization_endpoint: "javascript:document.title='x'//https:" }],
  ["an endpoint without https", { authorization_endpoint: "http://id.example/auth" }],
  ["no endpoint", { authorization_endpoint: undefined }],
  ["another issuer", { issuer: "https://evil.example" }],
];

for (const [what, metadata] of METADATA) {
  test(`metadata with ${what}: discovery_invalid, and the window is closed`, async ({
    profile,
    provider,
    page,
  }) => {
    const { issuer } = provider;
    const known = { issuer, authorization_endpoint: `${issuer}/protocol/openid-connect/auth`, ...metadata };
    provider.override("discovery", (_request, response) =>
      response.writeHead(200, { "access-control-allow-origin": "*" }).end(JSON.stringify(known)),
    );
    const popup = await profile.window();
    expect((await profile.result()).failed).toBe("discovery_invalid");
    await expect.poll(() => popup.isClosed()).toBe(true);
    expect(await page.title()).not.toBe("x");
    expect(provider.count("authorization")).toBe(0);
  });
}

test("a provider that is down, and a page of another origin: typed", async ({ profile, provider }) => {
  expect(await profile.failure({ redirectUri: "https://evil.example/callback.html" })).toEqual([
    "config_invalid",
  ]);
  await provider.goDown(503, { cors: true });
  expect(await profile.failure()).toEqual(["discovery_unreachable"]);
  await provider.goDown("refuse");
  expect(await profile.failure()).toEqual(["discovery_unreachable"]);
});

test("a provider that never answers is not waited for without end", async ({ profile, provider }) => {
  const release = provider.hold("discovery");
  expect(await profile.failure({ timeout: 1 })).toEqual(["discovery_unreachable"]);
  release();
});

test("a browser without URL.canParse hears the answer, and passes over what is no URL", async ({
  profile,
  provider,
  page,
}) => {
  await page.evaluate(() => delete URL.canParse);
  const opened = await profile.window();
  await opened.waitForSelector("#username");
  const { url } = provider.requests.find(({ endpoint }) => endpoint === "authorization");
  const state = new URL(url, provider.origin).searchParams.get("state");
  const failed = page.waitForEvent("pageerror", { timeout: 0 }).catch(() => {});
  await page.evaluate((name) => new BroadcastChannel(name).postMessage("no URL"), `kirjaudu.${state}`);
  await opened.fill("#username", "aino");
  await opened.fill("#password", "esimerkki");
  await opened.click("#sign-in");
  const outcome = await Promise.race([profile.result(), failed]);
  expect(outcome.code).toMatch(/./);
});

test("given up, by the page and by the person: the window is closed, and nothing listens", async ({
  profile,
  page,
}) => {
  const popup = await profile.window();
  await popup.waitForSelector("#username");
  await page.evaluate(() => window.giveUp.abort(new Error("page left")));
  expect((await profile.result()).failed).toBe("Error: page left");
  await expect.poll(() => popup.isClosed()).toBe(true);

  const second = await profile.window();
  await second.waitForSelector("#username");
  await second.close();
  await page.click("#status", { force: true });
  expect(await profile.result()).toMatchObject({ isTyped: true, failed: "login_cancelled" });
});

test("a window that the browser does not open: popup_blocked", async ({ profile, page }) => {
  await page.evaluate(() => {
    window.open = () => null;
  });
  expect(await profile.failure()).toEqual(["popup_blocked"]);
});

/** Status and token type that the backend's redemption of a code is answered with. */
async function redeemed({ issuer }, code, redirect_uri) {
  const { client_id, client_secret } = GDPR_CLIENT;
  const form = { grant_type: "authorization_code", code, redirect_uri, client_id, client_secret };
  const url = `${issuer}/protocol/openid-connect/token`;
  const answer = await fetch(url, { method: "POST", body: new URLSearchParams(form) });
  return [answer.status, (await answer.json()).token_type];
}

function comeBack(request, issuer, answer) {
  const { searchParams } = new URL(request.url, issuer);
  const url = new URL(searchParams.get("redirect_uri"));
  url.searchParams.append("state", searchParams.get("state"));
  for (const [name, values] of Object.entries({ iss: issuer, ...answer })) {
    for (const value of [values].flat()) if (value !== undefined) url.searchParams.append(name, value);
  }
  return url.href;
}
