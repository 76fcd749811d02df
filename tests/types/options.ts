// What can be asked for. An option that does not exist is an error, not silence.
import { type Auth, type AuthOptions, createAuth, type LogoutResult, load, type Session } from "kirjaudu";
import { holds, type Same } from "./same.js";

const required = { issuer: "https://town.example", clientId: "spa", redirectUri: "/callback" };

export const auth = createAuth({
  issuer: "https://town.example",
  clientId: "spa",
  redirectUri: ["http://localhost:5173/callback", "https://town.example/callback"],
  postLogoutRedirectUri: "/",
  scope: "openid profile",
  flow: "hybrid",
  responseType: "code id_token",
  storage: "memory",
  metadata: { token_endpoint: "https://town.example/token" },
  jwks: { keys: [{ kty: "EC", crv: "P-256", x: "x", y: "y" }] },
  clockTolerance: 30,
  wasm: new Uint8Array(),
  dangerously: { acceptAnyIdTokenAge: true },
});
holds<Same<typeof auth, Auth>>();

// @ts-expect-error: `redirectUri` is missing
createAuth({ issuer: "https://town.example", clientId: "spa" });
// @ts-expect-error: a page can keep no secret
createAuth({ ...required, clientSecret: "secret" });
// @ts-expect-error: neither under the name of the protocol
createAuth({ ...required, client_secret: "secret" });
// @ts-expect-error: there is no such place for tokens
createAuth({ ...required, storage: "local" });
// @ts-expect-error: there is no such flow
createAuth({ ...required, flow: "password" });
// @ts-expect-error: no check can be switched off by accident
createAuth({ ...required, dangerously: { skipSignature: true } });
// @ts-expect-error: seconds are a number
createAuth({ ...required, clockTolerance: "30" });
// @ts-expect-error: only a fragment or a query
createAuth({ ...required, responseMode: "form_post" });

// One type for those who keep options apart.
export const kept: AuthOptions = required;

export function login(): void {
  holds<Same<ReturnType<Auth["login"]>, Promise<Session>>>();
  auth.login({
    returnTo: "/berths?sort=price#free",
    appState: { basket: [1, 2] },
    prompt: "select_account",
    uiLocales: "sv fi",
    maxAge: 300,
    claims: { id_token: { acr: { essential: true, value: "loa3" } } },
    extraParams: { kc_action: "UPDATE_PASSWORD" },
    signal: new AbortController().signal,
  });
  // A provider may know more of them than OpenID Connect does.
  auth.login({ prompt: "login consent" });
  auth.login({ mode: "popup", popup: { width: 400, height: 600 } });
  auth.login({ mode: "silent", timeout: 5 });
  // @ts-expect-error: there is no such mode
  auth.login({ mode: "iframe" });
  // @ts-expect-error: a size, not a switch
  auth.login({ popup: true });
  // @ts-expect-error: `state` is not for the application: that is `appState`
  auth.login({ state: "mine" });
  // @ts-expect-error: parameters are text
  auth.login({ extraParams: { kc_locale: 1 } });
  // @ts-expect-error: there is no such display
  auth.login({ display: "tab" });
}

/** What comes back from a window is the session. */
export const name = async (): Promise<string> => {
  const session = await auth.login({ mode: "popup" });
  return session.status === "signed-in" ? session.claims.sub : "";
};

export async function others(): Promise<void> {
  const result = await auth.logout({ mode: "local", revoke: false });
  holds<Same<typeof result, LogoutResult>>();
  holds<Same<typeof result.outcome, "confirmed" | "unconfirmed">>();
  auth.logout({ mode: "popup", timeout: 60, closePopup: "by-user" });
  holds<Same<typeof result.evidence, "hel:logout" | "redirect" | "userinfo" | "none">>();
  // @ts-expect-error: there is no such window
  if (result.window === "minimised") return;
  const token = await auth.accessToken({ minValidity: 60 });
  holds<Same<typeof token, string>>();
  // @ts-expect-error: one API at a time
  auth.accessToken({ audience: ["https://api.example"] });
  const idToken = await auth.idToken();
  holds<Same<typeof idToken, string | undefined>>();
  const { flow, because, timeline } = auth.explain();
  holds<Same<typeof flow, string>>();
  holds<Same<typeof because, readonly string[]>>();
  timeline.map(({ at, step, detail }) => `${new Date(at).toISOString()} ${step} ${detail}`);
  const renewed = await auth.renew();
  holds<Same<typeof renewed, Session>>();
  // @ts-expect-error: not there, so not by accident either
  auth.refresh();
}

export function sources(module: WebAssembly.Module, url: URL, bytes: ArrayBuffer): void {
  for (const source of [module, url, bytes, "/kirjaudu.wasm", fetch(url), new Response()]) load(source);
  // @ts-expect-error: none of them (the compiler's own `WebAssembly.Module` takes everything but nothing)
  load(null);
}
