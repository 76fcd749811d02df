// What APIs said about the person who is signed in; gone when somebody else is.
import { helsinkiProfileClient } from "kirjaudu/helsinki-profile";
import { auth, logIn } from "./auth.js";
import { redraw } from "./drawing.js";
import { language, t } from "./language.js";
import { announce } from "./notice.js";
import { meta } from "./service.js";

const profile = helsinkiProfileClient(auth, {
  url: `${meta("api")}/graphql/`,
  audience: meta("profile-audience"),
  language,
});

/** Only what this page shows: a field that is asked for is a field that the service has to be granted. */
const FIELDS = /** @type {const} */ ({
  firstName: true,
  lastName: true,
  language: true,
  primaryEmail: { email: true, verified: true },
  primaryPhone: { phone: true },
  verifiedPersonalInformation: {
    municipalityOfResidence: true,
    permanentAddress: { streetAddress: true, postalCode: true, postOffice: true },
  },
});

/** The person's own profile, with what came of asking for it. */
export const me = () => shown(profileNow(), () => profile.me({ fields: FIELDS }));

/** The person's place in the queue. */
export const queue = () =>
  shown("queue", async () => /** @type {{ position: number }} */ (await service("queue")));

/** @typedef {{ id: string, euros: number, due: string }} Bill */
/** What became of asking for the bills, once somebody has. @returns {Fetched<Bill[]> | undefined} */
export const bills = () => /** @type {any} */ (of().get("bills"));

/** The person allows this service to see the profile. */
export async function connect() {
  const made =
    "mutation { addServiceConnection(input: { serviceConnection: { enabled: true } }) { serviceConnection { enabled } } }";
  await again("connection", () => profile.query(made));
  return askForProfile();
}

export const askForProfile = () => again(profileNow(), () => profile.me({ fields: FIELDS }));
export const askForQueue = () => again("queue", () => service("queue"));
export const askForBills = () => again("bills", () => service("bills"));

/**
 * When the API wants a stronger sign-in (RFC 9470), its window opens here and not by `stepUp: "popup"` of auth.fetch, which is for a click
 * that is to do more than this: the button says what will happen.
 *
 * @param {import("kirjaudu").AuthError} wanted
 */
export async function askForBillsStrongly({ acrValues, maxAge }) {
  const options = { ...(acrValues !== undefined && { acrValues }), ...(maxAge !== undefined && { maxAge }) };
  if (await logIn({ mode: "popup", ...options }, t().myDetails.waitingBills)) await askForBills();
}

/** @param {string} name */
async function service(name) {
  const response = await auth.fetch(`${meta("api")}/service/${name}`, {
    auth: { audience: meta("service-audience") },
  });
  if (!response.ok) throw new Error(`${response.status}`);
  return response.json();
}

/** @template V @typedef {{ loading: true } | { value: V } | { error: unknown }} Fetched */

/** @template V @param {string} name @param {() => Promise<V>} ask @returns {Fetched<V>} */
function shown(name, ask) {
  const known = of();
  if (!known.has(name)) run(known, name, ask);
  return /** @type {Fetched<V>} */ (known.get(name));
}

/** @param {string} name @param {() => Promise<unknown>} ask */
function again(name, ask) {
  const running = run(of(), name, ask);
  redraw();
  return running;
}

/** @param {Map<string, Fetched<unknown>>} known @param {string} name @param {() => Promise<unknown>} ask */
async function run(known, name, ask) {
  known.set(name, { loading: true });
  const fetched = await ask().then(
    (value) => ({ value }),
    (error) => ({ error }),
  );
  // Of that person, whoever is signed in by now.
  known.set(name, fetched);
  if (known !== of()) return;
  redraw();
  announce(t().myDetails.arrived);
}

let whose = "";
/** @type {Map<string, Fetched<unknown>>} */
let kept = new Map();

function of() {
  const { session } = auth;
  const now = session.status === "signed-in" ? session.claims.sub : "";
  if (now !== whose) {
    whose = now;
    kept = new Map();
  }
  return kept;
}

// A stronger sign-in shows more.
function profileNow() {
  const { session } = auth;
  return `profile ${session.status === "signed-in" ? session.claims.auth_time : ""}`;
}
