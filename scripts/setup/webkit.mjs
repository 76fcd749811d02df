// WebKit's driver, and a display for its browser, which has no headless mode; on Debian as root they are installed.
import { ask } from "../run/command.mjs";
import { apt, isDebianRoot } from "./browsers.mjs";

/**
 * Tells the tests in KIRJAUDU_NO_WEBKIT why there is none: the WebKit part is then reported as not run. It is the only engine of the
 * three that few machines have a driver for.
 */
export async function webkit() {
  if ((await missing()).length && isDebianRoot()) {
    console.log(`  installing ${PACKAGES.join(", ")} with apt-get: about a minute, once per machine`);
    await apt(PACKAGES).catch(() => {}); // what is still missing is found out below
  }
  const lacking = await missing();
  if (lacking.length === 0) return "WebKitWebDriver";
  const reason = `${lacking.join(" and ")} missing: install WebKitGTK's driver (Debian: apt-get install ${PACKAGES.join(" ")})`;
  process.env.KIRJAUDU_NO_WEBKIT = reason;
  return `not available: ${reason}`;
}

async function missing() {
  const lacking = [];
  for (const [program, argument] of PROGRAMS)
    if ((await ask(program, [argument])) === null) lacking.push(program);
  return lacking;
}

const PROGRAMS = [
  ["WebKitWebDriver", "--help"],
  ["xvfb-run", "--help"],
];
const PACKAGES = ["webkit2gtk-driver", "xvfb", "xauth"];
