// How people sign in: the login form is level 1; the password once more is level 2. A second factor of another kind would need an app or
// a mailbox, which nobody here has.

/** What an application asks for by `acr_values` and is told as `acr`, and the level that it is. */
export const ACR_TO_LEVEL = JSON.stringify({ 1: 1, 2: 2 });

export const BROWSER_FLOW = "browser with levels";
export const CLIENTS_FLOW = "clients";

/** Keycloak takes these in place of all its own flows, so the one that it authenticates clients with is here too. */
export const flows = () => [
  flow(BROWSER_FLOW, [alternative("auth-cookie"), alternative({ flow: "sign in" })], { topLevel: true }),
  flow("sign in", [conditional({ flow: "level 1" }), conditional({ flow: "level 2" })]),
  flow("level 1", [
    required("conditional-level-of-authentication", "level 1"),
    required("auth-username-password-form"),
  ]),
  flow("level 2", [
    required("conditional-level-of-authentication", "level 2"),
    required("auth-password-form"),
  ]),
  flow(CLIENTS_FLOW, [alternative("client-secret")], { topLevel: true, providerId: "client-flow" }),
];

export const levels = () => [
  // As long as a session lives: level 1 is not asked for twice in one.
  level("level 1", { level: 1, maxAge: 36_000 }),
  // Not 0, "for this sign-in only": Keycloak then keeps no record of it in the session, and APIs would not learn of it.
  level("level 2", { level: 2, maxAge: 300 }),
];

function flow(alias, executions, { topLevel = false, providerId = "basic-flow" } = {}) {
  return {
    alias,
    providerId,
    topLevel,
    builtIn: false,
    authenticationExecutions: executions.map((execution, index) => ({
      priority: 10 * (index + 1),
      ...execution,
    })),
  };
}

const alternative = (step) => execution("ALTERNATIVE", step);
const conditional = (step) => execution("CONDITIONAL", step);
const required = (step, authenticatorConfig) => ({ ...execution("REQUIRED", step), authenticatorConfig });

/** `step` is an authenticator of Keycloak, or a flow of the list above. */
function execution(requirement, step) {
  return step.flow
    ? { requirement, flowAlias: step.flow, authenticatorFlow: true }
    : { requirement, authenticator: step, authenticatorFlow: false };
}

function level(alias, { level, maxAge }) {
  return { alias, config: { "loa-condition-level": String(level), "loa-max-age": String(maxAge) } };
}
