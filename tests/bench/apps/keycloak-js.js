import Keycloak from "keycloak-js";
import { config, signedIn, signedOut } from "./page.js";

const [url, realm] = config.issuer.split("/realms/");
const keycloak = new Keycloak({ url, realm, clientId: config.clientId });

// The login status frame is on by default and costs two more requests to the provider; the local one has no such page.
const authenticated = await keycloak.init({
  checkLoginIframe: false,
  redirectUri: config.redirectUri,
  scope: config.scope,
});
if (authenticated) signedIn(keycloak.idTokenParsed);
else signedOut(() => keycloak.login());
