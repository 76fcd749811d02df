// A local stand-in for the Helsinki profile's GraphQL API, and beside it an API of the demo's own services. Both take API tokens of the
// local Keycloak-like provider and nothing else.
import { createTokenCheck, Refused } from "./api-token.mjs";
import { openGate } from "./gate.mjs";
import { languageOf } from "./languages.mjs";
import { PACKAGE_CALLBACK } from "./package-pages.mjs";
import { createProfiles } from "./profile-api-people.mjs";
import { answerQuery } from "./profile-api-query.mjs";
import { createServiceApi, SERVICE_PATHS } from "./service-api.mjs";

/**
 * Starts the APIs on this machine's loopback interface.
 *
 * @param {{ port?: number, issuer: string, appOrigins: string[], audience?: string, serviceAudience?: string, gdprRedirectUri?: string,
 *   everybodyHasProfile?: boolean }} options
 *   `audience` is that of the profile, `serviceAudience` that of the services' own API. `everybodyHasProfile`: also who
 *   is not among the people of the local provider. `gdprRedirectUri` is where codes of the client
 *   `profile-gdpr` went, without which they can't be redeemed: by default the package's page at the first origin.
 */
export async function startProfileApi({
  port = 0,
  issuer,
  appOrigins,
  audience = "profile-api-test",
  serviceAudience = "exampleapp-api-test",
  everybodyHasProfile = false,
  gdprRedirectUri = appOrigins[0] + PACKAGE_CALLBACK,
}) {
  const gate = await openGate({ port, nameOf });
  const profiles = createProfiles({ everybodyHasProfile });
  const checkToken = createTokenCheck({ issuer, audience });
  const serviceApi = createServiceApi(createTokenCheck({ issuer, audience: serviceAudience }));

  gate.answer = async (request, response) => {
    const endpoint = nameOf(new URL(request.url, gate.origin).pathname);
    allowOrigin(request, response, appOrigins);
    if (request.method === "OPTIONS") return response.writeHead(200, PREFLIGHT).end();
    if (endpoint in SERVICE_PATHS) return serviceApi(request, response, endpoint);
    if (endpoint !== "graphql") return response.writeHead(404).end();
    if (request.method !== "POST") return response.writeHead(405, { allow: "POST" }).end();

    const { status, body } = await answerQuery(await read(request), {
      profiles,
      caller: await callerOf(request, checkToken),
      language: languageOf({ acceptLanguage: request.headers["accept-language"] }),
      issuer,
      gdprRedirectUri,
    });
    response.writeHead(status, { "content-type": "application/json", "cache-control": "no-store" });
    response.end(JSON.stringify(body));
  };

  return { ...gate, url: gate.origin + GRAPHQL, audience, serviceAudience, profiles };
}

// The real API answers without a token, and then denies each field; a token that it does not believe is an error of each field.
async function callerOf(request, checkToken) {
  try {
    return { claims: await checkToken(request) };
  } catch (error) {
    if (!(error instanceof Refused)) throw error;
    return { refused: error.reason };
  }
}

// As django-cors-headers answers: no credentials, and the same list of headers whatever is asked for.
function allowOrigin(request, response, appOrigins) {
  const { origin } = request.headers;
  response.setHeader("vary", "origin");
  if (!origin || !appOrigins.includes(origin)) return;
  response.setHeader("access-control-allow-origin", origin);
  response.setHeader("access-control-expose-headers", "WWW-Authenticate");
}

async function read(request) {
  const chunks = [];
  let size = 0;
  for await (const chunk of request) {
    size += chunk.length;
    if (size <= LIMIT) chunks.push(chunk);
  }
  return size > LIMIT ? undefined : Buffer.concat(chunks).toString("utf8");
}

function nameOf(path) {
  if (path === GRAPHQL) return "graphql";
  return Object.keys(SERVICE_PATHS).find((name) => SERVICE_PATHS[name] === path) ?? "other";
}

const GRAPHQL = "/graphql/";
const LIMIT = 65_536;
const PREFLIGHT = {
  "access-control-allow-headers":
    "accept, authorization, content-type, user-agent, x-csrftoken, x-requested-with",
  "access-control-allow-methods": "DELETE, GET, OPTIONS, PATCH, POST, PUT",
  "access-control-max-age": "86400",
  "content-length": "0",
};
