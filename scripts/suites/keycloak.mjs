// Against a real Keycloak, where Java and Maven are there to have one.
import { runPlaywright } from "./playwright.mjs";

export const keycloakSuite = {
  name: "keycloak",
  title: "Playwright in Chromium and Firefox, against a real Keycloak",
  needs: ["package", "browser", "keycloak"],
  run: () => {
    const reason = process.env.KIRJAUDU_NO_KEYCLOAK;
    return reason ? { passed: 0, failed: 0, remarks: [reason] } : runPlaywright("keycloak");
  },
};
