// Tunnistamo's end_session_endpoint: reads no hint and no state, and does not redirect. Its page has a link, and only to an address
// registered for some client.
import { languageOf } from "./languages.mjs";
import { signedOutPage } from "./pages.mjs";
import { upstreamOf } from "./tunnistamo-methods.mjs";

export function createTunnistamoLogout({
  engine,
  base,
  look,
  stylePath,
  scriptPath,
  postLogoutUris,
  switches,
}) {
  return async (request, response) => {
    if (request.method !== "GET")
      return response.writeHead(403, { "content-type": "text/html" }).end("<h1>Forbidden</h1>");
    const parameters = new URL(request.url, base).searchParams;
    const ended = await engine.endSession(request, response);
    const next = parameters.get("next");
    if (next && new URL(next, base).origin === base) return response.writeHead(302, { location: next }).end();
    const asked = parameters.get("post_logout_redirect_uri");
    const language = languageOf({
      uiLocales: parameters.get("ui_locales") ?? "",
      acceptLanguage: request.headers["accept-language"],
    });
    response.writeHead(200, { "content-type": "text/html; charset=utf-8" });
    response.end(
      signedOutPage({
        look,
        language,
        stylePath,
        returnTo: postLogoutUris.includes(asked) ? asked : undefined,
        upstream: upstreamOf(ended?.amr[0]),
        scriptPath: switches.values.logoutPage === "promised" ? scriptPath : undefined,
      }),
    );
  };
}

/** Of the page "as promised". It stays open where the person has a warning to read; the application may close it, being told. */
export const closingScript = `
const link = document.getElementById("return");
if (link && window.opener) window.opener.postMessage("hel:logout", new URL(link.href).origin);
if (link && !document.getElementById("upstream")) window.close();
`;
