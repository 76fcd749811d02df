// The smallest app there is: shows in the document and in `window.app` what kirjaudu says, as plain data.
import { createAuth } from "/kirjaudu/index.js";
import { keycloak, tunnistamo } from "/kirjaudu/providers.js";

const presets = { keycloak, tunnistamo };
const config = JSON.parse(document.querySelector("meta[name=config]").content);
const options = {
  ...(config.preset && presets[config.preset.name](config.preset.argument)),
  ...config.options,
};
const element = (id) => document.getElementById(id);

try {
  begin();
} catch (error) {
  element("problem").textContent = error.code;
}

function begin() {
  // React's StrictMode runs every effect twice: `config.clients` of them are made, each from an object of its own.
  const auths = Array.from({ length: config.clients ?? 1 }, () => createAuth(structuredClone(options)));
  const [auth] = auths;
  const firstFrame = { status: auth.session.status, href: location.href };

  const login = (how) => auth.login(how).catch(showProblem);
  const logout = (how) => auth.logout(how).then(({ error }) => error && showProblem(error));
  window.app = {
    auth,
    auths,
    createAuth,
    options,
    firstFrame,
    login,
    logout,
    session: () => plain(auth.session),
  };
  element("log-in").addEventListener("click", () => login(config.login));
  element("log-out").addEventListener("click", () => logout(config.logout));

  auth.subscribe(show);
  show();
  Promise.all(auths.map((each) => each.ready())).then((results) => {
    const [first] = results;
    window.app.sameAnswer = results.every(
      (r) => r.session === first.session && r.callback === first.callback,
    );
    element("ready").textContent = JSON.stringify(plain(results[0]));
  });

  function show() {
    const { status, reason } = auth.session;
    element("status").textContent = reason ? `${status} ${reason}` : status;
  }
}

function showProblem(error) {
  element("problem").textContent = error.code ?? String(error);
  window.app.problem = plain(error);
}

// An Error's message is lost in JSON otherwise.
function plain(value) {
  if (value instanceof Error) return { ...value, message: value.message };
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(
    Object.entries(value).map(([name, each]) => [name, Array.isArray(each) ? each : plain(each)]),
  );
}
