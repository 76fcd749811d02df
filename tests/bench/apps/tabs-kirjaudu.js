import { createAuth } from "kirjaudu";
import { config, signedIn, signedOut } from "./page.js";

const { issuer, clientId, redirectUri, scope, storage } = config;
const auth = createAuth({ issuer, clientId, redirectUri, scope, storage });

window.bench.accessToken = () => auth.accessToken();

const { session } = await auth.ready();
if (session.error) throw session.error;
if (session.status === "signed-in") signedIn(session.claims);
else signedOut(() => auth.login());
