// What auth.fetch does with a 401, or with an answer that is none and means the same.
import { API, call, refusing, sendStream, test, tokenOf } from "../setup/apis.mjs";
import { expect } from "../setup/test.mjs";

const PLAIN = "/plain/me";

test("the access token of the sign-in is renewed once for a 401, and the second answer is given", async ({
  plain,
  api,
  keycloak,
}) => {
  const app = await plain();
  const url = api.origin + PLAIN;
  const once = refusing(api, PLAIN, (_headers, place) => place === 1);
  expect(await call(app, url)).toMatchObject({ status: 200, body: { name: "Aino Esimerkki" } });
  expect(once).toHaveLength(2);
  expect(once[1].authorization).not.toBe(once[0].authorization);
  expect(keycloak.count("token")).toBe(1);

  keycloak.forget();
  const always = refusing(api, PLAIN, () => true);
  expect(await statusOf(app, url)).toBe(401);
  expect(always).toHaveLength(2);
  expect(keycloak.count("token")).toBe(1);
});

test("a session that is not renewed gives the first answer", async ({ plain, api, keycloak }) => {
  const app = await plain({ autoRenew: false });
  const sent = refusing(api, PLAIN, () => true);
  expect(await statusOf(app, api.origin + PLAIN)).toBe(401);
  expect(sent).toHaveLength(1);
  expect(keycloak.count("token")).toBe(0);
});

test("requests that are refused at once, or one after the other, have the token renewed once", async ({
  plain,
  api,
  keycloak,
}) => {
  const app = await plain();
  const { accessToken } = await app.tokens();
  const isOld = ({ authorization }) => authorization === `Bearer ${accessToken}`;
  let refuseTheLate;
  const late = new Promise((resolve) => {
    refuseTheLate = resolve;
  });
  const paths = ["/plain/1", "/plain/2", "/plain/late"];
  const sent = paths.map((path) =>
    refusing(api, path, async (headers) => {
      if (isOld(headers) && path === "/plain/late") await late;
      return isOld(headers);
    }),
  );
  const [first, second, third] = paths.map((path) => statusOf(app, api.origin + path));
  await expect.poll(() => sent[2].length).toBe(1);
  expect(await Promise.all([first, second])).toEqual([200, 200]);
  refuseTheLate();
  expect(await third).toBe(200);
  expect(sent.map(({ length }) => length)).toEqual([2, 2, 2]);
  expect(keycloak.count("token")).toBe(1);
});

test("who gives up while the token is renewed is told at once, and nothing is sent again", async ({
  plain,
  api,
  keycloak,
}) => {
  const app = await plain();
  const sent = refusing(api, PLAIN, () => true);
  const release = keycloak.hold("token");
  const arrival = keycloak.arrival("token");
  const result = app.page.evaluate((address) => {
    const controller = new AbortController();
    window.giveUp = () => controller.abort();
    return window.app.auth.fetch(address, { signal: controller.signal }).catch(({ name }) => name);
  }, api.origin + PLAIN);
  await arrival;
  await app.page.evaluate(() => window.giveUp());
  expect(await result).toBe("AbortError");
  release();
  // The renewal is everybody's, and goes on.
  await app.page.evaluate(() => window.app.auth.renew());
  expect(sent).toHaveLength(1);
  expect(await app.session()).toMatchObject({ status: "signed-in", stale: false });
});

test("an answer that the application calls a refusal is one: another token, once", async ({
  uma,
  api,
  keycloak,
}) => {
  const app = await uma();
  const url = `${api.origin}/for/${API}/graphql`;
  const before = await tokenOf(app, { audience: API });
  const answers = ["refused", "fine", "refused", "refused"];
  const sent = [];
  api.override(new URL(url).pathname, (request, response, answer) => {
    if (request.method === "OPTIONS") return answer(request, response);
    sent.push(request.headers.authorization);
    response.writeHead(200, { "access-control-allow-origin": "*" }).end(answers[sent.length - 1]);
  });
  const ask = () =>
    app.page.evaluate(
      async ([address, audience]) => {
        const judged = [];
        const refused = async (response) => {
          judged.push(await response.text());
          return judged.at(-1) === "refused";
        };
        const init = { method: "POST", body: "{}", auth: { audience, refused } };
        return [await (await window.app.auth.fetch(address, init)).text(), judged];
      },
      [url, API],
    );
  keycloak.forget();
  expect(await ask()).toEqual(["fine", ["refused"]]);
  expect(sent[0]).toBe(`Bearer ${before}`);
  expect(sent[1]).toBe(`Bearer ${await tokenOf(app, { audience: API })}`);
  expect(sent[1]).not.toBe(sent[0]);
  expect(keycloak.count("token")).toBe(1);
  // The second answer is given as it is.
  expect((await ask())[0]).toBe("refused");
  expect(sent).toHaveLength(4);
  expect(keycloak.count("token")).toBe(2);
});

for (const [what, challenge, outcome] of [
  ["", 'Bearer error="invalid_token"', 401],
  [
    " and a stronger sign-in is wanted",
    'Bearer error="insufficient_user_authentication", acr_values="2"',
    "step_up_required",
  ],
]) {
  test(`a stream that is refused${what} is not sent again`, async ({ plain, keycloak, api }) => {
    const app = await plain({ stepUp: "popup" });
    const result = await sendStream(app, api.origin + PLAIN, { "www-authenticate": challenge });
    expect(result).toEqual({ outcome, calls: 1, windows: 0 });
    expect(keycloak.count("token")).toBe(0);
    const said = JSON.stringify((await app.explain()).timeline).includes("its body is a stream");
    expect(said).toBe(outcome === 401);
  });
}

const statusOf = async ({ page }, url) =>
  page.evaluate(async (address) => (await window.app.auth.fetch(address)).status, url);
