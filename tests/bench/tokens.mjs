// Decoding beside jose, verifying beside WebCrypto alone; in microseconds.
import { summary } from "./numbers.mjs";
import { open, visit } from "./visit.mjs";

/** A page of kirjaudu with jose beside it. */
export const tokensApp = { name: "kirjaudu", folder: "tokens", app: "tokens.js", isolated: true };

/** `decoding` and `verifying`: by payload size in kB, by name of what was measured. */
export function tokenTimes(browser, site, samples) {
  return visit(browser, async (tab) => {
    await open(tab, site, tokensApp);
    const inPage = (what, argument) =>
      tab.page.evaluate(
        ([name, given, count]) => window.bench[name](given, count),
        [what, argument, samples],
      );
    // Engines compile what is called often better in the background: that is over before anything counts.
    await inPage("decode", jwt(claims(16)));
    const decoding = {};
    for (const size of DECODED) decoding[size] = summaries(await inPage("decode", jwt(claims(size))));
    const verifying = {};
    for (const size of VERIFIED) verifying[size] = summaries(await inPage("verify", claims(size)));
    return { decoding, verifying };
  });
}

function summaries(measured) {
  const microseconds = (times) => times.slice(WARM_UP).map((time) => time * 1000);
  return Object.fromEntries(
    Object.entries(measured).map(([name, times]) => [name, summary(microseconds(times))]),
  );
}

// As those of a city employee: names that are not ASCII, and as many groups as fill the payload.
function claims(kilobytes) {
  const person = {
    sub: "c7b0f8d2-91a4-4e63-b5d7-2f8a6c0e9d32",
    name: "Kirsi Työntekijä",
    given_name: "Kirsi",
    family_name: "Työntekijä",
    email: "kirsi.tyontekija@example.org",
    email_verified: true,
    auth_time: 1790000000,
    acr: "1",
    amr: ["helsinkiad"],
    ad_groups: [],
  };
  const size = () => Buffer.byteLength(JSON.stringify(person)) + OF_THE_LOGIN;
  while (size() < kilobytes * 1024) {
    const number = String(person.ad_groups.length).padStart(4, "0");
    person.ad_groups.push(`sg_kymp_palvelut_ja_luvat_${number}_merellinen_helsinki_luku`);
  }
  return person;
}

// Nobody looks at the signature, but it has the length of one.
function jwt(payload) {
  const login = {
    iss: "http://localhost/issuer",
    aud: "exampleapp-ui",
    nonce: "n".repeat(43),
    iat: 1790000000,
    exp: 1790000300,
  };
  const part = (json) => Buffer.from(JSON.stringify(json)).toString("base64url");
  return [
    part({ alg: "RS256", typ: "JWT", kid: "bench" }),
    part({ ...payload, ...login }),
    "A".repeat(342),
  ].join(".");
}

/** Bytes of the claims that the login adds. */
const OF_THE_LOGIN = 190;
const WARM_UP = 3;
const DECODED = [1, 16, 32];
const VERIFIED = [1, 32];
