import { UserManager, WebStorageStateStore } from "oidc-client-ts";
import { config, signedIn, signedOut } from "./page.js";

const manager = new UserManager({
  authority: config.issuer,
  client_id: config.clientId,
  redirect_uri: config.redirectUri,
  scope: config.scope,
  automaticSilentRenew: true,
  userStore: new WebStorageStateStore({ store: localStorage }),
});

window.bench.accessToken = async () => {
  const user = await manager.getUser();
  return user?.expired ? undefined : user?.access_token;
};

const isAnswer = config.isCallback && location.search.includes("code=");
const user = isAnswer ? await manager.signinRedirectCallback() : await manager.getUser();
if (user) signedIn(user.profile);
else signedOut(() => manager.signinRedirect());
