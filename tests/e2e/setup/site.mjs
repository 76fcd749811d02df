// Serves the page of the tests, and the package under /kirjaudu/, as a careful service would: with a strict policy.
import { readFile } from "node:fs/promises";
import { extname, join, normalize } from "node:path";
import { fileURLToPath } from "node:url";
import { dist } from "../../../scripts/run/places.mjs";
import { openGate } from "../../../www-demo/providers/gate.mjs";

/**
 * Listens on a free port, as localhost and as 127.0.0.1. The result has the controls of every gate; endpoints are called by their
 * paths. `serve` says what the page is configured with, and under which Content-Security-Policy.
 */
export async function startSite() {
  const site = await openGate({ nameOf: (path) => path });
  const template = await readFile(join(PAGE, "index.html"), "utf8");
  let config = "{}";
  let policy = "";

  site.answer = async (request, response) => {
    const path = decodeURIComponent(new URL(request.url, site.origin).pathname);
    const headers = { "content-security-policy": policy, "cache-control": "no-cache" };
    const type = TYPES[extname(path)];
    // Addresses without a file name are routes of the page.
    if (!type) {
      const index = template.replace("{{config}}", () =>
        config.replace(/[&"<]/g, (c) => `&#${c.charCodeAt(0)};`),
      );
      return response.writeHead(200, { ...headers, "content-type": TYPES[".html"] }).end(index);
    }
    const content = await readFile(fileOf(path)).catch(() => undefined);
    if (!content) return response.writeHead(404, headers).end();
    response.writeHead(200, { ...headers, "content-type": type }).end(content);
  };

  return Object.assign(site, {
    alias: `http://127.0.0.1:${site.port}`,
    serve: (given) => {
      config = JSON.stringify(given.config);
      policy = given.policy;
    },
  });
}

/** What a page with kirjaudu needs to allow, and nothing else. */
export function strictPolicy(providers) {
  return {
    "default-src": "'none'",
    "script-src": "'self' 'wasm-unsafe-eval'",
    "img-src": "data:",
    "connect-src": `'self' ${providers.join(" ")}`,
    // A logout with a long ID token is sent as a form, and comes back by redirect.
    "form-action": `'self' ${providers.join(" ")}`,
    "base-uri": "'none'",
    "frame-ancestors": "'none'",
    "require-trusted-types-for": "'script'",
    "trusted-types": "'none'",
  };
}

export const asHeader = (policy) =>
  Object.entries(policy)
    .map(([directive, value]) => `${directive} ${value}`)
    .join("; ");

function fileOf(path) {
  const folder = path.startsWith(PACKAGE) ? PACKAGE_FOLDER : PAGE;
  return join(folder, normalize(path.replace(PACKAGE, "/")));
}

/** A name that both browsers take for this machine, and not for a place to be trusted without https. */
export const INSECURE_HOST = "insecure.test";

const PAGE = fileURLToPath(new URL("../page/", import.meta.url));
const PACKAGE = "/kirjaudu/";
/** KIRJAUDU_DIST: another build of the package than the one in dist/. */
const PACKAGE_FOLDER = process.env.KIRJAUDU_DIST ?? dist;

const TYPES = {
  ".html": "text/html; charset=utf-8",
  ".js": "text/javascript; charset=utf-8",
  ".wasm": "application/wasm",
};
