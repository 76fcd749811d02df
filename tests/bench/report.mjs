// The tables, and which goals were reached.
import { kilobytes, table } from "../../scripts/size/measure.mjs";

export function printLoading({ transfers, times, apps, baselines }) {
  title("Load: nobody is signed in (brotli bytes of bodies; ms at 150 ms and 1.6 Mbit/s, medians)");
  const [{ ready: empty }] = baselines.map((baseline) => times.get(baseline));
  table(
    [
      "app",
      "code until ready",
      "files",
      "code later",
      "files",
      "provider",
      "ready ms",
      "",
      "over empty",
      "wasm there",
    ],
    [...baselines, ...apps].map((app) => {
      const { ready, wasm } = times.get(app);
      const { untilReady, later, provider } = transfers.get(app) ?? {
        untilReady: NOTHING,
        later: NOTHING,
        provider: 0,
      };
      return [
        app.title,
        kilobytes(untilReady.bytes),
        untilReady.requests,
        later.requests ? kilobytes(later.bytes) : "",
        later.requests || "",
        provider,
        ...spread(ready, 0),
        `+${(ready.median - empty.median).toFixed(0)}`,
        wasm ? wasm.median.toFixed(0) : "",
      ];
    }),
  );
}

export function printCallback({ transfers, times, apps }) {
  title("Callback: from the provider's redirect until the claims are known (bytes with an empty cache)");
  table(
    ["app", "ID token signature", "code", "files", "requests to the provider", "preflights"],
    apps.map((app) => {
      const { own, provider, endpoints, preflights } = transfers.get(app);
      const asked = provider ? `${provider}: ${endpoints.join(", ")}` : "0";
      return [app.title, app.signature, kilobytes(own.bytes), own.requests, asked, preflights];
    }),
  );
  title("Callback: own time in ms from script start to claims, less the waiting for the provider, medians");
  table(
    ["app", "signature", "own ms", ...SPREAD, "empty cache", ...SPREAD, "with provider", "wasm there"],
    apps.map((app) => {
      const { own, ownEmptyCache, whole, wasm } = times.get(app);
      const rest = [whole.median.toFixed(1), wasm ? wasm.median.toFixed(1) : ""];
      return [app.title, app.signature, ...spread(own, 1), ...spread(ownEmptyCache, 1), ...rest];
    }),
  );
}

export function printHeap({ loaded, returned, apps, baselines }) {
  title("Memory after garbage collection, over the empty page (compiled code is not in it)");
  const [empty] = baselines.map((baseline) => loaded.get(baseline).heap.median);
  const over = ({ heap }) => kilobytes(heap.median - empty);
  const wasm = ({ wasmMemory }) => (wasmMemory ? kilobytes(wasmMemory) : "");
  table(
    ["app", "script, load", "wasm memory, load", "script, callback", "wasm memory, callback"],
    apps.map((app) => {
      const [before, after] = [loaded.get(app), returned.get(app)];
      return [app.title, before ? over(before) : "", before ? wasm(before) : "", over(after), wasm(after)];
    }),
  );
}

export function printTokens({ decoding, verifying }) {
  title("Decoding a JWT, µs a call in Chromium after load(), medians");
  table(
    ["payload", "function", "µs", ...SPREAD, "of jose decodeJwt"],
    rows(decoding, (of) => of["jose decodeJwt"]),
  );
  title("Verifying an RS256 ID token, µs, medians");
  const named = Object.fromEntries(
    Object.entries(verifying).map(([size, of]) => [
      size,
      Object.fromEntries(Object.entries(of).map(([name, value]) => [VERIFICATIONS[name], value])),
    ]),
  );
  table(
    ["payload", "what", "µs", ...SPREAD, "of WebCrypto alone"],
    rows(named, (of) => of[VERIFICATIONS.bare]),
  );
}

/** Says of each goal whether it was reached, and gives the same as data. */
export function judge({ apps, loadTimes, callbackTimes, callbackTransfers, implicit, tokens }) {
  const [ours, ...others] = apps;
  const fastest = (value) => others.reduce((best, app) => (value(app) < value(best) ? app : best));
  const goal = (name, found, limit, text) => ({ name, reached: found <= limit, text });
  const ahead = (name, value) => {
    const best = fastest(value);
    const text = `${value(ours).toFixed(1)} ms, the fastest other ${value(best).toFixed(1)} ms (${best.name})`;
    return goal(name, value(ours), value(best), text);
  };
  const ratio = (name, ours, other, limit) => {
    const text = `${ours.toFixed(1)} µs, ${other.toFixed(1)} µs: ${(ours / other).toFixed(2)} times`;
    return goal(name, ours / other, limit, text);
  };
  const asked = (app) => callbackTransfers.get(app).provider;
  const goals = [
    ahead("load to ready is ahead of all of them", (app) => loadTimes.get(app).ready.median),
    ahead("own callback time is within the fastest", (app) => callbackTimes.get(app).own.median),
    goal("one request to the provider by code", asked(ours), 1, `${asked(ours)}`),
    goal("none by the implicit flow", asked(implicit), 0, `${asked(implicit)}`),
    ...Object.entries(tokens.decoding).map(([size, of]) =>
      ratio(
        `decoding ${size} kB is no slower than jose`,
        of["kirjaudu decodeJwt"].median,
        of["jose decodeJwt"].median,
        1,
      ),
    ),
    ...Object.entries(tokens.verifying).map(([size, of]) =>
      ratio(`verifying ${size} kB within 1.3 times WebCrypto`, of.whole.median, of.bare.median, 1.3),
    ),
  ];
  title("Goals");
  table(
    ["goal", "verdict", "found"],
    goals.map(({ name, reached, text }) => [name, reached ? "reached" : "NOT reached", text]),
  );
  return goals;
}

function rows(measured, reference) {
  return Object.entries(measured).flatMap(([size, of]) =>
    Object.entries(of).map(([name, value]) => [
      `${size} kB`,
      name,
      ...spread(value, 1),
      `${(value.median / reference(of).median).toFixed(2)} times`,
    ]),
  );
}

export function spread({ median, best, low, high }, digits) {
  return [median.toFixed(digits), best.toFixed(digits), `${low.toFixed(digits)}–${high.toFixed(digits)}`];
}

export function title(text) {
  console.log(`\n\n${text}`);
}

const SPREAD = ["best", "middle half"];
const NOTHING = { requests: 0, bytes: 0 };
const VERIFICATIONS = {
  bare: "WebCrypto alone: importKey + verify",
  jose: "jose importJWK + jwtVerify (iss, aud, exp)",
  whole: "kirjaudu, the whole implicit callback",
};
