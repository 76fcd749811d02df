// django-oidc-provider, the base of Tunnistamo, as a second implementation to sign in with.
import { spawn } from "node:child_process";
import { once } from "node:events";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";
import { LOGGED_OUT_PAGE, REDIRECT_PATHS } from "../../../www-demo/providers/package-pages.mjs";

/** Why there is no django-oidc-provider on this machine, or `undefined` where there is one. */
export const djangoMissing = () =>
  python()
    ? undefined
    : (process.env.KIRJAUDU_NO_PYTHON ?? "KIRJAUDU_PYTHON does not name a Python that has it");

/**
 * Starts the provider; resolves when discovery answers. The issuer is `<base>/openid`; discovery is served below both.
 * People: aino and bjorn, password "esimerkki".
 *
 * @param {{ port?: number, appOrigins: string[], redirectPaths?: string[], postLogoutPaths?: string[], auto?: boolean,
 *   cHash?: boolean, adGroups?: number, logoutPage?: boolean, sessionManagement?: boolean }} options
 *   `auto` signs in without a form; `cHash` repairs hybrid ID tokens; `adGroups` makes ID tokens large; `logoutPage` ends sessions as
 *   Tunnistamo does; `sessionManagement` adds check_session_iframe. See provider.py.
 */
export async function startDjango({
  port = 0,
  appOrigins,
  redirectPaths = REDIRECT_PATHS,
  postLogoutPaths = ["/", ...redirectPaths, LOGGED_OUT_PAGE],
  auto = false,
  cHash = false,
  adGroups = 0,
  logoutPage = false,
  sessionManagement = false,
}) {
  const reason = djangoMissing();
  if (reason) throw new Error(`no django-oidc-provider: ${reason}`);
  const child = spawn(python(), [PROVIDER], {
    stdio: ["pipe", "pipe", "pipe"],
    env: {
      ...process.env,
      PYTHONDONTWRITEBYTECODE: "1",
      EXIT_WITH_STDIN: "1",
      PORT: String(port),
      APP_ORIGINS: appOrigins.join(" "),
      REDIRECT_PATHS: redirectPaths.join(" "),
      POST_LOGOUT_PATHS: postLogoutPaths.join(" "),
      AUTO: auto ? "1" : "",
      C_HASH: cHash ? "1" : "",
      AD_GROUPS: String(adGroups),
      LOGOUT_PAGE: logoutPage ? "1" : "",
      SESSION_MANAGEMENT: sessionManagement ? "1" : "",
    },
  });
  const exited = once(child, "exit");
  const issuer = await readiness(child, exited).catch((error) => {
    child.kill();
    throw error;
  });
  const base = issuer.slice(0, -"/openid".length);
  return {
    issuer,
    base,
    clientId: "https://api.hel.fi/auth/exampleapp-ui",
    otherClientId: "https://api.hel.fi/auth/otherapp-ui",

    /** From now on a new key signs, and the JWKS has no other. Resolves with its kid. */
    async rotateKey() {
      const response = await fetch(`${base}/test/rotate-key`, { method: "POST" });
      return (await response.json()).kid;
    },

    async close() {
      child.kill();
      await exited;
    },
  };
}

async function readiness(child, exited) {
  const errors = [];
  child.stderr.on("data", (data) => errors.push(data));
  const lines = createInterface({ input: child.stdout });
  const [line] = await Promise.race([
    once(lines, "line"),
    exited.then(([code, signal]) => {
      throw new Error(`django-oidc-provider ended with ${code ?? signal}:\n${Buffer.concat(errors)}`);
    }),
  ]);
  const issuer = line.split(" ")[1];
  const discovery = await fetch(`${issuer}/.well-known/openid-configuration`);
  if (!discovery.ok) throw new Error(`discovery answers ${discovery.status}:\n${Buffer.concat(errors)}`);
  await discovery.body.cancel();
  return issuer;
}

const python = () => process.env.KIRJAUDU_PYTHON;
const PROVIDER = fileURLToPath(new URL("provider.py", import.meta.url));
