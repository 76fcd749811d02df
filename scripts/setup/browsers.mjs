// A Chromium and a Firefox with their drivers; on Debian as root they are installed, elsewhere they are looked for.
import { accessSync, constants, existsSync } from "node:fs";
import { createRequire } from "node:module";
import path from "node:path";
import { must } from "../run/command.mjs";
import { root } from "../run/places.mjs";
import { CannotContinue } from "../run/steps.mjs";

/**
 * Finds the browsers and tells every program that we start where they are: KIRJAUDU_CHROMIUM, KIRJAUDU_FIREFOX,
 * CHROMEDRIVER. Set these yourself to test with other browsers. KIRJAUDU_FIREFOX stays unset when the only Firefox is
 * the one of Playwright, which Playwright finds by itself.
 */
export async function browsers() {
  let found = look();
  const complete = found.chromium && found.chromedriver && found.firefox;
  if (!complete && isDebianRoot()) {
    await installWithApt();
    found = look();
  }
  const playwright = found.chromium && found.firefox ? {} : await playwrightsOwn();
  const chromium = found.chromium ?? playwright.chromium;
  if (!chromium || !(found.firefox ?? playwright.firefox)) {
    const lacking = chromium ? "Firefox" : "Chrome or Chromium";
    throw new CannotContinue(
      `${lacking} is missing: install it, or run \`npx playwright install chromium firefox\``,
    );
  }
  process.env.KIRJAUDU_CHROMIUM = chromium;
  if (found.firefox) process.env.KIRJAUDU_FIREFOX = found.firefox;
  if (found.chromedriver) process.env.CHROMEDRIVER = found.chromedriver;
  return `${chromium}, ${found.firefox ?? playwright.firefox}`;
}

/** Whether apt-get can install what is missing, without asking anyone. */
export function isDebianRoot() {
  return existsSync("/etc/debian_version") && process.getuid?.() === 0;
}

export async function apt(packages) {
  const wait = ["-o", "DPkg::Lock::Timeout=600"];
  const env = { DEBIAN_FRONTEND: "noninteractive" };
  await must("apt-get", ["update", "-qq", ...wait], { env });
  await must("apt-get", ["install", "-y", "-qq", "--no-install-recommends", ...wait, ...packages], {
    env,
    show: false,
  });
}

async function installWithApt() {
  const packages = ["chromium", "chromium-driver", "firefox-esr", "fonts-dejavu-core"];
  console.log(`  installing ${packages.join(", ")} with apt-get: about a minute, once per machine`);
  try {
    await apt(packages);
  } catch {
    throw new CannotContinue(
      `the browsers could not be installed: run \`apt-get install ${packages.join(" ")}\` to see why`,
    );
  }
}

function look() {
  return {
    chromium: first(process.env.KIRJAUDU_CHROMIUM, process.env.CHROME_PATH, ...CHROMIUMS),
    chromedriver: first(process.env.CHROMEDRIVER, "chromedriver"),
    firefox: first(process.env.KIRJAUDU_FIREFOX, ...FIREFOXES),
  };
}

/** The first that exists; a name without a folder is looked for in PATH. */
function first(...candidates) {
  const folders = (process.env.PATH ?? "").split(path.delimiter);
  const places = candidates
    .filter(Boolean)
    .flatMap((each) => (path.isAbsolute(each) ? [each] : folders.map((folder) => path.join(folder, each))));
  return places.find(runnable);
}

function runnable(file) {
  try {
    accessSync(file, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}

async function playwrightsOwn() {
  const { chromium, firefox } = createRequire(path.join(root, "package.json"))("@playwright/test");
  const installed = (type) => (existsSync(type.executablePath()) ? type.executablePath() : undefined);
  return { chromium: installed(chromium), firefox: installed(firefox) };
}

const PROGRAM_FILES = process.env.PROGRAMFILES ?? "C:\\Program Files";

const CHROMIUMS = [
  "/usr/bin/chromium",
  "chromium",
  "chromium-browser",
  "google-chrome",
  "google-chrome-stable",
  "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
  "/Applications/Chromium.app/Contents/MacOS/Chromium",
  path.join(PROGRAM_FILES, "Google\\Chrome\\Application\\chrome.exe"),
];

const FIREFOXES = [
  "/usr/bin/firefox-esr",
  "firefox-esr",
  "firefox",
  "/Applications/Firefox.app/Contents/MacOS/firefox",
  path.join(PROGRAM_FILES, "Mozilla Firefox\\firefox.exe"),
];
