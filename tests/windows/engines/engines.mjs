// The three engines, each with the driver that the machine has for it.
import { geckodriverProgram } from "../../../scripts/setup/cargo-tools.mjs";
import { ADDRESS_BAR, without } from "../../e2e/setup/chromium-features.mjs";
import { startSession } from "./driver.mjs";

/** Starts the browser of the engine that KIRJAUDU_ENGINE names. */
export function startEngine() {
  const start = ENGINES[engine];
  if (!start) throw new Error(`KIRJAUDU_ENGINE is one of ${Object.keys(ENGINES)}, found "${engine}"`);
  return start();
}

export const engine = process.env.KIRJAUDU_ENGINE ?? "chromium";

const ENGINES = {
  chromium: () =>
    startSession([process.env.CHROMEDRIVER ?? "chromedriver"], {
      browserName: "chrome",
      "goog:chromeOptions": {
        binary: process.env.KIRJAUDU_CHROMIUM ?? "/usr/bin/chromium",
        args: [
          "--headless=new",
          "--no-sandbox",
          "--disable-gpu",
          "--disable-quic",
          "--no-first-run",
          "--disable-background-networking",
          "--disable-component-update",
          "--disable-sync",
          without(...ADDRESS_BAR),
          "--disable-dev-shm-usage",
        ],
        // The popup blocker is as people have it.
        excludeSwitches: ["disable-popup-blocking"],
      },
    }),

  firefox: () =>
    startSession([geckodriverProgram()], {
      browserName: "firefox",
      "moz:firefoxOptions": {
        ...(process.env.KIRJAUDU_FIREFOX && { binary: process.env.KIRJAUDU_FIREFOX }),
        args: ["-headless"],
        prefs: {
          // The popup blocker is as people have it.
          "dom.disable_open_during_load": true,
        },
      },
    }),

  webkit: () =>
    // The driver starts its own MiniBrowser, as an automated one.
    startSession(["xvfb-run", "-a", "WebKitWebDriver"], { browserName: "MiniBrowser" }),
};
