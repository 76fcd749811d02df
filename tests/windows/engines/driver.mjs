// Starts the program that drives a browser, and a session with it. Both end with `quit`.
import { spawn } from "node:child_process";
import { once } from "node:events";
import { createServer } from "node:net";
import { Builder, Capabilities } from "selenium-webdriver";
import { until } from "../setup/until.mjs";

/**
 * @param {string[]} command the driver's program with its arguments, to which the port is added
 * @param {object} capabilities of WebDriver
 */
export async function startSession([program, ...given], capabilities) {
  const port = await freePort();
  // A group of its own: xvfb-run would leave the driver behind, and drivers leave browsers.
  const driver = spawn(program, [...given, `--port=${port}`], { stdio: "ignore", detached: true });
  const failed = new Promise((_, reject) => driver.once("error", reject));
  const server = `http://127.0.0.1:${port}`;
  await Promise.race([until(() => answers(server), `${program} to answer`), failed]);
  const session = await new Builder()
    .usingServer(server)
    // A document that is held must not hold the test: it waits for what it needs by itself.
    .withCapabilities(new Capabilities({ ...capabilities, pageLoadStrategy: "none" }))
    .build();
  await session.manage().setTimeouts({ script: 20_000, pageLoad: 20_000, implicit: 0 });

  const quit = async () => {
    // A driver that hangs at a window doesn't answer this either.
    const given = new Promise((resolve) => setTimeout(resolve, 5000).unref());
    await Promise.race([session.quit().catch(() => {}), given]);
    const ended = driver.exitCode === null && once(driver, "exit");
    try {
      process.kill(-driver.pid);
    } catch {
      return; // it ended with the session
    }
    await ended;
  };
  return { session, quit };
}

async function answers(server) {
  return (await fetch(`${server}/status`).catch(() => undefined))?.ok;
}

async function freePort() {
  const server = createServer().listen(0, "127.0.0.1");
  await once(server, "listening");
  const { port } = server.address();
  server.close();
  await once(server, "close");
  return port;
}
