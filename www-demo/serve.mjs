// Serves the demo and starts the two local providers that it signs in with. Run by `npm start`, or by hand: node www-demo/serve.mjs
import { createHash } from "node:crypto";
import { readFile } from "node:fs/promises";
import { extname, join, normalize } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";
import { openGate, PortBusy } from "./providers/gate.mjs";
import { startHelsinkiKeycloak } from "./providers/helsinki-keycloak.mjs";
import { startTunnistamo } from "./providers/tunnistamo.mjs";

/**
 * Starts everything; port 0 takes any free port.
 *
 * @param {{ port?: number, keycloakPort?: number, tunnistamoPort?: number, packageFolder?: string }} [options]
 * @returns {Promise<{ address: string, keycloak: object, tunnistamo: object, close(): Promise<void> }>}
 */
export async function serveDemo({
  port = 5173,
  keycloakPort = 5180,
  tunnistamoPort = 5181,
  packageFolder = fileURLToPath(new URL("../dist/", import.meta.url)),
} = {}) {
  const started = [];
  const close = async () => void (await Promise.all(started.map((server) => server.close())));
  try {
    const site = await openGate({ port, nameOf: (path) => path });
    started.push(site);
    const appOrigins = [site.origin, `http://127.0.0.1:${site.port}`];
    const keycloak = await startHelsinkiKeycloak({ port: keycloakPort, appOrigins });
    started.push(keycloak);
    const tunnistamo = await startTunnistamo({ port: tunnistamoPort, appOrigins });
    started.push(tunnistamo);
    site.answer = await answerWithFiles({
      keycloak: keycloak.origin,
      tunnistamo: tunnistamo.origin,
      packageFolder,
    });
    return { address: site.origin, keycloak, tunnistamo, close };
  } catch (error) {
    await close();
    throw error;
  }
}

async function answerWithFiles({ keycloak, tunnistamo, packageFolder }) {
  const template = await readFile(join(APP_FOLDER, "index.html"), "utf8");
  const index = template.replaceAll("{{keycloak}}", keycloak).replaceAll("{{tunnistamo}}", tunnistamo);
  const headers = {
    "content-security-policy": contentSecurityPolicy(index, [keycloak, tunnistamo]),
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
    const file = path.startsWith(PACKAGE_PATH)
      ? join(packageFolder, normalize(`/${path.slice(PACKAGE_PATH.length)}`))
      : join(APP_FOLDER, normalize(path));
    const content = await readFile(file).catch(() => undefined);
    if (!content) return response.writeHead(404, headers).end();
    response.writeHead(200, { ...headers, "content-type": type }).end(content);
  };
}

// What a service using kirjaudu needs to allow, and nothing else. The hash is that of the import map, the only inline script.
function contentSecurityPolicy(index, providers) {
  const importMap = index.match(/<script type="importmap">([\s\S]*?)<\/script>/)[1];
  const hash = createHash("sha256").update(importMap).digest("base64");
  return [
    "default-src 'none'",
    `script-src 'self' 'wasm-unsafe-eval' 'sha256-${hash}'`,
    "style-src 'self'",
    "img-src 'self' data:",
    `connect-src 'self' ${providers.join(" ")}`,
    // A logout with a long ID token is sent as a form, and comes back by redirect.
    `form-action 'self' ${providers.join(" ")}`,
    "base-uri 'none'",
    "frame-ancestors 'none'",
    "require-trusted-types-for 'script'",
  ].join("; ");
}

const APP_FOLDER = fileURLToPath(new URL("./app/", import.meta.url));
const PACKAGE_PATH = "/kirjaudu/";

const TYPES = {
  ".css": "text/css; charset=utf-8",
  ".html": "text/html; charset=utf-8",
  ".js": "text/javascript; charset=utf-8",
  ".svg": "image/svg+xml",
  ".wasm": "application/wasm",
};

const PORTS = { port: "DEMO_PORT", keycloakPort: "KEYCLOAK_PORT", tunnistamoPort: "TUNNISTAMO_PORT" };
const DEFAULTS = { port: 5173, keycloakPort: 5180, tunnistamoPort: 5181 };

async function main() {
  const ports = Object.fromEntries(
    Object.entries(PORTS).map(([name, variable]) => [name, Number(process.env[variable] ?? DEFAULTS[name])]),
  );
  const wrong = Object.keys(PORTS).find(
    (name) => !(Number.isInteger(ports[name]) && ports[name] >= 0 && ports[name] < 65536),
  );
  if (wrong) return fail(`${PORTS[wrong]} must be a port number, found "${process.env[PORTS[wrong]]}"`);
  try {
    const { address, keycloak, tunnistamo } = await serveDemo(ports);
    console.log(`Keycloak-like provider    ${keycloak.issuer}`);
    console.log(`Tunnistamo-like provider  ${tunnistamo.issuer}`);
    console.log(`the demo runs at ${address}`);
  } catch (error) {
    if (!(error instanceof PortBusy)) throw error;
    const name = Object.keys(ports).find((key) => ports[key] === error.port);
    fail(`${error.message}: stop it, or choose another port with ${PORTS[name]}=<number>`);
  }
}

function fail(sentence) {
  console.error(sentence);
  process.exitCode = 1;
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? "").href) await main();
