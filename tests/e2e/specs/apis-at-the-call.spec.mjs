// What auth.fetch and accessToken are given is taken at the call, as fetch takes it: what becomes of it afterwards is another request.
import { API, PROFILE, payload, refusal, test, tokenOf } from "../setup/apis.mjs";
import { expect } from "../setup/test.mjs";

test("a loop may reuse its address and its headers for the next request", async ({ uma, api }) => {
  const app = await uma();
  await app.page.evaluate(
    ([address, audience]) => {
      const url = new URL(address);
      const init = { headers: new Headers(), auth: { audience } };
      const all = ["fi", "sv"].map((language) => {
        url.searchParams.set("page", language);
        init.headers.set("accept-language", language);
        return window.app.auth.fetch(url, init);
      });
      init.method = "DELETE";
      return Promise.all(all);
    },
    [`${api.origin}/for/${API}/bills`, API],
  );
  const sent = api.seen.map(({ method, path, headers }) => [method, path, headers["accept-language"]]);
  expect(sent.toSorted()).toEqual(
    ["fi", "sv"].map((each) => ["GET", `/for/${API}/bills?page=${each}`, each]),
  );
});

test("a loop may reuse its body for the next request", async ({ uma, api }) => {
  const app = await uma();
  await app.page.evaluate(
    ([address, audience]) => {
      const form = new URLSearchParams();
      const bytes = new Uint8Array(2);
      const send = (body) =>
        window.app.auth.fetch(address, {
          method: "POST",
          body,
          headers: { "x-kind": body.constructor.name },
          auth: { audience },
        });
      const all = ["fi", "sv", "xx"].map((language) => {
        form.set("language", language);
        new TextEncoder().encodeInto(language, bytes);
        return language === "xx" || Promise.all([send(form), send(bytes)]);
      });
      return Promise.all(all);
    },
    [`${api.origin}/for/${API}/save`, API],
  );
  const sent = api.seen.map(({ headers, body }) => `${headers["x-kind"]} ${body}`);
  expect(sent.toSorted()).toEqual([
    "URLSearchParams language=fi",
    "URLSearchParams language=sv",
    "Uint8Array fi",
    "Uint8Array sv",
  ]);
});

test("a form that changes while its request waits is sent again as it was", async ({
  plain,
  api,
  keycloak,
}) => {
  const app = await plain();
  const bodies = [];
  api.override("/plain/save", async (request, response, answer) => {
    if (request.method === "OPTIONS" || bodies.length) return answer(request, response);
    const chunks = [];
    for await (const chunk of request) chunks.push(chunk);
    bodies.push(Buffer.concat(chunks).toString());
    refusal(response);
  });
  const release = keycloak.hold("token");
  const arrival = keycloak.arrival("token");
  const status = app.page.evaluate(async (address) => {
    const body = new FormData();
    body.set("name", "before");
    window.change = () => body.set("name", "after");
    return (await window.app.auth.fetch(address, { method: "POST", body })).status;
  }, `${api.origin}/plain/save`);
  await arrival;
  await app.page.evaluate(() => window.change());
  release();
  expect(await status).toBe(200);
  bodies.push(...api.seen.map(({ body }) => body));
  expect(bodies.map((body) => [body.includes("before"), body.includes("after")])).toEqual([
    [true, false],
    [true, false],
  ]);
});

test("a relative address is one of the page's own at the call", async ({ plain, site }) => {
  const app = await plain({ allowedOrigins: [site.origin] });
  const asked = [];
  for (const path of ["/at/bills", "/later/bills"])
    site.override(path, (_request, response) => {
      asked.push(path);
      response.writeHead(200).end("{}");
    });
  await app.page.evaluate(() => {
    history.pushState(null, "", "/at/page");
    const answer = window.app.auth.fetch("bills");
    history.pushState(null, "", "/later/page");
    return answer.then(({ status }) => status);
  });
  expect(asked).toEqual(["/at/bills"]);
});

test("a request in the place of the options keeps its method and its headers", async ({ plain, api }) => {
  const app = await plain();
  await app.page.evaluate((address) => {
    const init = { method: "DELETE", headers: { "accept-language": "sv" } };
    return window.app.auth.fetch(address, new Request("/elsewhere", init)).then(({ status }) => status);
  }, `${api.origin}/plain/bills`);
  expect(api.seen.map(({ path, method, headers }) => [path, method, headers["accept-language"]])).toEqual([
    ["/plain/bills", "DELETE", "sv"],
  ]);
});

test("a loop may reuse what it says of tokens, and each API gets its own", async ({ uma, api }) => {
  const app = await uma();
  const statuses = await app.page.evaluate(
    ([origin, names]) => {
      const auth = {};
      const sent = names.map((audience) => {
        auth.audience = audience;
        return window.app.auth.fetch(`${origin}/for/${audience}/me`, { auth });
      });
      return Promise.all(sent.map(async (reply) => (await reply).status));
    },
    [api.origin, [API, PROFILE]],
  );
  expect(statuses).toEqual([200, 200]);
  const audiences = api.seen.map(({ path, headers }) => [path, payload(headers.authorization).aud]);
  expect(audiences.toSorted()).toEqual([API, PROFILE].map((name) => [`/for/${name}/me`, name]));
});

test("a loop may reuse what it says of the token of a further header", async ({ uma, api }) => {
  const app = await uma();
  const seen = [];
  api.override("/twice", (request, response, answer) => {
    if (request.method === "OPTIONS") return answer(request, response);
    seen.push(payload(request.headers["x-authorization"]).aud);
    response.writeHead(200, { "access-control-allow-origin": "*" }).end();
  });
  await app.page.evaluate(
    ([address, names]) => {
      const further = {};
      const auth = { audience: names[0], headers: { "X-Authorization": further } };
      const sent = names.map((audience) => {
        further.audience = audience;
        return window.app.auth.fetch(address, { auth }).then(({ status }) => status);
      });
      return Promise.all(sent);
    },
    [`${api.origin}/twice`, [API, PROFILE]],
  );
  expect(seen.toSorted()).toEqual([API, PROFILE]);
});

test("a loop may reuse the options of accessToken", async ({ uma }) => {
  const app = await uma();
  const tokens = await app.page.evaluate(
    (names) => {
      const options = {};
      const asked = names.map((audience) => {
        options.audience = audience;
        return window.app.auth.accessToken(options);
      });
      return Promise.all(asked);
    },
    [API, PROFILE],
  );
  expect(tokens.map((token) => payload(token).aud)).toEqual([API, PROFILE]);
});

test("the reason of a signal stays what it is, also with a code", async ({ uma, api, keycloak }) => {
  const app = await uma();
  const release = keycloak.hold("token");
  const arrival = keycloak.arrival("token");
  const isSame = app.page.evaluate(
    ([address, audience]) => {
      const controller = new AbortController();
      const reason = Object.assign(new Error("x"), { code: "ERR_CANCELED" });
      window.giveUp = () => controller.abort(reason);
      const init = { auth: { audience }, signal: controller.signal };
      return window.app.auth.fetch(address, init).catch((error) => error === reason);
    },
    [`${api.origin}/for/${API}/me`, API],
  );
  await arrival;
  await app.page.evaluate(() => window.giveUp());
  expect(await isSame).toBe(true);
  release();
});

test("a request that is given up already asks for no token", async ({ uma, api, keycloak }) => {
  const app = await uma();
  keycloak.forget();
  const isSame = await app.page.evaluate(
    ([address, audience]) => {
      const reason = new Error("x");
      const init = { auth: { audience }, signal: AbortSignal.abort(reason) };
      return window.app.auth.fetch(address, init).catch((error) => error === reason);
    },
    [`${api.origin}/for/${API}/me`, API],
  );
  expect(isSame).toBe(true);
  // What had been asked for would have come before this.
  expect(payload(await tokenOf(app, { audience: PROFILE })).aud).toBe(PROFILE);
  expect(keycloak.count("token")).toBe(1);
  expect(api.seen).toEqual([]);
});
