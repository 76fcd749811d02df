// What the backend of the Helsinki profile does with a code that a browser obtained for it: it redeems it, with the secret of its client.
import { GDPR_CLIENT } from "./helsinki-keycloak.mjs";

/** Whether the code was good. */
export async function redeemGdprCode(code, { issuer, gdprRedirectUri }) {
  const { client_id, client_secret } = GDPR_CLIENT;
  const answer = await fetch(`${issuer}/protocol/openid-connect/token`, {
    method: "POST",
    body: new URLSearchParams({
      grant_type: "authorization_code",
      code,
      redirect_uri: gdprRedirectUri,
      client_id,
      client_secret,
    }),
  });
  return answer.ok;
}
