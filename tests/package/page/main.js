// @ts-check
// What a first page does with kirjaudu. What came of it is written into the page, where the test reads it.
import { AuthError, createAuth, decodeJwt, parseAuthResponse } from "kirjaudu";
import { keycloak } from "kirjaudu/providers";

async function main() {
  const provider = new URLSearchParams(location.search).get("provider") ?? "";
  const preset = keycloak({ url: provider, realm: "town" });
  const auth = createAuth({ ...preset, clientId: "page", redirectUri: "/callback" });
  const { session } = auth;
  const first = { ...session };

  tell({
    first,
    jwt: await outcome(decodeJwt(TOKEN)),
    response: await outcome(parseAuthResponse("https://town.example/callback?code=c&state=s&iss=i")),
    malformed: await outcome(decodeJwt("not a token")),
    login: await outcome(auth.login()),
    sameSession: (await auth.ready()).session === session,
  });
}

/**
 * What a promise resolved with, or the error it was rejected with, as plain data.
 * @param {Promise<unknown>} promise
 */
async function outcome(promise) {
  try {
    return await promise;
  } catch (error) {
    if (!(error instanceof AuthError)) return { isAuthError: false, text: String(error) };
    const { code, phase, remedy, message } = error;
    return { isAuthError: error instanceof Error, code, phase, remedy, message };
  }
}

/** @param {object} seen */
function tell(seen) {
  const output = document.createElement("output");
  output.textContent = JSON.stringify(seen);
  document.body.append(output);
}

/** RFC 7519 3.1 */
const TOKEN =
  "eyJ0eXAiOiJKV1QiLA0KICJhbGciOiJIUzI1NiJ9" +
  ".eyJpc3MiOiJqb2UiLA0KICJleHAiOjEzMDA4MTkzODAsDQogImh0dHA6Ly9leGFtcGxlLmNvbS9pc19yb290Ijp0cnVlfQ" +
  ".dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk";

main();
