// Signing in and out for real: Playwright in Chromium and in Firefox, against real OpenID providers.
import { existsSync, mkdirSync, readFileSync, rmSync } from "node:fs";
import path from "node:path";
import { run } from "../run/command.mjs";
import { npmProgram, root, stage } from "../run/places.mjs";
import { countPlaywright } from "./counts.mjs";
import { broken } from "./report.mjs";

export const e2e = {
  name: "e2e",
  title: "Playwright in Chromium and Firefox, against real OpenID providers",
  needs: ["package", "browser", "django"],
  run: async () => {
    const config = path.join("tests", "e2e", "playwright.config.mjs");
    if (!existsSync(path.join(root, config))) return broken(`${config} does not exist`);
    const report = path.join(stage("tests"), "e2e.json");
    mkdirSync(path.dirname(report), { recursive: true });
    rmSync(report, { force: true });

    const args = ["test", "--config", config, "--reporter", "list,json"];
    const ended = await run(npmProgram("playwright"), args, { env: { PLAYWRIGHT_JSON_OUTPUT_FILE: report } });
    const result = countPlaywright(
      ended,
      existsSync(report) ? JSON.parse(readFileSync(report, "utf8")) : null,
    );
    const noPython = process.env.KIRJAUDU_NO_PYTHON;
    const remarks = noPython ? [`tests against django-oidc-provider: ${noPython}`] : [];
    return { ...result, remarks: [...result.remarks, ...remarks] };
  },
};
