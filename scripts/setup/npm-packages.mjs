// The npm packages of the root package.json, exactly as package-lock.json pins them.
import { createHash } from "node:crypto";
import { existsSync, readFileSync, writeFileSync } from "node:fs";
import path from "node:path";
import { must } from "../run/command.mjs";
import { root } from "../run/places.mjs";
import { CannotContinue } from "../run/steps.mjs";

export async function npmPackages() {
  const lock = createHash("sha256")
    .update(readFileSync(path.join(root, "package-lock.json")))
    .digest("hex");
  const stamp = path.join(root, "node_modules", ".kirjaudu-lock");
  if (existsSync(stamp) && readFileSync(stamp, "utf8").trim() === lock) return "unchanged";

  try {
    // Browsers come from the machine, see browsers.mjs.
    await must("npm", ["ci", "--no-audit", "--no-fund"], { env: { PLAYWRIGHT_SKIP_BROWSER_DOWNLOAD: "1" } });
  } catch {
    throw new CannotContinue("the npm packages could not be installed: run `npm ci` to see why");
  }
  writeFileSync(stamp, lock);
  return "installed";
}
