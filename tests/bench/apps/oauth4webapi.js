// As its own example of a public client, with the application-level signature check and the session kept in the tab.
import * as oauth from "oauth4webapi";
import { config, signedIn, signedOut } from "./page.js";

const client = { client_id: config.clientId };
const local = { [oauth.allowInsecureRequests]: true };

if (config.isCallback) {
  signedIn(await finish());
} else {
  const stored = sessionStorage.getItem("claims");
  if (stored) signedIn(JSON.parse(stored));
  else signedOut(begin);
}

async function begin() {
  const server = await discover();
  const verifier = oauth.generateRandomCodeVerifier();
  const state = oauth.generateRandomState();
  const nonce = oauth.generateRandomNonce();
  sessionStorage.setItem("login", JSON.stringify({ verifier, state, nonce }));
  const url = new URL(server.authorization_endpoint);
  url.search = new URLSearchParams({
    client_id: client.client_id,
    redirect_uri: config.redirectUri,
    response_type: "code",
    scope: config.scope,
    state,
    nonce,
    code_challenge: await oauth.calculatePKCECodeChallenge(verifier),
    code_challenge_method: "S256",
  });
  location.assign(url);
}

async function finish() {
  const { verifier, state, nonce } = JSON.parse(sessionStorage.getItem("login"));
  sessionStorage.removeItem("login");
  const server = await discover();
  const parameters = oauth.validateAuthResponse(server, client, new URL(location.href), state);
  history.replaceState(history.state, "", location.pathname);
  const response = await oauth.authorizationCodeGrantRequest(
    server,
    client,
    oauth.None(),
    parameters,
    config.redirectUri,
    verifier,
    local,
  );
  const result = await oauth.processAuthorizationCodeResponse(server, client, response, {
    expectedNonce: nonce,
    requireIdToken: true,
  });
  await oauth.validateApplicationLevelSignature(server, response, local);
  const claims = oauth.getValidatedIdTokenClaims(result);
  sessionStorage.setItem("claims", JSON.stringify(claims));
  return claims;
}

async function discover() {
  const issuer = new URL(config.issuer);
  return oauth.processDiscoveryResponse(issuer, await oauth.discoveryRequest(issuer, local));
}
