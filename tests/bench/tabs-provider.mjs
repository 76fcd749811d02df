// The local Keycloak-like provider with short tokens, which counts the refreshes of every session.
import { startHelsinkiKeycloak } from "../../www-demo/providers/helsinki-keycloak.mjs";
import { ENDPOINTS } from "../../www-demo/providers/helsinki-keycloak-answers.mjs";

/** Signs everybody in as Aino without asking. */
export async function startTabsProvider(site, apps) {
  const provider = await startHelsinkiKeycloak({
    appOrigins: [site.origin],
    redirectPaths: apps.map(({ folder }) => `/${folder}/callback`),
  });
  provider.autoLogin("aino");
  const { pathname: realm } = new URL(provider.issuer);
  const sessions = [];
  let changed = () => {};

  const token = async (request, response, answer) => {
    if (request.method !== "POST") return answer(request, response);
    let body = "";
    for await (const chunk of request) body += chunk;
    request.body = Object.fromEntries(new URLSearchParams(body));
    const session = sessionOf(request.body);
    const at = performance.now();
    onAnswer(response, (answered) => {
      const isRefused = response.statusCode !== 200;
      if (request.body.grant_type === "refresh_token") session.refreshes.push({ at, isRefused });
      if (isRefused) session.endedAt ??= at;
      else session.refreshTokens.push(answered.refresh_token);
      changed();
      if (isRefused) return answered;
      return { ...answered, expires_in: session.app.expiresIn, id_token: idTokenFor(session.app, answered) };
    });
    return answer(request, response);
  };
  provider.override("token", token);
  // auth0-spa-js knows no discovery.
  provider.override("other", (request, response, answer) => {
    const { pathname, search } = new URL(request.url, provider.issuer);
    const at = (endpoint) => {
      request.url = realm + ENDPOINTS[endpoint] + search;
    };
    if (pathname === `${realm}/authorize`) at("authorization");
    if (pathname !== `${realm}/oauth/token`) return answer(request, response);
    at("token");
    return token(request, response, answer);
  });

  // A refresh token belongs to the session whose code it came from.
  function sessionOf({ redirect_uri, refresh_token }) {
    const known = sessions.find(({ refreshTokens }) => refreshTokens.includes(refresh_token));
    if (known) return known;
    if (!redirect_uri) throw new Error("expected a refresh token that was given out here");
    const app = apps.find(({ folder }) => new URL(redirect_uri).pathname === `/${folder}/callback`);
    const session = { app, begunAt: performance.now(), refreshTokens: [], refreshes: [] };
    sessions.push(session);
    return session;
  }

  return {
    ...provider,
    /** Counts anew from here, and resolves when every session has been refreshed for some lives of its tokens, or is ended. */
    measured() {
      for (const session of sessions.filter(isAlive)) {
        session.begunAt = session.refreshes.at(-1)?.at ?? session.begunAt;
        session.refreshes = [];
      }
      return new Promise((resolve, reject) => {
        const waiting = () => sessions.filter((session) => isAlive(session) && hours(session) < MEASURED);
        const timer = setTimeout(() => {
          const names = waiting().map(({ app }) => app.folder);
          reject(new Error(`expected refreshes within ${LIMIT / 1000} seconds, found none of ${names}`));
        }, LIMIT);
        changed = () => {
          if (waiting().length) return;
          clearTimeout(timer);
          resolve();
        };
        changed();
      });
    },
    /**
     * Of all sessions of this app: refreshes in an hour, how many were counted, how many of these refused, and after how many hours the first
     * session was ended, if one was.
     */
    refreshes(app) {
      const own = sessions.filter((session) => session.app === app);
      if (!own.length) throw new Error(`expected a session of ${app.folder}`);
      const all = own.flatMap(({ refreshes }) => refreshes);
      const ends = own
        .filter((session) => !isAlive(session))
        .map((session) => hours(session, session.endedAt));
      return {
        anHour: own.reduce((sum, session) => sum + session.refreshes.length / hours(session), 0),
        counted: all.length,
        refused: all.filter(({ isRefused }) => isRefused).length,
        lasted: ends.length ? Math.min(...ends) : undefined,
      };
    },
    async takes(accessToken) {
      const headers = { authorization: `Bearer ${accessToken}` };
      return (await fetch(`${provider.issuer}${ENDPOINTS.userinfo}`, { headers })).ok;
    },
  };
}

const isAlive = ({ endedAt }) => endedAt === undefined;

// Until the last refresh, so that they are whole lives of tokens, however many.
function hours({ app, begunAt, refreshes }, until = refreshes.at(-1)?.at ?? begunAt) {
  return (until - begunAt) / 1000 / app.hour;
}

function onAnswer(response, change) {
  const { end } = response;
  response.end = (body) => {
    const changed = JSON.stringify(change(JSON.parse(body)));
    response.setHeader("content-length", Buffer.byteLength(changed));
    return end.call(response, changed);
  };
}

// auth0-spa-js takes only an issuer that ends in a slash. It does not check the signature.
function idTokenFor({ isAuth0 }, { id_token }) {
  if (!isAuth0) return id_token;
  const [header, payload, signature] = id_token.split(".");
  const claims = JSON.parse(Buffer.from(payload, "base64url"));
  const changed = Buffer.from(JSON.stringify({ ...claims, iss: `${claims.iss}/` })).toString("base64url");
  return [header, changed, signature].join(".");
}

/** Hours of each session, at least: three lives of 5-minute tokens that are renewed a minute ahead of their end, less the odd second. */
const MEASURED = 0.19;
/** Milliseconds after which it is given up. */
const LIMIT = 120_000;
