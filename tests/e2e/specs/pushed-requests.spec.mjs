// Pushed authorization requests and authorization details.
import { record } from "../setup/provider-requests.mjs";
import { frames } from "../setup/renewals.mjs";
import { atKeycloak, expect, test } from "../setup/test.mjs";

const PATIENT = "010170-960F";
const DETAILS = [{ type: "prescriptions", patient: PATIENT, actions: ["read", "write"], note: 'ä"ö' }];
const at = (provider, options) =>
  atKeycloak(provider, { clientId: "prescriptions-ui", par: true, ...options });

test("g_01 g_07 only a reference goes through the browser, another one each time", async ({
  app,
  boundKeycloak,
}) => {
  app.serve(at(boundKeycloak, { dpop: true }));
  await app.signIn();
  expect((await app.explain()).because).toContain("the request was pushed");
  await app.login({ prompt: "login" });
  await app.fillForm("aino");
  // The session before is shown at once.
  await app.ready();
  const urls = boundKeycloak.requests
    .filter(({ endpoint }) => endpoint === "authorization")
    .map(({ url }) => new URL(url, boundKeycloak.origin).searchParams);
  expect(urls.map((query) => [...query.keys()])).toEqual([
    ["client_id", "request_uri"],
    ["client_id", "request_uri"],
  ]);
  expect(urls[0].get("request_uri")).not.toBe(urls[1].get("request_uri"));
});

for (const mode of ["popup", "silent"]) {
  test(`g_01 the answer to a pushed request is found where the address has no state: ${mode}`, async ({
    app,
    boundKeycloak,
  }) => {
    app.serve({ ...at(boundKeycloak, { dpop: true }), policy: frames(boundKeycloak) });
    await app.signIn();
    const before = await app.tokens();
    boundKeycloak.autoLogin("aino");
    boundKeycloak.forget();
    const { status } = await app.page.evaluate((how) => window.app.auth.login({ mode: how }), mode);
    expect(status).toBe("signed-in");
    expect((await app.tokens()).accessToken).not.toBe(before.accessToken);
    expect(boundKeycloak.count("par")).toBeGreaterThan(0);
  });
}

test("g_02 a refusal leaves the page where it is", async ({ app, boundKeycloak, site }) => {
  app.serve(at(boundKeycloak));
  await app.open();
  for (const [status, expected = "par_refused"] of [[400], [401], [413], [429, "par_unreachable"]]) {
    const end = boundKeycloak.override("par", (_request, response) => {
      response.setHeader("access-control-allow-origin", site.origin);
      response.writeHead(status, { "content-type": "application/json" }).end('{"error":"invalid_request"}');
    });
    const code = await app.page.evaluate(() => window.app.auth.login().catch((error) => error.code));
    expect(code).toBe(expected);
    end();
  }
  boundKeycloak.override("par", (request) => request.socket.destroy());
  const code = await app.page.evaluate(() => window.app.auth.login().catch((error) => error.code));
  expect(code).toBe("par_unreachable");
  expect(boundKeycloak.count("authorization")).toBe(0);
});

test("g_08 g_09 details are pushed, and a person in them is in no address and no record of what happened", async ({
  app,
  boundKeycloak,
}) => {
  app.serve(at(boundKeycloak, { par: "auto" }));
  const pushed = record(boundKeycloak, "par");
  const visited = [];
  app.page.on("request", (request) => visited.push(request.url()));
  await app.signIn("aino", { login: { authorizationDetails: DETAILS } });
  const sent = new URLSearchParams(pushed.find(({ method }) => method === "POST").body);
  expect(JSON.parse(sent.get("authorization_details"))).toEqual(DETAILS);
  expect(visited.join()).not.toContain(PATIENT);
  expect(JSON.stringify(await app.explain())).not.toContain(PATIENT);
});

test("g_10 what was granted is in the session", async ({ app, boundKeycloak }) => {
  app.serve(at(boundKeycloak));
  await app.signIn("aino", { login: { authorizationDetails: DETAILS } });
  expect((await app.session()).authorizationDetails).toEqual({ granted: DETAILS, isWider: false });
  await app.page.reload();
  expect((await app.session()).authorizationDetails).toEqual({ granted: DETAILS, isWider: false });

  const more = [{ ...DETAILS[0], actions: ["read", "write", "delete"] }];
  boundKeycloak.bound.grant = () => more;
  await app.login({ prompt: "login", authorizationDetails: DETAILS });
  await app.fillForm("aino");
  // The session before is shown at once.
  await app.ready();
  boundKeycloak.bound.grant = (details) => details;
  expect((await app.session()).authorizationDetails).toEqual({ granted: more, isWider: true });
});

test("g_11 details of a type that the provider does not know", async ({ app, boundKeycloak }) => {
  app.serve(at(boundKeycloak));
  await app.open();
  const code = await app.page.evaluate(() =>
    window.app.auth.login({ authorizationDetails: [{ type: "other" }] }).catch((error) => error.code),
  );
  expect(code).toBe("invalid_authorization_details");
});
