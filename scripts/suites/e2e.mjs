// Signing in and out for real: Playwright in Chromium and in Firefox, against real OpenID providers.
import { runPlaywright } from "./playwright.mjs";

export const e2e = {
  name: "e2e",
  title: "Playwright in Chromium and Firefox, against real OpenID providers",
  needs: ["package", "browser", "django"],
  run: async () => {
    const result = await runPlaywright("e2e");
    const noPython = process.env.KIRJAUDU_NO_PYTHON;
    const remarks = noPython ? [`tests against django-oidc-provider: ${noPython}`] : [];
    return { ...result, remarks: [...result.remarks, ...remarks] };
  },
};
