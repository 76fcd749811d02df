import { UserManager } from "oidc-client-ts";
import { config, signedIn, signedOut } from "./page.js";

const manager = new UserManager({
  authority: config.issuer,
  client_id: config.clientId,
  redirect_uri: config.redirectUri,
  scope: config.scope,
});

const user = config.isCallback ? await manager.signinRedirectCallback() : await manager.getUser();
if (user) signedIn(user.profile);
else signedOut(() => manager.signinRedirect());
