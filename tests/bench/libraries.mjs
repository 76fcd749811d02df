// What is compared: minimal apps, each on one library, and two pages without any.
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { root } from "../../scripts/run/places.mjs";
import { CLIENT_WITH_JWTS } from "./provider.mjs";

/**
 * `folder` is where the app lives on the site, `app` its source in apps/, `signature` whether the ID token's signature is checked
 * before its claims are believed.
 */
export const libraries = [
  { name: "kirjaudu", app: "kirjaudu.js", signature: "checked", clientId: "exampleapp-ui" },
  { name: "oidc-client-ts", app: "oidc-client-ts.js", signature: "not checked", clientId: "exampleapp-ui" },
  { name: "keycloak-js", app: "keycloak-js.js", signature: "not checked", clientId: CLIENT_WITH_JWTS },
  { name: "oauth4webapi", app: "oauth4webapi.js", signature: "checked", clientId: "exampleapp-ui" },
].map((library) => ({
  ...library,
  folder: library.name,
  title: library.name === "kirjaudu" ? library.name : versionOf(library.name),
}));

/** Our own app by the implicit flow, which the others do not have or advise against: shown beside them, compared with none. */
export const implicit = {
  ...libraries[0],
  title: "kirjaudu, implicit flow",
  folder: "kirjaudu-implicit",
  clientId: "legacy-ui",
  flow: "implicit",
};

/** A document without a script, and an app that signs nobody in. */
export const baselines = [
  { name: "empty", title: "(empty page)", folder: "empty" },
  { name: "no-library", title: "(app without a library)", folder: "no-library", app: "no-library.js" },
];

/** The name of a package without its scope, and the version that is installed. */
export function versionOf(name) {
  const { version } = JSON.parse(readFileSync(join(root, "node_modules", name, "package.json"), "utf8"));
  return `${name.split("/").at(-1)} ${version}`;
}
