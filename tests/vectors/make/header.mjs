// What header and payload hold. Every token is signed over exactly the text it carries, so that nothing but the rule refuses it.
import { acceptable, base64url, CLAIMS, headerOf, invalid, rawToken, signature, valid } from "./token.mjs";

export function headers(key) {
  const jwks = { keys: [key.jwk] };
  return [
    { name: "header and payload as JSON", jwks, tests: json(key) },
    { name: "header members", jwks, tests: members(key) },
    { name: "crit and b64", jwks, tests: critical(key) },
    { name: "typ", jwks, tests: types(key) },
  ];
}

function json(key) {
  const header = JSON.stringify(headerOf(key, "RS256"));
  const payload = JSON.stringify(CLAIMS);
  const test = (id, comment, h, p = payload) => invalid(`json/${id}`, comment, rawToken(key, "RS256", h, p));
  const kid = JSON.stringify(key.jwk.kid);
  return [
    valid(
      "json/spaces",
      "white space of JSON around members",
      rawToken(key, "RS256", ` {\r\n\t"alg" : "RS256" , "kid": ${kid} } `, ` ${payload}\n`),
    ),
    valid(
      "json/escapes",
      "escapes in names and values",
      rawToken(key, "RS256", `{"\\u0061lg":"\\u0052S256","kid":${kid}}`, payload),
    ),
    valid(
      "json/utf-8",
      "characters outside ASCII",
      rawToken(key, "RS256", header, { ...CLAIMS, name: "Väinö Ähtäri 𝄞" }),
    ),
    test("header-twice", "alg twice: none and RS256", `{"alg":"none","alg":"RS256","kid":${kid}}`),
    test("header-twice-same", "alg twice, equal", `{"alg":"RS256","alg":"RS256","kid":${kid}}`),
    test(
      "header-twice-escaped",
      "alg twice, once by escape",
      `{"alg":"RS256","\\u0061lg":"RS256","kid":${kid}}`,
    ),
    test("header-trailing", "text behind the header", `${header} {}`),
    test("header-array", "header an array", `[${header}]`),
    test("header-string", "header a string", JSON.stringify(header)),
    test("header-null", "header null", "null"),
    test("header-bom", "byte order mark before the header", `\uFEFF${header}`),
    test(
      "header-utf-8",
      "invalid UTF-8 in the header",
      Buffer.concat([
        Buffer.from(`{"alg":"RS256","kid":${kid},"x":"`),
        Buffer.from([0xff]),
        Buffer.from('"}'),
      ]),
    ),
    test("header-comma", "comma behind the last member", `{"alg":"RS256","kid":${kid},}`),
    test("header-quotes", "single quotes", `{'alg':'RS256','kid':'${key.jwk.kid}'}`),
    test("payload-twice", "sub twice", header, `${payload.slice(0, -1)},"sub":"other"}`),
    test("payload-trailing", "text behind the payload", header, `${payload}x`),
    test("payload-array", "payload an array", header, `[${payload}]`),
    test("payload-string", "payload a string", header, JSON.stringify(payload)),
    test("payload-text", "payload no JSON", header, "iss=https://op.example"),
    test("payload-bom", "byte order mark before the payload", header, `\uFEFF${payload}`),
    test(
      "payload-utf-8",
      "invalid UTF-8 in the payload",
      header,
      Buffer.concat([
        Buffer.from(`${payload.slice(0, -1)},"name":"`),
        Buffer.from([0xc3, 0x28]),
        Buffer.from('"}'),
      ]),
    ),
    test(
      "payload-control",
      "unescaped control character",
      header,
      `${payload.slice(0, -1)},"name":"a\u0001"}`,
    ),
    test("payload-nan", "NaN", header, `${payload.slice(0, -1)},"n":NaN}`),
    test(
      "payload-deep",
      "nested 2000 deep",
      header,
      `${payload.slice(0, -1)},"n":${"[".repeat(2000)}${"]".repeat(2000)}}`,
    ),
  ];
}

function members(key) {
  const test = (id, comment, header) => invalid(`member/${id}`, comment, rawToken(key, "RS256", header));
  const kid = key.jwk.kid;
  return [
    test("no-alg", "no alg", { kid }),
    test("alg-lower", "alg rs256", { alg: "rs256", kid }),
    test("alg-space", "alg with a space behind", { alg: "RS256 ", kid }),
    test("alg-nul", "alg with NUL behind", { alg: "RS256\0", kid }),
    test("alg-number", "alg a number", { alg: 256, kid }),
    test("alg-array", "alg an array", { alg: ["RS256"], kid }),
    test("alg-null", "alg null", { alg: null, kid }),
    test("alg-unknown", "alg unknown", { alg: "RS256X", kid }),
    test("kid-number", "kid a number", { alg: "RS256", kid: 1 }),
    test("kid-array", "kid an array", { alg: "RS256", kid: [kid] }),
    test("kid-unknown", "kid unknown", { alg: "RS256", kid: "other" }),
    test("kid-case", "kid in other case", { alg: "RS256", kid: kid.toUpperCase() }),
    test("kid-space", "kid with a space behind", { alg: "RS256", kid: `${kid} ` }),
    test("kid-empty", "kid empty", { alg: "RS256", kid: "" }),
    acceptable(
      "member/kid-null",
      "kid null: not a string, or as good as absent",
      rawToken(key, "RS256", { alg: "RS256", kid: null }),
    ),
    valid(
      "member/unknown",
      "an unknown member is ignored",
      rawToken(key, "RS256", { alg: "RS256", kid, "https://op.example/x": { y: [1] } }),
    ),
  ].map((one) => (one.id.startsWith("member/kid-unknown") ? { ...one, attack: "E-22" } : one));
}

function critical(key) {
  const kid = key.jwk.kid;
  const test = (id, comment, more, payload) =>
    invalid(`crit/${id}`, comment, rawToken(key, "RS256", { alg: "RS256", kid, ...more }, payload), {
      attack: "E-18",
    });
  const unencoded = `${base64url({ alg: "RS256", kid, b64: false, crit: ["b64"] })}.${JSON.stringify(CLAIMS).replaceAll(".", "\\u002e")}`;
  return [
    test("exp", "crit [exp]: a claim that is understood, not a header member", {
      crit: ["exp"],
      exp: CLAIMS.exp,
    }),
    test("exp-absent", "crit [exp], exp absent from the header", { crit: ["exp"] }),
    test("unknown", "crit names an unknown member", {
      crit: ["https://op.example/x"],
      "https://op.example/x": true,
    }),
    test("unknown-absent", "crit names a member that is absent", { crit: ["x"] }),
    test("alg", "crit names a member of RFC 7515", { crit: ["alg"] }),
    test("empty", "crit empty", { crit: [] }),
    test("string", "crit a string", { crit: "exp", exp: CLAIMS.exp }),
    test("null", "crit null", { crit: null }),
    test("b64-false", "b64 false in crit, payload encoded", { crit: ["b64"], b64: false }),
    test("b64-false-alone", "b64 false without crit, payload encoded", { b64: false }),
    invalid(
      "crit/b64-unencoded",
      "RFC 7797: payload not encoded",
      `${unencoded}.${signature(key, "RS256", unencoded)}`,
      { attack: "E-18" },
    ),
  ];
}

function types(key) {
  const made = (typ) => rawToken(key, "RS256", headerOf(key, "RS256", { typ }));
  const E31 = { attack: "E-31" };
  return [
    valid("typ/JWT", "JWT", made("JWT"), E31),
    valid("typ/jwt", "media types ignore case", made("jwt"), E31),
    invalid("typ/at+jwt", "an access token", made("at+jwt"), E31),
    invalid("typ/AT+JWT", "an access token, other case", made("AT+JWT"), E31),
    invalid("typ/application-at+jwt", "an access token, full media type", made("application/at+jwt"), E31),
    invalid("typ/logout+jwt", "a logout token", made("logout+jwt"), E31),
    invalid("typ/dpop+jwt", "a DPoP proof", made("dpop+jwt"), E31),
    invalid("typ/number", "typ a number", made(1), E31),
  ];
}
