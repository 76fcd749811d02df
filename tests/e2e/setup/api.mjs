// An API that checks every token for real: signature, issuer and audience of a JWT, or whether userinfo takes an access token.
import { createHash } from "node:crypto";
import { calculateJwkThumbprint, createRemoteJWKSet, decodeJwt, EmbeddedJWK, jwtVerify } from "jose";
import { openGate } from "../../../www-demo/providers/gate.mjs";

/**
 * Paths: `/for/<audience>/…` takes a token of that audience, `/plain/…` an access token of the first provider; `/both/…` one of
 * `exampleapp-api-test` and, in `X-Authorization`, one of `profile-api-test`; `/strong/…` one of `exampleapp-api-test` of a strong
 * sign-in (RFC 9470); `/bound/<audience>/…` one that is bound to a key, and a proof with the newest nonce (RFC 9449). Answers what it knows of the caller, and the body as it came. `seen` are all requests with their headers.
 */
export async function startApi({ providers }) {
  const gate = await openGate({ nameOf: (path) => path });
  const seen = [];
  let nonce;
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
    if (nonce) response.setHeader("dpop-nonce", nonce);
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

  async function check(path, request) {
    const { headers } = request;
    const [, place, audience] = path.split("/");
    if (place === "plain") return userinfo(providers[0].userinfo, headers.authorization);
    if (place === "for") return verified(headers.authorization, decodeURIComponent(audience));
    if (place === "bound") return boundTo(decodeURIComponent(audience), path, request);
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

  // RFC 9449 4.3 and 7.1
  async function boundTo(audience, path, { method, headers }) {
    const [, token] = headers.authorization?.match(/^DPoP (.+)$/) ?? [];
    if (!token) throw Object.assign(new Error("no token"), { challenge: `DPoP algs="ES256"` });
    const claims = await verified(`Bearer ${token}`, audience);
    const { payload, protectedHeader } = await jwtVerify(headers.dpop, EmbeddedJWK, { typ: "dpop+jwt" });
    const jkt = await calculateJwkThumbprint(protectedHeader.jwk);
    const ath = createHash("sha256").update(token).digest("base64url");
    const expected = { jkt: claims.cnf.jkt, htm: method, htu: gate.origin + path, ath };
    const found = { jkt, htm: payload.htm, htu: payload.htu, ath: payload.ath };
    if (JSON.stringify(found) !== JSON.stringify(expected))
      throw new Error(`wrong proof ${JSON.stringify(found)}`);
    if (payload.nonce !== nonce)
      throw Object.assign(new Error("nonce"), {
        challenge: 'Bearer, DPoP error="use_dpop_nonce", algs="ES256"',
      });
    return claims;
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
    /** From now on every proof must hold this nonce. */
    demandNonce: (value) => {
      nonce = value;
    },
    forget: () => {
      forget();
      seen.splice(0);
      nonce = undefined;
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
