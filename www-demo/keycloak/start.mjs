// Starts the real Keycloak with the City's realm, as the demo's other providers are started.
import { cpSync, existsSync, mkdtempSync, rmSync } from "node:fs";
import os from "node:os";
import path from "node:path";
import { administer } from "./admin.mjs";
import { classArchive, keycloakMissing, seedDatabase } from "./installed.mjs";
import { REALM } from "./realm.mjs";
import { freePort, startServer } from "./server.mjs";

/**
 * Starts it on a fresh copy of the database; resolves when it answers. Ends with this process at the latest.
 *
 * @param {{ port?: number, appOrigins?: string[], otherAppOrigins?: string[] }} options every client may be used from every origin
 */
export async function startKeycloak({ port: wanted = 0, appOrigins = [], otherAppOrigins = [] } = {}) {
  const reason = keycloakMissing();
  if (reason) throw new Error(`no Keycloak: ${reason}`);
  const port = await freePort(wanted);
  const database = mkdtempSync(path.join(os.tmpdir(), "kirjaudu-keycloak-"));
  const removeDatabase = () => rmSync(database, { recursive: true, force: true, maxRetries: 3 });
  process.on("exit", removeDatabase);
  cpSync(seedDatabase(), database, { recursive: true });
  const jvm = existsSync(classArchive) ? [`-XX:SharedArchiveFile=${classArchive}`, "-Xshare:auto"] : [];
  const start = () => startServer({ database, port, realm: REALM, jvm });

  let server = await start();
  const { origin } = server;
  const admin = administer(origin);
  await admin.register([...appOrigins, ...otherAppOrigins]);
  return {
    origin,
    issuer: `${origin}/auth/realms/${REALM}`,
    admin,
    stop: () => server.close(),
    /** Starts the server again, on what it has stored. */
    async start() {
      server = await start();
    },
    async close() {
      await server.close();
      removeDatabase();
      process.off("exit", removeDatabase);
    },
  };
}
