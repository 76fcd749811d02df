// The page under test: its buttons call kirjaudu inside the click, and `window.app` tells as plain data what became of each call.
import { createAuth } from "/kirjaudu/index.js";
import { keycloak, tunnistamo } from "/kirjaudu/providers.js";

const presets = { keycloak, tunnistamo };
const { preset, options, login = {}, logout = {} } = window.pageConfig;
const auth = createAuth({ ...presets[preset.name](preset.argument), ...options });
const element = (id) => document.getElementById(id);

const app = {
  auth,
  /** Options of the next click on each button. */
  how: { login, logout },
  /** Every call so far: `{ kind, outcome }`, and `value` or `error` when it is settled. */
  calls: [],
  events: [],
  ready: false,
  controller: undefined,
  session: () => plain(auth.session),
  /** A call without a click; the result is its place in `calls`. */
  call,
};
window.app = app;

element("log-in").addEventListener("click", () => call("login", app.how.login));
element("log-out").addEventListener("click", () => call("logout", app.how.logout));
element("open-another").addEventListener("click", () => {
  app.another = window.open("/windows/blank.html", "_blank", "popup,width=300,height=300");
});

auth.subscribe(show);
auth.on("login-elsewhere", () => app.events.push("login-elsewhere"));
show();
auth.ready().then(() => {
  app.ready = true;
});

function call(kind, { abortable, ...how }) {
  const noted = { kind, outcome: "pending" };
  app.controller = abortable && new AbortController();
  const settle = (outcome, what) => Object.assign(noted, { outcome, ...what });
  try {
    auth[kind]({ ...how, signal: app.controller?.signal }).then(
      (value) => settle("resolved", { value: plain(value) }),
      (error) => settle("rejected", { error: plain(error) }),
    );
  } catch (error) {
    settle("thrown", { error: plain(error) });
  }
  return app.calls.push(noted) - 1;
}

function show() {
  const { status, reason, claims } = auth.session;
  element("status").textContent = [status, reason, claims?.name].filter(Boolean).join(" ");
}

// As JSON keeps it; an Error's message would be lost otherwise.
function plain(value) {
  const withMessages = (_name, each) =>
    each instanceof Error ? { ...each, name: each.name, message: each.message } : each;
  return value === undefined ? undefined : JSON.parse(JSON.stringify(value, withMessages));
}
