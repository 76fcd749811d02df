// What `auth.fetch` costs over `fetch`, and a proof for one request (RFC 9449) beside oauth4webapi; in milliseconds.
import { openGate } from "../../www-demo/providers/gate.mjs";
import { startHelsinkiKeycloak } from "../../www-demo/providers/helsinki-keycloak.mjs";
import { BOUND_CLIENT, createBound } from "../../www-demo/providers/helsinki-keycloak-bound.mjs";
import { summary } from "./numbers.mjs";
import { open, signIn, visit } from "./visit.mjs";

const app = { name: "kirjaudu", app: "api-requests.js", isolated: true, clientId: BOUND_CLIENT.client_id };

/** The same page with tokens for whoever holds them, and with tokens that are bound to a key. */
export const requestApps = [
  { ...app, title: "Bearer", folder: "api-requests" },
  { ...app, title: "DPoP", folder: "api-requests-dpop", dpop: true },
];

/** `requests`: by title of the app and name of what was measured. `proofs`: by name. */
export async function apiRequestTimes(browser, site, samples) {
  const api = await startApi();
  const provider = await startHelsinkiKeycloak({
    appOrigins: [site.origin],
    redirectPaths: requestApps.map(({ folder }) => `/${folder}/callback`),
    clients: [BOUND_CLIENT],
    bound: createBound(),
  });
  provider.autoLogin("aino");
  try {
    const requests = {};
    let proofs;
    for (const each of requestApps) {
      const more = { issuer: provider.issuer, api: `${api.origin}/orders`, dpop: each.dpop };
      site.serve(each.folder, { ...site.configuration(each), ...more });
      await visit(browser, async (tab) => {
        await open(tab, site, each);
        await signIn(tab, site, each);
        const inPage = async (what) =>
          summaries(
            await tab.page.evaluate(([name, count]) => window.bench[name](count), [what, samples + WARM_UP]),
          );
        requests[each.title] = await inPage("requests");
        if (each.dpop) proofs = await inPage("proofs");
      });
    }
    return { requests, proofs };
  } finally {
    await Promise.all([api.close(), provider.close()]);
  }
}

// Answers everything at once, and has the browser ask but once whether it may.
async function startApi() {
  const api = await openGate({ nameOf: (path) => path });
  const headers = {
    "access-control-allow-origin": "*",
    "access-control-allow-headers": "authorization, dpop",
    "access-control-max-age": "600",
    "content-type": "application/json",
    "cache-control": "no-store",
  };
  api.answer = (_request, response) => response.writeHead(200, headers).end("{}");
  return api;
}

const summaries = (measured) =>
  Object.fromEntries(Object.entries(measured).map(([name, times]) => [name, summary(times.slice(WARM_UP))]));

const WARM_UP = 20;
