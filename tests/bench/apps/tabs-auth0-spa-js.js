// It renews no token by itself, but when one is asked for that ends within a minute: so this app asks, as before a request to an API.
import { Auth0Client } from "@auth0/auth0-spa-js";
import { config, signedIn, signedOut } from "./page.js";

const client = new Auth0Client({
  domain: config.issuer,
  clientId: config.clientId,
  useRefreshTokens: true,
  cacheLocation: "localstorage",
  authorizationParams: { redirect_uri: config.redirectUri, scope: config.scope },
});

window.bench.accessToken = () => client.getTokenSilently();

if (config.isCallback && location.search.includes("code=")) await client.handleRedirectCallback();
const user = await client.getUser();
if (user) {
  const timer = setInterval(() => {
    // Who is signed out asks no more.
    client.getTokenSilently().catch(() => clearInterval(timer));
  }, config.askEvery);
  signedIn(user);
} else signedOut(() => client.loginWithRedirect());
