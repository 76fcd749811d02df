// A real Keycloak: downloaded by Maven, built for a quick start, and its database with the realm in it. All of it once per machine.
import { createHash } from "node:crypto";
import { createReadStream, existsSync, mkdirSync, mkdtempSync, renameSync, rmSync } from "node:fs";
import path from "node:path";
import { administer } from "../../www-demo/keycloak/admin.mjs";
import {
  classArchive,
  folder,
  seedDatabase,
  serverFolder,
  VERSION,
} from "../../www-demo/keycloak/installed.mjs";
import { realm } from "../../www-demo/keycloak/realm.mjs";
import { BUILD, freePort, jvmOptions, startServer } from "../../www-demo/keycloak/server.mjs";
import { ask, run } from "../run/command.mjs";
import { CannotContinue } from "../run/steps.mjs";

/** Tells the tests in KIRJAUDU_NO_KEYCLOAK why there is none here: they are then reported as not run. */
export async function keycloak() {
  try {
    return await keycloakOrStop();
  } catch (error) {
    if (!(error instanceof CannotContinue)) throw error;
    process.env.KIRJAUDU_NO_KEYCLOAK = error.message;
    return `not available: ${error.message}`;
  }
}

/** For those who can't do without. */
export async function keycloakOrStop() {
  await checkJava();
  const had = existsSync(seedDatabase());
  if (!existsSync(serverFolder)) await install();
  if (!existsSync(seedDatabase())) await makeSeedDatabase();
  return had ? VERSION : `installed ${VERSION}`;
}

async function checkJava() {
  if (process.platform === "win32")
    throw new CannotContinue("Keycloak is started by a Unix shell script here");
  const { code, output } = await run("java", ["-version"], { show: false });
  const major = Number(output.match(/version "(\d+)/)?.[1]);
  if (code !== 0 || !(major >= 17)) {
    const found = major ? `Java ${major} is too old` : "Java is missing";
    throw new CannotContinue(
      `${found}: install Java 17 or newer (Debian: apt-get install openjdk-17-jre-headless)`,
    );
  }
}

// In a folder of its own and then moved: a half-made server would look ready the next time.
async function install() {
  if (!(await ask("mvn", ["--version"])))
    throw new CannotContinue("Maven is missing: install it (Debian: apt-get install maven)");
  console.log(`  installing Keycloak ${VERSION}: 177 MB and a minute, once per machine`);
  mkdirSync(folder, { recursive: true });
  const making = mkdtempSync(path.join(folder, "making-"));
  try {
    await maven(making, "copy");
    await checkDownload(path.join(making, `keycloak-quarkus-dist-${VERSION}.zip`));
    // Offline: of the very file that was looked at.
    await maven(making, "unpack", ["--offline"]);
    const server = path.join(making, `keycloak-${VERSION}`);
    await mustRun(path.join(server, "bin", "kc.sh"), ["build", ...BUILD], { env: jvmOptions() });
    move(server, serverFolder);
  } finally {
    rmSync(making, { recursive: true, force: true });
  }
}

// In the folder that is filled: Maven leaves a marker in the current one, and does nothing the next time it finds it there.
function maven(cwd, goal, more = []) {
  const artifact = `-Dartifact=org.keycloak:keycloak-quarkus-dist:${VERSION}:zip`;
  return mustRun(
    "mvn",
    ["-B", "-q", ...more, `${MAVEN_PLUGIN}:${goal}`, artifact, `-DoutputDirectory=${cwd}`],
    { cwd },
  );
}

async function checkDownload(zip) {
  const hash = createHash("sha256");
  for await (const piece of createReadStream(zip)) hash.update(piece);
  const found = hash.digest("hex");
  if (found === SHA256) return;
  throw new CannotContinue(
    `Keycloak ${VERSION} is not the one that is known here (SHA-256 ${found}): remove ~/.m2/repository/org/keycloak/keycloak-quarkus-dist`,
  );
}

/** A start on an empty database, which is given the realm; the classes that were needed are archived at its end. */
async function makeSeedDatabase() {
  console.log("  making Keycloak's database: a minute, once per machine and realm");
  const making = mkdtempSync(path.join(folder, "making-"));
  const archive = path.join(making, "classes.jsa");
  const jvm = existsSync(classArchive) ? [] : [`-XX:ArchiveClassesAtExit=${archive}`];
  try {
    const server = await startServer({ database: making, port: await freePort(), realm: "master", jvm });
    try {
      await administer(server.origin).importRealm(realm());
    } finally {
      await server.close();
    }
    if (existsSync(archive)) renameSync(archive, classArchive);
    rmSync(path.join(making, "keycloak.log"));
    move(making, seedDatabase());
  } finally {
    rmSync(making, { recursive: true, force: true });
  }
}

/** Somebody else, setting up another clone, may have been quicker. */
function move(made, place) {
  try {
    renameSync(made, place);
  } catch (error) {
    if (!existsSync(place)) throw error;
  }
}

async function mustRun(program, args, options) {
  const { code, output } = await run(program, args, { ...options, show: false });
  if (code === 0) return;
  console.error(output.trim());
  throw new CannotContinue(
    `\`${[path.basename(program), ...args].join(" ")}\` failed: what it wrote stands above`,
  );
}

// Keycloak's project publishes this file on Maven Central only with a SHA-1; this is what the file was when it was chosen.
const SHA256 = "27a6535553c3cdcd083872ba40629efafb3475e3b758e0c6f691395561dd0f1f";
const MAVEN_PLUGIN = "org.apache.maven.plugins:maven-dependency-plugin:3.9.0";
