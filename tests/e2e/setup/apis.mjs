// The page under test with an API beside it, and what it does with that.
import { atKeycloak, test as base } from "./test.mjs";

export const API = "exampleapp-api-test";
export const PROFILE = "profile-api-test";

export const test = base.extend({
  /** Signed in at the Keycloak-like provider, with UMA tickets. `policy` as in `App.serve`. */
  uma: async ({ app, keycloak, api }, use) => {
    await use(async (options, policy) => {
      const config = atKeycloak(keycloak, { apiTokens: { kind: "uma-ticket" }, ...options });
      app.serve({ ...withApi(config, api), policy });
      await app.signIn();
      return app;
    });
  },

  /** Signed in there, where every API gets the access token of the sign-in. */
  plain: async ({ app, keycloak, api }, use) => {
    await use(async (options, policy) => {
      app.serve({ ...withApi(atKeycloak(keycloak, options), api), policy });
      await app.signIn();
      keycloak.forget();
      return app;
    });
  },
});

/** The API may be called, and is allowed to get tokens unless the options say otherwise. */
export function withApi({ provider, options, ...rest }, { origin }) {
  return { ...rest, provider: [provider, origin], options: { allowedOrigins: [origin], ...options } };
}

/** `auth.fetch`: what came of it. */
export function call({ page }, url, init) {
  return page.evaluate(
    async ([address, how]) => {
      try {
        const reply = await window.app.auth.fetch(address, how);
        const text = await reply.text();
        return { status: reply.status, type: reply.type, body: text && JSON.parse(text) };
      } catch (error) {
        return { error: { ...error, name: error.name, message: error.message } };
      }
    },
    [url, init],
  );
}

export const tokenOf = ({ page }, options) =>
  page.evaluate((asked) => window.app.auth.accessToken(asked).catch(({ code }) => code), options);

export const payload = (token) => JSON.parse(Buffer.from(token.split(".")[1], "base64url"));

/** Bodies that a page may send, as it may send them. */
export function post({ page }, url, kind) {
  return page.evaluate(
    async ([address, body, audience]) => {
      const form = new FormData();
      form.set("name", "ä");
      const init = { method: "POST", body: { text: "ä", form, blob: new Blob(["ä"]), request: "ä" }[body] };
      const auth = { audience };
      const { fetch } = window.app.auth;
      const reply =
        body === "request"
          ? await fetch(new Request(address, init), { auth })
          : await fetch(address, { ...init, auth });
      return reply.status;
    },
    [url, kind, API],
  );
}

/** Windows open only upon a click. */
export async function clickThatFetches({ page }, url) {
  await page.evaluate(
    ([address, audience]) => {
      window.answer = new Promise((resolve) =>
        document.getElementById("status").addEventListener("click", async () => {
          const init = { method: "POST", body: "kept", auth: { audience } };
          const reply = window.app.auth.fetch(address, init);
          resolve(
            reply.then(
              async (answer) => ({ status: answer.status, body: (await answer.json()).body }),
              ({ code }) => code,
            ),
          );
        }),
      );
    },
    [url, API],
  );
  await page.click("#status");
  return page.evaluate(() => window.answer);
}

/** An answer of an API that does not want what it got. A script may read the headers that are in `exposed`. */
export function refusal(response, { exposed = "www-authenticate, dpop-nonce", ...headers } = {}) {
  response
    .writeHead(401, {
      "access-control-allow-origin": "*",
      "access-control-expose-headers": exposed,
      "www-authenticate": 'Bearer error="invalid_token"',
      ...headers,
    })
    .end("no");
}

/** From now on requests to the path are refused while `isRefused` says so of what they bring; gives all that have come. */
export function refusing(api, path, isRefused, headers) {
  const sent = [];
  api.override(path, async (request, response, answer) => {
    if (request.method === "OPTIONS") return answer(request, response);
    sent.push(request.headers);
    return (await isRefused(request.headers, sent.length))
      ? refusal(response, headers)
      : answer(request, response);
  });
  return sent;
}

/**
 * Sends a stream on a page whose `fetch` answers 401 with these headers, since browsers send none to a server of HTTP/1.1; tells what came of it.
 * `auth` are options of `auth.fetch`.
 */
export function sendStream({ page }, url, headers, auth = {}) {
  return page.evaluate(
    async ([address, answer, how]) => {
      const { fetch, open } = window;
      let calls = 0;
      let windows = 0;
      window.fetch = async (request, ...rest) => {
        if (request.url !== address) return fetch(request, ...rest);
        calls += 1;
        return new Response("no", { status: 401, headers: answer });
      };
      window.open = () => {
        windows += 1;
        return null;
      };
      const body = new ReadableStream({ start: (controller) => controller.close() });
      const outcome = await window.app.auth
        .fetch(address, { method: "POST", body, duplex: "half", auth: how })
        .then(
          ({ status }) => status,
          ({ code, message }) => code ?? message,
        );
      Object.assign(window, { fetch, open });
      return { outcome, calls, windows };
    },
    [url, headers, auth],
  );
}
