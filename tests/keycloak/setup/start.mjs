// Starts one Keycloak for all tests, in Playwright's main process. What no two workers may do at once they ask this process for.
import { once } from "node:events";
import { createServer } from "node:http";
import { startKeycloak } from "../../../www-demo/keycloak/start.mjs";

export default async function start() {
  for (const [signal, code] of SIGNALS) process.once(signal, () => process.exit(code));
  const keycloak = await startKeycloak();
  const orders = {
    register: ({ origin }) => keycloak.admin.register([origin]),
    stop: () => keycloak.stop(),
    start: () => keycloak.start(),
  };
  let before = Promise.resolve();
  const control = createServer(async (request, response) => {
    const { order, ...details } = JSON.parse((await request.toArray()).join(""));
    before = before.then(() => orders[order](details));
    try {
      await before;
      response.writeHead(204).end();
    } catch (error) {
      before = Promise.resolve();
      response.writeHead(500).end(error.stack);
    }
  });
  control.listen(0, "localhost");
  await once(control, "listening");
  process.env.KIRJAUDU_KEYCLOAK_ORIGIN = keycloak.origin;
  process.env.KIRJAUDU_KEYCLOAK_CONTROL = `http://localhost:${control.address().port}`;
  return async () => {
    control.close();
    await keycloak.close();
  };
}

/** In a worker: has the main process do something. */
export async function order(name, details) {
  const body = JSON.stringify({ order: name, ...details });
  const response = await fetch(process.env.KIRJAUDU_KEYCLOAK_CONTROL, { method: "POST", body });
  if (!response.ok) throw new Error(await response.text());
}

// A process that is ended this way would otherwise leave the server running.
const SIGNALS = [
  ["SIGTERM", 143],
  ["SIGHUP", 129],
];
