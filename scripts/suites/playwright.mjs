// A suite of Playwright's: runs the tests of one configuration, in all its browsers.
import { existsSync, mkdirSync, readFileSync, rmSync } from "node:fs";
import path from "node:path";
import { run } from "../run/command.mjs";
import { npmProgram, root, stage } from "../run/places.mjs";
import { countPlaywright } from "./counts.mjs";
import { broken } from "./report.mjs";

/** `folder` is the one below tests/ that has the configuration. */
export async function runPlaywright(folder) {
  const config = path.join("tests", folder, "playwright.config.mjs");
  if (!existsSync(path.join(root, config))) return broken(`${config} does not exist`);
  const report = path.join(stage("tests"), `${folder}.json`);
  mkdirSync(path.dirname(report), { recursive: true });
  rmSync(report, { force: true });

  const args = ["test", "--config", config, "--reporter", "list,json"];
  const ended = await run(npmProgram("playwright"), args, { env: { PLAYWRIGHT_JSON_OUTPUT_FILE: report } });
  return countPlaywright(ended, existsSync(report) ? JSON.parse(readFileSync(report, "utf8")) : null);
}
