// Requests to an API, timed inside the page; the subjects compared take turns, so that load on the machine hits all alike.
import { createAuth } from "kirjaudu";
import * as oauth from "oauth4webapi";
import { config, signedIn, signedOut } from "./page.js";

const { issuer, clientId, redirectUri, scope, api, dpop } = config;
const options = { issuer, clientId, redirectUri, scope, dpop, allowedOrigins: [new URL(api).origin] };
const auth = createAuth(options);

const { session } = await auth.ready();
if (session.error) throw session.error;
if (session.status === "signed-in") signedIn(session.claims);
else signedOut(() => auth.login());

/** Milliseconds of requests over the network, body read, by subject. */
window.bench.requests = async (samples) => {
  const authorization = `Bearer ${await auth.accessToken()}`;
  return timed(samples, {
    bare: async () => (await fetch(api, { headers: { authorization }, credentials: "omit" })).text(),
    kirjaudu: async () => (await auth.fetch(api)).text(),
  });
};

/** Milliseconds of requests that nobody sends: what the libraries do for each. */
window.bench.proofs = async (samples) => {
  const token = await auth.accessToken();
  const pair = await crypto.subtle.generateKey({ name: "ECDSA", namedCurve: "P-256" }, false, ["sign"]);
  const handle = oauth.DPoP({ client_id: clientId }, pair);
  const answer = async () => new Response("{}");
  const others = { DPoP: handle, [oauth.customFetch]: answer, [oauth.allowInsecureRequests]: true };
  const { operate } = await import("./engine.js");
  const page = pageOf();
  const about = JSON.stringify({ method: "GET", url: api, token });
  const prove = () => operate("apiProof", JSON.stringify(options), about, page);
  check((await prove()).proof);

  const { fetch } = window;
  window.fetch = answer;
  try {
    return await timed(samples, {
      webCrypto: () => crypto.subtle.sign({ name: "ECDSA", hash: "SHA-256" }, pair.privateKey, INPUT),
      oauth4webapi: () => oauth.protectedResourceRequest(token, "GET", new URL(api), undefined, null, others),
      proof: prove,
      kirjaudu: () => auth.fetch(api),
    });
  } finally {
    window.fetch = fetch;
  }
};

async function timed(samples, subjects) {
  const times = Object.fromEntries(Object.keys(subjects).map((name) => [name, []]));
  for (let sample = 0; sample < samples; sample++) {
    for (const [name, work] of Object.entries(subjects)) {
      const began = performance.now();
      await work();
      times[name].push(performance.now() - began);
    }
  }
  return times;
}

// What the engine asks of a page, with the session that this tab has stored.
function pageOf() {
  const [key] = Object.keys(sessionStorage).filter((each) => each.startsWith("kirjaudu.session."));
  const tab = {
    read: (name) => sessionStorage.getItem(name) ?? undefined,
    write: () => true,
    remove() {},
    keys: () => Object.keys(sessionStorage),
  };
  const deadline = Math.floor(performance.now()) + 3_600_000;
  const memory = JSON.stringify({ logouts: 0, error: "", deadline, record: sessionStorage.getItem(key) });
  return { memory, tab, shared: tab, tabs: { name: "", epoch: 0 }, note() {} };
}

function check(proof) {
  const [header] = proof.split(".");
  if (JSON.parse(atob(header)).typ !== "dpop+jwt") throw new Error(`expected a proof, found ${proof}`);
}

/** As long as the part of a proof that is signed. */
const INPUT = new Uint8Array(450);
