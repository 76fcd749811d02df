// The API of the demo's services: a place in the queue for everybody who has signed in, and bills for those who have signed in strongly.
import { Refused } from "./api-token.mjs";
import { personOf } from "./people.mjs";

export const SERVICE_PATHS = { queue: "/service/queue", bills: "/service/bills" };

export function createServiceApi(checkToken) {
  return async (request, response, endpoint) => {
    const refuse = (status, challenge) =>
      response.writeHead(status, { "www-authenticate": `Bearer ${challenge}` }).end();
    try {
      const claims = await checkToken(request);
      if (endpoint === "bills" && !(levelOf(claims) >= STRONG)) return refuse(401, STEP_UP);
      const body = endpoint === "bills" ? BILLS : { position: positionOf(claims.sub) };
      response.writeHead(200, { "content-type": "application/json", "cache-control": "no-store" });
      response.end(JSON.stringify(body));
    } catch (error) {
      if (!(error instanceof Refused)) throw error;
      if (error.reason === "missing") return refuse(401, `realm="service"`);
      if (error.reason === "not-permitted") return refuse(403, `error="insufficient_scope"`);
      return refuse(401, `error="invalid_token"`);
    }
  };
}

// A real Keycloak writes "1" as `acr` into every API token, so its realm adds the levels that were reached in the session.
const levelOf = ({ acr, levels }) => (levels ? Math.max(...Object.keys(levels).map(Number)) : Number(acr));

const positionOf = (sub) => (personOf(sub)?.name.length ?? 0) + 1;

const STRONG = 2;
/** RFC 9470 3. */
const STEP_UP = `error="insufficient_user_authentication", error_description="A stronger sign-in is needed", acr_values="${STRONG}"`;
const BILLS = [
  { id: "2026-1107", euros: 140, due: "2026-12-15" },
  { id: "2026-0412", euros: 385, due: "2026-06-15" },
];
