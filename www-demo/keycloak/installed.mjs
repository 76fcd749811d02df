// The Keycloak on this machine: put there by scripts/setup/keycloak.mjs, once for every clone.
import { createHash } from "node:crypto";
import { existsSync } from "node:fs";
import path from "node:path";
import { toolFolder } from "../../scripts/run/places.mjs";
import { realm } from "./realm.mjs";

export const VERSION = "26.7.3";
export const folder = toolFolder("keycloak", VERSION);
export const serverFolder = path.join(folder, "server");

/** Classes as the JVM has them after loading: saves it the work at each start. */
export const classArchive = path.join(folder, "classes.jsa");

/** A database with the realm in it, of which every start gets a copy: keys and user ids stay, and nothing of earlier runs. */
export function seedDatabase() {
  const contents = createHash("sha256").update(JSON.stringify(realm())).digest("hex");
  return path.join(folder, `database-${contents.slice(0, 12)}`);
}

/** Why Keycloak can't be started here, or `undefined` where it can. */
export function keycloakMissing() {
  if (process.env.KIRJAUDU_NO_KEYCLOAK) return process.env.KIRJAUDU_NO_KEYCLOAK;
  return existsSync(seedDatabase()) ? undefined : "it is not set up: run `npm test -- keycloak`";
}
