// Writes signatures.json: `node tests/vectors/make.mjs`. Run by hand; what the tests read is the committed file.
import { writeFileSync } from "node:fs";
import { findings } from "./check.mjs";
import { algorithms } from "./make/algorithms.mjs";
import { confusions } from "./make/confusion.mjs";
import { ellipticForgeries, smallOrderTests } from "./make/elliptic.mjs";
import { forms } from "./make/form.mjs";
import { headers } from "./make/header.mjs";
import { ecKey, edKey, rsaKey } from "./make/keys.mjs";
import { keySets } from "./make/keysets.mjs";
import { rsaForgeries } from "./make/rsa.mjs";

const rsa = rsaKey("rsa");
const ed = edKey("ed25519");
const keys = {
  ...Object.fromEntries(["RS256", "RS384", "RS512", "PS256", "PS384", "PS512"].map((alg) => [alg, rsa])),
  ES256: ecKey("p-256"),
  ES384: ecKey("p-384", "P-384"),
  ES512: ecKey("p-521", "P-521"),
  EdDSA: ed,
  Ed25519: ed,
};
const strangers = {
  rsa: rsaKey("stranger"),
  "p-256": ecKey("x"),
  "p-384": ecKey("x", "P-384"),
  "p-521": ecKey("x", "P-521"),
  ed25519: edKey("x"),
};
const stranger = Object.fromEntries(Object.entries(keys).map(([alg, key]) => [alg, strangers[key.jwk.kid]]));
const others = {
  attacker: rsaKey("attacker"),
  attackerEc: ecKey("attacker-ec"),
  second: rsaKey("rsa-2"),
  stranger: strangers.rsa,
  secp256k1: ecKey("secp256k1", "secp256k1"),
};

const groups = [
  ...(await algorithms({ ...keys }, stranger)),
  ...(await rsaForgeries(rsaKey("rsa-e3", { exponent: 3 }), rsa)),
  ...(await ellipticForgeries(keys)),
  ...(await confusions(keys, others)),
  ...(await forms(rsa, rsaKey("encryption"))),
  ...headers(rsa),
  ...(await keySets(keys, others)),
  ...smallOrderTests(),
];

const wrong = await findings(groups);
if (wrong.errors.length > 0)
  throw new Error(`not written, the tokens are not what they should be:\n${wrong.errors.join("\n")}`);
writeFileSync(new URL("signatures.json", import.meta.url), written(groups));
console.log(
  summary(groups),
  `\naccepted by jose, refused only by a rule of ours:\n  ${wrong.lenient.join("\n  ")}`,
);

/** One line for each key and each test. */
function written(all) {
  const lines = (list, indent) => list.map((item) => `${indent}${JSON.stringify(item)}`).join(",\n");
  const tokenLast = ({ id, result, attack, comment, token }) => ({ id, result, attack, comment, token });
  const group = ({ name, algorithms: list, jwks, tests }) =>
    [
      ` {"name": ${JSON.stringify(name)},`,
      ...(list ? [`  "algorithms": ${JSON.stringify(list)},`] : []),
      jwks.keys.length > 0
        ? `  "jwks": {"keys": [\n${lines(jwks.keys, "   ")}\n  ]},`
        : '  "jwks": {"keys": []},',
      `  "tests": [\n${lines(tests.map(tokenLast), "   ")}\n  ]}`,
    ].join("\n");
  return `[\n${all.map(group).join(",\n")}\n]\n`;
}

function summary(all) {
  const tests = all.flatMap((group) => group.tests);
  const count = (result) => tests.filter((test) => test.result === result).length;
  return `${all.length} groups, ${tests.length} tests: ${count("valid")} valid, ${count("invalid")} invalid, ${count("acceptable")} acceptable`;
}
