// An API that checks every token for real: signature, issuer and audience of a JWT, or whether userinfo takes an access token.
import { createRemoteJWKSet, decodeJwt, jwtVerify } from "jose";
import { openGate } from "../../../www-demo/providers/gate.mjs";

/**
 * Paths: `/for/<audience>/…` takes a token of that audience, `/plain/…` an access token of the first provider; `/both/…` one of
 * `exampleapp-api-test` and, in `X-Authorization`, one of `profile-api-test`; `/strong/…` one of `exampleapp-api-test` of a strong
 * sign-in (RFC 9470). Answers what it knows of the caller, and the body as it came. `seen` are all requests with their headers.
 */
export async function startApi({ providers }) {
  const gate = await openGate({ nameOf: (path) => path });
  const seen = [];
  const issuers = new Map(providers.map(({ issuer, jwks }) => [issuer, createRemoteJWKSet(new URL(jwks))]));

  gate.answer = async (request, response) => {
    response.setHeader("access-control-allow-origin", request.headers.origin ?? "*");
    response.setHeader("access-control-allow-credentials", "true");
    response.setHeader("access-control-expose-headers", "www-authenticate, dpop-nonce");
    if (request.method === "OPTIONS") {
      response.setHeader(
        "access-control-allow-headers",
        request.headers["access-control-request-headers"] ?? "",
      );
      response.setHeader("access-control-allow-methods", "GET, POST, PUT, PATCH, DELETE");
      return response.writeHead(204).end();
    }
    const body = await text(request);
    const { pathname } = new URL(request.url, gate.origin);
    seen.push({ path: request.url, method: request.method, headers: request.headers, body });
    try {
      const claims = await check(pathname, request);
      return json(response, 200, { ...claims, method: request.method, body });
    } catch (error) {
      response.setHeader("www-authenticate", error.challenge ?? `Bearer error="invalid_token"`);
      return json(response, 401, { because: error.message });
    }
  };

  async function check(path, { headers }) {
    const [, place, audience] = path.split("/");
    if (place === "plain") return userinfo(providers[0].userinfo, headers.authorization);
    if (place === "for") return verified(headers.authorization, decodeURIComponent(audience));
    const main = await verified(headers.authorization, "exampleapp-api-test");
    if (place === "both") {
      const other = await verified(headers["x-authorization"], "profile-api-test");
      return { ...main, other: other.aud };
    }
    if (place === "strong" && main.acr !== "2")
      throw Object.assign(new Error("too weak"), {
        challenge: `Basic realm="a, b", Bearer error="insufficient_user_authentication", acr_values="2", max_age=60`,
      });
    return main;
  }

  async function verified(header = "", audience) {
    const [, token = ""] = header.match(/^Bearer (.+)$/) ?? [];
    const { iss } = decodeJwt(token);
    const { payload } = await jwtVerify(token, issuers.get(iss), {
      issuer: iss,
      audience,
      algorithms: ["RS256"],
    });
    return payload;
  }

  const { forget } = gate;
  return Object.assign(gate, {
    seen,
    /** Takes tokens of this issuer as well. */
    trust: ({ issuer, jwks }) => void issuers.set(issuer, createRemoteJWKSet(new URL(jwks))),
    forget: () => {
      forget();
      seen.splice(0);
    },
  });
}

async function userinfo(endpoint, authorization) {
  const answer = await fetch(endpoint, { headers: { authorization } });
  if (!answer.ok) throw new Error(`userinfo said ${answer.status}`);
  return answer.json();
}

async function text(request) {
  const chunks = [];
  for await (const chunk of request) chunks.push(chunk);
  return Buffer.concat(chunks).toString();
}

const json = (response, status, body) =>
  response.writeHead(status, { "content-type": "application/json" }).end(JSON.stringify(body));
