// The server process on a folder with a database.
import { spawn } from "node:child_process";
import { closeSync, openSync, readFileSync } from "node:fs";
import { createServer } from "node:net";
import path from "node:path";
import { setTimeout as pause } from "node:timers/promises";
import { PortBusy } from "../providers/gate.mjs";
import { serverFolder } from "./installed.mjs";

/**
 * Starts the server; resolves when it answers. It ends with this process at the latest.
 *
 * @param {{ database: string, port: number, realm: string, jvm?: string[] }} options `realm` is the one whose answer is waited for.
 */
export async function startServer({ database, port, realm, jvm = [] }) {
  const origin = `http://localhost:${port}`;
  const log = path.join(database, "keycloak.log");
  const output = openSync(log, "a");
  // A process group of its own: Ctrl-C is for us, who end it in order.
  const child = spawn(program, [...START, ...addresses(origin, port), databaseUrl(database)], {
    detached: true,
    stdio: ["ignore", output, output],
    env: { ...process.env, ...jvmOptions(jvm), ...ADMINISTRATOR },
  });
  closeSync(output);
  const killGroup = () => process.kill(-child.pid, "SIGKILL");
  process.on("exit", killGroup);
  const exited = new Promise((resolve, reject) => {
    child.on("error", reject);
    child.on("exit", (code) => {
      process.off("exit", killGroup);
      resolve(code);
    });
  });
  const close = () => {
    child.kill("SIGTERM");
    return exited;
  };

  const startedUp = answers(`${origin}/auth/realms/${realm}`);
  const ended = exited.then((code) => {
    throw new Error(`Keycloak ended with ${code}:\n${readFileSync(log, "utf8").slice(-3000)}`);
  });
  try {
    await Promise.race([startedUp.done, ended]);
  } catch (error) {
    await close();
    throw error;
  } finally {
    startedUp.giveUp();
    ended.catch(() => {}); // from now on the end is expected
  }
  return { origin, close };
}

/** The port if it is free now, or any free one for 0. */
export function freePort(wanted = 0) {
  return new Promise((resolve, reject) => {
    const server = createServer();
    server.on("error", (error) => reject(error.code === "EADDRINUSE" ? new PortBusy(wanted) : error));
    server.listen(wanted, "localhost", () => {
      const { port } = server.address();
      server.close(() => resolve(port));
    });
  });
}

export const program = path.join(serverFolder, "bin", "kc.sh");

/** One compiler and the serial collector: half the start time and memory of what Java takes by itself. */
export function jvmOptions(more = []) {
  return { JAVA_OPTS: [...JVM, ...more].join(" ") };
}

/** What the server is built with, once. Consoles and what needs another service only cost time at each start. */
export const BUILD = [
  "--db=dev-file",
  "--http-relative-path=/auth",
  "--features-disabled=admin,account,account-api,kerberos,organization,workflows",
];

function answers(url) {
  let givenUp = false;
  const done = (async () => {
    const deadline = Date.now() + START_TIMEOUT;
    while (!givenUp) {
      const response = await fetch(url).catch(() => undefined);
      await response?.body?.cancel();
      if (response?.ok) return;
      if (Date.now() > deadline)
        throw new Error(`Keycloak did not answer for ${START_TIMEOUT / 60_000} minutes`);
      await pause(100);
    }
  })();
  return { done, giveUp: () => (givenUp = true) };
}

function addresses(origin, port) {
  return ["--http-host=localhost", `--http-port=${port}`, `--hostname=${origin}/auth`];
}

function databaseUrl(folder) {
  const file = path.join(folder, "keycloakdb");
  return `--db-url=jdbc:h2:file:${file};NON_KEYWORDS=VALUE;DB_CLOSE_ON_EXIT=FALSE`;
}

const START = ["start", "--optimized", "--http-enabled=true", "--cache=local"];
const START_TIMEOUT = 600_000;

const ADMINISTRATOR = { KC_BOOTSTRAP_ADMIN_USERNAME: "admin", KC_BOOTSTRAP_ADMIN_PASSWORD: "admin" };

const JVM = [
  "-XX:+UseSerialGC",
  "-XX:TieredStopAtLevel=1",
  "-Xms64m",
  "-Xmx384m",
  "-XX:MaxMetaspaceSize=256m",
  "-XX:-UsePerfData",
  "-Djava.security.egd=file:/dev/urandom",
];
