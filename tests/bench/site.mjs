// Bundles the apps as their users would, and serves them as a good server would: brotli at its best, cached for ever.
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { brotliCompressSync, constants } from "node:zlib";
import { build } from "esbuild";
import { shortNames } from "../../scripts/build/entries.mjs";
import { dist, root } from "../../scripts/run/places.mjs";
import { openGate } from "../../www-demo/providers/gate.mjs";

/**
 * Every app has a folder; in it `callback` is the redirect URI. `serve` gives the folder's app its configuration; `configuration` is what all
 * apps have in common.
 */
export async function startSite(apps) {
  const site = await openGate({ nameOf: (path) => path });
  const files = new Map();
  const configurations = new Map();

  // Apps of the same source in other folders are made once.
  const made = new Map();
  for (const app of apps) {
    const source = `${app.name} ${app.app}`;
    if (!made.has(source)) made.set(source, await filesOf(app));
    for (const [name, content] of made.get(source)) files.set(`/${app.folder}/${name}`, content);
  }

  site.answer = (request, response) => {
    const { pathname } = new URL(request.url, site.origin);
    const file = files.get(pathname);
    if (file) {
      const headers = {
        "content-type": typeOf(pathname),
        "cache-control": "public, max-age=31536000, immutable",
      };
      return response.writeHead(200, { ...headers, ...headersOf(file) }).end(file);
    }
    const [, folder] = pathname.split("/");
    const app = apps.find((each) => each.folder === folder);
    if (!app) return response.writeHead(404).end();
    const html = compress(
      Buffer.from(page(app, { ...configurations.get(folder), isCallback: pathname.endsWith("/callback") })),
    );
    const isolated = app.isolated ? ISOLATED : {};
    response
      .writeHead(200, { "content-type": HTML, "cache-control": "no-cache", ...isolated, ...headersOf(html) })
      .end(html);
  };

  return Object.assign(site, {
    serve: (folder, configuration) => void configurations.set(folder, configuration),
    configuration: ({ folder, clientId = "exampleapp-ui" }) => {
      const redirectUri = `${site.origin}/${folder}/callback`;
      return { clientId, redirectUri, scope: "openid profile email" };
    },
    page: ({ folder }) => `${site.origin}/${folder}/`,
  });
}

async function filesOf({ name, app }) {
  if (!app) return [];
  const beside = name === "kirjaudu" ? LOADED_LATER : [];
  const shipped = await Promise.all(beside.map(async (each) => [each, await readFile(join(PACKAGE, each))]));
  return [["app.js", await bundled(app, name)], ...shipped].map(([file, content]) => [
    file,
    compress(content),
  ]);
}

// kirjaudu's entry goes into the app's bundle like every other library; what it loads by itself stays as it is shipped.
async function bundled(app, name) {
  const { outputFiles } = await build({
    entryPoints: [fileURLToPath(new URL(`apps/${app}`, import.meta.url))],
    absWorkingDir: root,
    alias: { kirjaudu: join(PACKAGE, "index.js") },
    external: ["./engine.js"],
    // Some pages call the core themselves, with what it knows by these short names.
    ...(name === "kirjaudu" && {
      mangleProps: new RegExp(`^(${ASKED.join("|")})$`),
      mangleCache: shortNames(ASKED),
    }),
    bundle: true,
    minify: true,
    format: "esm",
    target: "es2022",
    legalComments: "none",
    banner: { js: 'performance.mark("start");' },
    write: false,
    logLevel: "warning",
  });
  return outputFiles[0].contents;
}

function page({ app }, configuration) {
  const script = `<script>${PAGE_SCRIPT.replace("CONFIG", () => JSON.stringify(configuration))}</script>
<script type="module" src="app.js"></script>`;
  return `<!doctype html>
<html lang="en">
<meta charset="utf-8">
<title>bench</title>
<link rel="icon" href="data:,">
${app ? script : ""}
<h1>Bench</h1>
</html>`;
}

// What an app reports to: `settled` when it knows who is signed in; `wasm` when one is there, whose memory can be asked for.
const PAGE_SCRIPT = `
const bench = window.bench = { config: CONFIG };
bench.settled = new Promise((settle, fail) => {
  bench.settle = settle;
  addEventListener("error", ({ message }) => fail(new Error(message)));
  addEventListener("unhandledrejection", ({ reason }) => fail(reason));
});
bench.wasm = new Promise((there) => {
  const { instantiate } = WebAssembly;
  WebAssembly.instantiate = async (...given) => {
    const instance = await instantiate(...given);
    performance.mark("wasm");
    bench.memory = instance.exports.memory;
    there();
    return instance;
  };
});`;

function compress(content) {
  return brotliCompressSync(content, {
    params: { [constants.BROTLI_PARAM_QUALITY]: 11, [constants.BROTLI_PARAM_SIZE_HINT]: content.length },
  });
}

const headersOf = (content) => ({ "content-encoding": "br", "content-length": content.length });

function typeOf(path) {
  return path.endsWith(".wasm") ? "application/wasm" : "text/javascript; charset=utf-8";
}

/** KIRJAUDU_DIST: another build of the package than the one in dist/. */
const PACKAGE = process.env.KIRJAUDU_DIST ?? dist;
/** What the core looks for in the page that calls it. */
const ASKED = ["note", "shared", "tab", "tabs"];
/** What its entry loads by itself, when it is wanted. */
const LOADED_LATER = ["engine.js", "renewal.js", "apis.js", "vault.js", "windows.js", "kirjaudu.wasm"];
const HTML = "text/html; charset=utf-8";
// For a clock of 5 µs instead of 100.
const ISOLATED = {
  "cross-origin-opener-policy": "same-origin",
  "cross-origin-embedder-policy": "require-corp",
};
