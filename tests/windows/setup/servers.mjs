// The site with the page under test, the two providers, and a stranger: another origin that is neither.
import { readFile } from "node:fs/promises";
import { openGate } from "../../../www-demo/providers/gate.mjs";
import { startHelsinkiKeycloak } from "../../../www-demo/providers/helsinki-keycloak.mjs";
import { startTunnistamo } from "../../../www-demo/providers/tunnistamo.mjs";
import { asHeader, startSite } from "../../e2e/setup/site.mjs";

/** The pages of the package, as the site serves them. */
export const PAGES = {
  callback: "/kirjaudu/pages/callback.html",
  loggedOut: "/kirjaudu/pages/logged-out.html",
  frontChannel: "/kirjaudu/pages/frontchannel-logout.html",
};

export async function startServers() {
  const site = await withOwnPage(await startSite());
  const registered = {
    appOrigins: [site.origin, site.alias],
    redirectPaths: ["/callback", PAGES.callback],
    postLogoutPaths: ["/", "/callback", PAGES.loggedOut],
  };
  const [keycloak, tunnistamo, stranger] = await Promise.all([
    startHelsinkiKeycloak(registered),
    startTunnistamo(registered),
    openGate({ nameOf: (path) => path }),
  ]);
  stranger.answer = (_request, response) =>
    response.writeHead(200, { "content-type": "text/html" }).end("<!doctype html><title>Stranger</title>");
  const all = { site, keycloak, tunnistamo, stranger };
  return { ...all, close: () => Promise.all(Object.values(all).map((server) => server.close())) };
}

/** The site of the end-to-end tests, with the page of these tests in place of its own. */
async function withOwnPage(site) {
  const { answer } = site;
  const template = await readFile(new URL("index.html", PAGE), "utf8");
  let index = template;
  let policy = "";

  site.answer = async (request, response) => {
    const { pathname } = new URL(request.url, site.origin);
    if (pathname.includes(".") && !pathname.startsWith(OWN)) return answer(request, response);
    const headers = { "content-security-policy": policy, "cache-control": "no-cache" };
    if (!pathname.includes("."))
      return response.writeHead(200, { ...headers, "content-type": "text/html; charset=utf-8" }).end(index);
    const content = await readFile(new URL(pathname.slice(OWN.length), PAGE)).catch(() => undefined);
    if (!content) return response.writeHead(404, headers).end();
    const type = pathname.endsWith(".js") ? "text/javascript" : "text/html";
    response.writeHead(200, { ...headers, "content-type": `${type}; charset=utf-8` }).end(content);
  };

  return Object.assign(site, {
    configure: (config, directives) => {
      policy = asHeader(directives);
      const text = JSON.stringify(config).replace(/[&"<]/g, (c) => `&#${c.charCodeAt(0)};`);
      index = template.replace("{{config}}", () => text);
      site.serve({ config, policy }); // the pages of the package come from there
    },
  });
}

const PAGE = new URL("../page/", import.meta.url);
const OWN = "/windows/";
