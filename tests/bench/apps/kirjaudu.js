import { createAuth } from "kirjaudu";
import { config, signedIn, signedOut } from "./page.js";

const { issuer, clientId, redirectUri, scope, flow } = config;
const auth = createAuth({ issuer, clientId, redirectUri, scope, flow });

if (auth.session.status === "signed-out") {
  signedOut(() => auth.login());
} else {
  const { session } = await auth.ready();
  if (session.error) throw session.error;
  signedIn(session.claims);
}
