// The tables of what happens while somebody is signed in: requests to APIs, and the renewals of many tabs.
import { table } from "../../scripts/size/measure.mjs";
import { spread, title } from "./report.mjs";

export function printApiRequests({ requests, proofs }) {
  title("Requests to a local API that answers at once, token at hand, ms, medians");
  table(
    ["token", "by", "ms", "best", "middle half", "95 %", "over fetch"],
    Object.entries(requests).flatMap(([token, { bare, kirjaudu }]) => [
      [token, "fetch with the same token as Bearer", ...row(bare), ""],
      [token, "kirjaudu auth.fetch", ...row(kirjaudu), `+${(kirjaudu.median - bare.median).toFixed(2)}`],
    ]),
  );
  title("A DPoP proof for one request, key at hand, request not sent, ms, medians");
  table(
    ["what", "ms", "best", "middle half", "95 %", "of oauth4webapi"],
    Object.entries(PROOFS).map(([name, what]) => {
      const times = (proofs[name].median / proofs.oauth4webapi.median).toFixed(2);
      return [what, ...row(proofs[name]), `${times} times`];
    }),
  );
}

export function printTabs(refreshes, apps) {
  title("Tabs of one person with 5-minute tokens, a refresh token that is used twice ends the session");
  table(
    ["app", "tabs", "refreshes an hour", "counted", "refused", "session lasted", "tabs signed out"],
    apps.map((app) => {
      const { anHour, counted, refused, lasted, signedOut } = refreshes.get(app);
      const end = lasted === undefined ? "to the end" : `${(lasted * 60).toFixed(0)} min`;
      return [app.title, app.tabs, anHour.toFixed(0), counted, refused, end, `${signedOut} of ${app.tabs}`];
    }),
  );
}

const row = (of) => [...spread(of, 2), of.late.toFixed(2)];

const PROOFS = {
  webCrypto: "WebCrypto alone: sign",
  oauth4webapi: "oauth4webapi protectedResourceRequest",
  proof: "kirjaudu, the proof alone",
  kirjaudu: "kirjaudu auth.fetch",
};
