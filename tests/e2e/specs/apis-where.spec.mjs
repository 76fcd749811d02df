// Where a request with a token goes, and what of it is the caller's.
import { API, call, test } from "../setup/apis.mjs";
import { expect } from "../setup/test.mjs";

for (const [what, isUrl] of [
  ["an address that is an object of the caller's", true],
  ["an address that is relative to the page's", false],
]) {
  test(`${what}, and is another one when the token comes, is the one that it was`, async ({
    uma,
    api,
    site,
    keycloak,
  }) => {
    const app = await uma({ allowedOrigins: [api.origin, site.origin] });
    const own = [];
    for (const path of ["/here/data", "/there/data"])
      site.override(path, (request, response) => {
        own.push(request.url);
        response.end("{}");
      });
    await app.page.evaluate(() => history.replaceState(null, "", "/here/"));
    const release = keycloak.hold("token");
    const arrival = keycloak.arrival("token");
    const status = app.page.evaluate(
      async ([address, audience]) => {
        const input = address ? new URL(address) : "data";
        window.change = () => {
          if (address) input.pathname = `/for/${audience}/there`;
          else history.replaceState(null, "", "/there/");
        };
        return (await window.app.auth.fetch(input, { auth: { audience } })).status;
      },
      [isUrl && `${api.origin}/for/${API}/here`, API],
    );
    await arrival;
    await app.page.evaluate(() => window.change());
    release();
    expect(await status).toBe(200);
    expect([...api.seen.map(({ path }) => path), ...own]).toEqual([
      isUrl ? `/for/${API}/here` : "/here/data",
    ]);
  });
}

test("what the caller says of the referrer is kept, in options and in a request", async ({
  uma,
  api,
  site,
}) => {
  const app = await uma();
  const url = `${api.origin}/for/${API}/me`;
  const auth = { audience: API };
  const hidden = { referrerPolicy: "no-referrer" };
  const full = { referrerPolicy: "unsafe-url" };
  await call(app, url, { auth });
  for (const init of [hidden, full]) await call(app, url, { auth, ...init });
  for (const init of [hidden, full, { ...full, referrer: "/elsewhere" }])
    await app.page.evaluate(
      ([address, how, options]) => window.app.auth.fetch(new Request(address, how), options),
      [url, init, { auth }],
    );
  const here = await app.href();
  expect(api.seen.map(({ headers }) => headers.referer)).toEqual([
    `${site.origin}/`,
    undefined,
    here,
    undefined,
    here,
    `${site.origin}/elsewhere`,
  ]);
});
