// An API that wants a stronger sign-in (RFC 9470), at a Keycloak that has levels of authentication.
import { startProfileApi } from "../../../www-demo/providers/profile-api.mjs";
import { payload } from "../../e2e/setup/apis.mjs";
import { test as base, expect, IN_FIREFOX_TOO } from "../setup/test.mjs";

const AUDIENCE = "exampleapp-api";

const test = base.extend({
  /** The API of the demo's services, which shows bills at level 2 only. */
  api: async ({ site, keycloak }, use) => {
    const api = await startProfileApi({
      issuer: keycloak.issuer,
      appOrigins: [site.origin],
      serviceAudience: AUDIENCE,
    });
    await use(api);
    await api.close();
  },

  /** Signed in at level 1. */
  uma: async ({ app, api, keycloak }, use) => {
    app.configure(
      { apiTokens: { kind: "uma-ticket" }, allowedOrigins: [api.origin] },
      { provider: [keycloak.origin, api.origin] },
    );
    await app.signIn();
    await use(app);
  },
});

test(
  "401, the password once more in a window, acr 2 in the session, and the request is answered",
  IN_FIREFOX_TOO,
  async ({ uma: app, api, requests }) => {
    const before = (await app.session()).claims;
    const { popup, answer } = await askForBills(app, api);
    await app.fillForm("kansalainen", popup);
    expect(await answer()).toMatchObject({ status: 200, body: [{ id: "2026-1107" }, { id: "2026-0412" }] });

    const after = (await app.session()).claims;
    expect([before.acr, after.acr]).toEqual(["1", "2"]);
    expect([after.sub, after.sid]).toEqual([before.sub, before.sid]);
    expect(requests.to("auth").at(-1).url.searchParams.get("acr_values")).toBe("2");
    // Refused once, and sent again once.
    expect(api.count("bills")).toBe(2);
    // In an API token it stays as it was, which is why the realm tells APIs the levels of the session.
    const ticket = payload(await app.outcome("accessToken", { audience: AUDIENCE }));
    expect([ticket.acr, Object.keys(ticket.levels)]).toEqual(["1", ["1", "2"]]);
  },
);

// Windows open only upon a click.
async function askForBills({ page }, api) {
  await page.evaluate(
    ([url, audience]) => {
      const ask = async () => {
        try {
          const reply = await window.app.auth.fetch(url, { auth: { audience, stepUp: "popup" } });
          return { status: reply.status, body: await reply.json() };
        } catch ({ code, message }) {
          return { code, message };
        }
      };
      document.getElementById("status").addEventListener("click", () => (window.answer = ask()), {
        once: true,
      });
    },
    [`${api.origin}/service/bills`, AUDIENCE],
  );
  const [popup] = await Promise.all([page.waitForEvent("popup"), page.click("#status")]);
  return { popup, answer: () => page.evaluate(() => window.answer) };
}
