// The local Keycloak-like provider, made a little more like Keycloak where keycloak-js depends on it.
import { startHelsinkiKeycloak } from "../../www-demo/providers/helsinki-keycloak.mjs";

/** Starts it; it signs everybody in as Aino without asking. */
export async function startProvider(site, apps) {
  const provider = await startHelsinkiKeycloak({
    appOrigins: [site.origin],
    redirectPaths: apps.map(({ folder }) => `/${folder}/callback`),
  });
  provider.autoLogin("aino");
  provider.override("token", (request, response, answer) => {
    asKeycloak(response);
    return answer(request, response);
  });
  return provider;
}

/** The client whose access and refresh tokens are JWTs, as all of Keycloak's are; keycloak-js takes no others. */
export const CLIENT_WITH_JWTS = "other-ui";

function asKeycloak(response) {
  const { end } = response;
  response.end = (body) => {
    // keycloak-js sends cookies with the token request. Added last: oidc-provider leaves CORS alone where it finds it begun.
    response.setHeader("access-control-allow-credentials", "true");
    const changed = withJwts(body);
    if (changed) response.setHeader("content-length", Buffer.byteLength(changed));
    return end.call(response, changed ?? body);
  };
}

function withJwts(body) {
  const { access_token, refresh_token, id_token, ...rest } = JSON.parse(body);
  const claims = id_token && JSON.parse(Buffer.from(id_token.split(".")[1], "base64url"));
  if (claims?.azp !== CLIENT_WITH_JWTS) return undefined;
  const wrap = (typ, jti) => {
    const part = (json) => Buffer.from(JSON.stringify(json)).toString("base64url");
    return [part({ alg: "RS256", typ: "JWT" }), part({ ...claims, typ, jti }), "A".repeat(342)].join(".");
  };
  return JSON.stringify({
    ...rest,
    id_token,
    access_token: wrap("Bearer", access_token),
    refresh_token: wrap("Refresh", refresh_token),
  });
}
