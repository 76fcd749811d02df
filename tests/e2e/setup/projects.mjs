// The browsers that the tests run in, as Playwright's projects.
import { ADDRESS_BAR, PLAYWRIGHTS, without } from "./chromium-features.mjs";
import { INSECURE_HOST } from "./site.mjs";

export function chromium() {
  const args = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    without(...PLAYWRIGHTS, ...ADDRESS_BAR),
    `--host-resolver-rules=MAP ${INSECURE_HOST} 127.0.0.1`,
  ];
  return {
    name: "chromium",
    use: { browserName: "chromium", launchOptions: { executablePath: process.env.KIRJAUDU_CHROMIUM, args } },
  };
}

// An installed Firefox is driven over WebDriver BiDi, Playwright's own one by its own protocol.
export function firefox() {
  const firefoxUserPrefs = {
    // Going back in the history hangs under WebDriver BiDi with pages in the back/forward cache.
    "browser.sessionhistory.max_total_viewers": 0,
    "network.dns.localDomains": INSECURE_HOST,
  };
  const installed = process.env.KIRJAUDU_FIREFOX;
  return {
    name: "firefox",
    use: {
      browserName: "firefox",
      ...(installed && { channel: "moz-firefox" }),
      launchOptions: { firefoxUserPrefs, ...(installed && { executablePath: installed }) },
    },
  };
}
