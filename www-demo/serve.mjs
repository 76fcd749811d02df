// Serves the demo and starts the two local providers that it signs in with. Run by `npm start`, or by hand: node www-demo/serve.mjs
// `--keycloak`: with a real Keycloak instead of the one that only speaks like it; `npm run start:keycloak` sets it up.
import { createHash } from "node:crypto";
import { readFile } from "node:fs/promises";
import { extname, join, normalize } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";
import { openGate, PortBusy } from "./providers/gate.mjs";
import { startHelsinkiKeycloak } from "./providers/helsinki-keycloak.mjs";
import { LOGGED_OUT_PAGE } from "./providers/package-pages.mjs";
import { startProfileApi } from "./providers/profile-api.mjs";
import { startTunnistamo } from "./providers/tunnistamo.mjs";

/**
 * Starts everything; port 0 takes any free port. The two services are the same app on two origins.
 *
 * @param {{ port?: number, otherPort?: number, keycloakPort?: number, tunnistamoPort?: number, apiPort?: number, packageFolder?: string,
 *   startKeycloak?: typeof startHelsinkiKeycloak, apis?: object }} [options] `apis` are options of startProfileApi
 * @returns {Promise<{ address: string, otherAddress: string, keycloak: object, tunnistamo: object, api: object, close(): Promise<void> }>}
 */
export async function serveDemo({
  port = DEFAULTS.port,
  otherPort = DEFAULTS.otherPort,
  keycloakPort = DEFAULTS.keycloakPort,
  tunnistamoPort = DEFAULTS.tunnistamoPort,
  apiPort = DEFAULTS.apiPort,
  packageFolder = fileURLToPath(new URL("../dist/", import.meta.url)),
  startKeycloak = startHelsinkiKeycloak,
  apis = {},
} = {}) {
  const started = [];
  const start = async (starting) => {
    const server = await starting;
    started.push(server);
    return server;
  };
  const close = async () => void (await Promise.all(started.map((server) => server.close())));
  try {
    const berths = await start(openGate({ port, nameOf: (path) => path }));
    const storage = await start(openGate({ port: otherPort, nameOf: (path) => path }));
    const origins = { appOrigins: originsOf(berths), otherAppOrigins: originsOf(storage) };
    const keycloak = await start(startKeycloak({ port: keycloakPort, ...origins }));
    const tunnistamo = await start(startTunnistamo({ port: tunnistamoPort, ...origins }));
    const appOrigins = [...origins.appOrigins, ...origins.otherAppOrigins];
    const api = await start(startProfileApi({ port: apiPort, issuer: keycloak.issuer, appOrigins, ...apis }));
    const shared = {
      keycloak: keycloak.origin,
      tunnistamo: tunnistamo.origin,
      api: api.origin,
      profileAudience: api.audience,
      serviceAudience: api.serviceAudience,
      packageFolder,
    };
    berths.answer = await answerWithFiles({ ...shared, service: "berths", otherService: storage.origin });
    storage.answer = await answerWithFiles({ ...shared, service: "storage", otherService: berths.origin });
    return { address: berths.origin, otherAddress: storage.origin, keycloak, tunnistamo, api, close };
  } catch (error) {
    await close();
    throw error;
  }
}

const originsOf = ({ origin, port }) => [origin, `http://127.0.0.1:${port}`];

async function answerWithFiles({ packageFolder, ...places }) {
  const fill = async (file) =>
    Object.entries(places).reduce(
      (html, [name, place]) => html.replaceAll(`{{${name}}}`, place),
      await readFile(join(APP_FOLDER, file), "utf8"),
    );
  const index = await fill("index.html");
  const loggedOut = await fill("logged-out.html");
  const providers = [places.keycloak, places.tunnistamo];
  const headers = {
    "content-security-policy": contentSecurityPolicy(index, providers, places.api),
    "referrer-policy": "no-referrer",
    "x-content-type-options": "nosniff",
    "cache-control": "no-cache",
  };

  return async (request, response) => {
    if (request.method !== "GET" && request.method !== "HEAD") return response.writeHead(405).end();
    const path = decodeURIComponent(new URL(request.url, "http://localhost").pathname);
    const type = TYPES[extname(path)];
    // Addresses without a file name are pages of the app, which knows by itself what to show there.
    if (!type) return response.writeHead(200, { ...headers, "content-type": TYPES[".html"] }).end(index);
    const policy = path.startsWith(PAGES_PATH) && {
      "content-security-policy": policyOfPackagePage(path, providers),
    };
    // The one page of the package that a person may read for a while: ours, with the package's script.
    const content =
      path === LOGGED_OUT_PAGE
        ? loggedOut
        : await readFile(fileOf(path, packageFolder)).catch(() => undefined);
    if (!content) return response.writeHead(404, headers).end();
    response.writeHead(200, { ...headers, ...policy, "content-type": type }).end(content);
  };
}

function fileOf(path, packageFolder) {
  if (path.startsWith(PACKAGE_PATH))
    return join(packageFolder, normalize(`/${path.slice(PACKAGE_PATH.length)}`));
  if (path.startsWith(PAGES_PATH))
    return join(packageFolder, "pages", normalize(`/${path.slice(PAGES_PATH.length)}`));
  return join(APP_FOLDER, normalize(path));
}

// What a service using kirjaudu needs to allow, and nothing else. The hash is that of the import map, the only inline script.
function contentSecurityPolicy(index, providers, api) {
  const importMap = index.match(/<script type="importmap">([\s\S]*?)<\/script>/)[1];
  const hash = createHash("sha256").update(importMap).digest("base64");
  return [
    "default-src 'none'",
    `script-src 'self' 'wasm-unsafe-eval' 'sha256-${hash}'`,
    "style-src 'self'",
    "img-src 'self' data:",
    `connect-src 'self' ${providers.join(" ")} ${api}`,
    // A logout with a long ID token is sent as a form, and comes back by redirect.
    `form-action 'self' ${providers.join(" ")}`,
    // A silent login goes to the provider in a hidden frame, and comes back to a page of ours.
    `frame-src 'self' ${providers.join(" ")}`,
    "base-uri 'none'",
    "frame-ancestors 'none'",
    "require-trusted-types-for 'script'",
  ].join("; ");
}

// The package's static pages: each may be framed by those that have to, and by nobody else.
function policyOfPackagePage(path, providers) {
  const framedBy = {
    "callback.html": "'self'",
    "frontchannel-logout.html": providers.join(" "),
  };
  return [
    "default-src 'none'",
    "script-src 'self'",
    "style-src 'self'",
    "img-src 'self' data:",
    "base-uri 'none'",
    `frame-ancestors ${framedBy[path.slice(PAGES_PATH.length)] ?? "'none'"}`,
    "require-trusted-types-for 'script'",
  ].join("; ");
}

const APP_FOLDER = fileURLToPath(new URL("./app/", import.meta.url));
const PACKAGE_PATH = "/kirjaudu/";
const PAGES_PATH = "/kirjaudu-pages/";

const TYPES = {
  ".css": "text/css; charset=utf-8",
  ".html": "text/html; charset=utf-8",
  ".js": "text/javascript; charset=utf-8",
  ".svg": "image/svg+xml",
  ".wasm": "application/wasm",
};

const PORTS = {
  port: "DEMO_PORT",
  otherPort: "OTHER_PORT",
  keycloakPort: "KEYCLOAK_PORT",
  tunnistamoPort: "TUNNISTAMO_PORT",
  apiPort: "API_PORT",
};
const DEFAULTS = { port: 5173, otherPort: 5174, keycloakPort: 5180, tunnistamoPort: 5181, apiPort: 5182 };

async function main() {
  const ports = Object.fromEntries(
    Object.entries(PORTS).map(([name, variable]) => [name, Number(process.env[variable] ?? DEFAULTS[name])]),
  );
  const wrong = Object.keys(PORTS).find(
    (name) => !(Number.isInteger(ports[name]) && ports[name] >= 0 && ports[name] < 65536),
  );
  if (wrong) return fail(`${PORTS[wrong]} must be a port number, found "${process.env[PORTS[wrong]]}"`);
  try {
    const real = process.argv.includes("--keycloak") && (await realKeycloak());
    const { address, otherAddress, keycloak, tunnistamo, api } = await serveDemo({ ...ports, ...real });
    console.log(`${real ? "Keycloak                " : "Keycloak-like provider  "}  ${keycloak.issuer}`);
    console.log(`Tunnistamo-like provider  ${tunnistamo.issuer}`);
    console.log(`Profile API               ${api.url}`);
    console.log(`the sister service        ${otherAddress}`);
    console.log(`the demo runs at ${address}`);
  } catch (error) {
    if (!(error instanceof PortBusy)) throw error;
    const name = Object.keys(ports).find((key) => ports[key] === error.port);
    fail(`${error.message}: stop it, or choose another port with ${PORTS[name]}=<number>`);
  }
}

/** What the APIs are called in the real Keycloak, whose people the profile API does not know. */
export const APIS_AT_KEYCLOAK = {
  audience: "profile-api",
  serviceAudience: "exampleapp-api",
  everybodyHasProfile: true,
};

async function realKeycloak() {
  const { startKeycloak } = await import("./keycloak/start.mjs");
  // It ends with this process, if this process ends in order.
  for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"]) process.on(signal, () => process.exit(0));
  console.log("Starting Keycloak: some ten seconds");
  return { startKeycloak, apis: APIS_AT_KEYCLOAK };
}

function fail(sentence) {
  console.error(sentence);
  process.exitCode = 1;
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? "").href) await main();
