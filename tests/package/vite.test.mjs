// @ts-check
// Vite 8 without any configuration.
import assert from "node:assert/strict";
import path from "node:path";
import { after, test } from "node:test";
import { build, createLogger, createServer, preview, version } from "vite";
import { newProject, putPage } from "./setup/project.mjs";
import { downProvider, serve, strictPolicy } from "./setup/site.mjs";
import { assertWorks } from "./setup/smoke.mjs";

const folder = await newProject();
putPage(folder);

test(`Vite ${version}, development server`, async (t) => {
  const { customLogger, said } = listening();
  const server = await createServer({ ...OPTIONS, customLogger, server: { host: HOST, port: 0 } });
  after(() => server.close());
  await server.listen();
  await assertWorks(t, addressOf(server));
  assert.deepEqual(said, []);
});

test(`Vite ${version}, build and preview`, async (t) => {
  await built({});
  const server = await preview({ ...OPTIONS, preview: { host: HOST, port: 0 } });
  after(() => server.close());
  await assertWorks(t, addressOf(server));
});

test(`Vite ${version}, build for a folder of a server with a strict policy and Trusted Types`, async (t) => {
  const base = "/service/";
  await built({ base });
  const provider = await downProvider();
  const { url } = await serve(path.join(folder, "dist"), { base, policy: strictPolicy(provider) });
  await assertWorks(t, url, { strict: true, provider });
});

/** @param {import("vite").InlineConfig} options */
async function built(options) {
  const { customLogger, said } = listening();
  await build({ ...OPTIONS, ...options, customLogger });
  assert.deepEqual(said, []);
}

/** A logger that keeps warnings and errors: there should be none. */
function listening() {
  /** @type {string[]} */
  const said = [];
  const customLogger = createLogger("silent");
  for (const level of /** @type {const} */ (["warn", "warnOnce", "error"])) {
    customLogger[level] = (message) => said.push(message);
  }
  return { customLogger, said };
}

/** @param {{ resolvedUrls: import("vite").ResolvedServerUrls | null }} server */
function addressOf({ resolvedUrls }) {
  const [url] = resolvedUrls?.local ?? [];
  assert.ok(url, "expected the server of Vite to listen");
  return url;
}

const HOST = "127.0.0.1";
/** @type {import("vite").InlineConfig} */
const OPTIONS = { root: folder, configFile: false, logLevel: "warn" };
