// @ts-check
// Servers of the tests: one for a folder, as a web server would serve it, and a provider that is down.
import { readFile } from "node:fs/promises";
import http from "node:http";
import net from "node:net";
import path from "node:path";
import { after } from "node:test";

/**
 * @typedef {{ status: number, type: string, body: Buffer | string }} Answer
 * @typedef {(file: Answer) => Answer} Instead
 * @typedef {{ policy?: string, instead?: Record<string, Instead> }} Manner
 *   `policy`: the Content-Security-Policy; `instead`: what is served for a file of that name, made from the file
 */

/**
 * Serves a folder below `base`, until the tests of this file are over.
 * @param {string} folder
 * @param {Manner & { base?: string }} [given]
 * @returns {Promise<{ url: string, manner: Manner }>} `manner` may be changed while it serves
 */
export async function serve(folder, { base = "/", ...manner } = {}) {
  const server = http.createServer(async (request, response) => {
    const asked = decodeURIComponent(new URL(request.url ?? "/", "http://localhost").pathname);
    const within = path.posix.normalize(asked).startsWith(base) ? asked.slice(base.length) : undefined;
    const file = await read(folder, within);
    const { status, type, body } = manner.instead?.[path.posix.basename(asked)]?.(file) ?? file;
    if (manner.policy) response.setHeader("content-security-policy", manner.policy);
    response.writeHead(status, { "content-type": type, "cache-control": "no-store" }).end(body);
  });
  return { url: `${await listening(server)}${base}`, manner };
}

/**
 * A provider that hangs up on everybody.
 * @returns {Promise<{ origin: string, calls(): number }>}
 */
export async function downProvider() {
  let calls = 0;
  const server = net.createServer((socket) => {
    calls += 1;
    socket.on("error", () => {}).destroy();
  });
  return { origin: await listening(server), calls: () => calls };
}

/** @type {Instead} */
export const notThere = () => NOT_THERE;

/**
 * What kirjaudu needs to be allowed, and nothing else.
 * @param {{ origin: string }} provider
 */
export function strictPolicy(
  { origin },
  { script = SCRIPT, connect = "'self'", trustedTypes = "'none'" } = {},
) {
  return [
    "default-src 'none'",
    `script-src ${script}`,
    `connect-src ${connect} ${origin}`,
    "base-uri 'none'",
    "form-action 'none'",
    "frame-ancestors 'none'",
    "require-trusted-types-for 'script'",
    `trusted-types ${trustedTypes}`,
  ].join("; ");
}

/** @param {net.Server | http.Server} server */
async function listening(server) {
  await new Promise((resolve) => server.listen(0, "127.0.0.1", () => resolve(undefined)));
  after(() => {
    server.close();
    if (server instanceof http.Server) server.closeAllConnections();
  });
  const address = /** @type {net.AddressInfo} */ (server.address());
  return `http://127.0.0.1:${address.port}`;
}

/**
 * @param {string} folder
 * @param {string | undefined} name
 * @returns {Promise<Answer>}
 */
async function read(folder, name) {
  if (name === undefined) return NOT_THERE;
  const file = path.join(folder, name === "" || name.endsWith("/") ? `${name}index.html` : name);
  const type = TYPES[path.extname(file)];
  const body = await readFile(file).catch(() => undefined);
  return body && type ? { status: 200, type, body } : NOT_THERE;
}

const SCRIPT = "'self' 'wasm-unsafe-eval'";

/** @type {Answer} */
const NOT_THERE = { status: 404, type: "text/plain", body: "not found" };

/** @type {Record<string, string>} */
const TYPES = {
  ".html": "text/html; charset=utf-8",
  ".js": "text/javascript; charset=utf-8",
  ".wasm": "application/wasm",
};
