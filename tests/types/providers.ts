// Presets are plain data: spread, and overridden by what stands after them.
import { type Auth, type AuthOptions, createAuth } from "kirjaudu";
import { helsinkiProfile, keycloak, oidc, type Preset, tunnistamo } from "kirjaudu/providers";
import { holds, type Same } from "./same.js";

const own = { clientId: "spa", redirectUri: "/callback" } as const;

for (const preset of [
  oidc({ issuer: "https://town.example" }),
  keycloak({ url: "https://id.example/auth", realm: "town" }),
  helsinkiProfile("test"),
  tunnistamo("prod"),
  tunnistamo({ base: "https://tunnistamo.town.example" }),
]) {
  holds<Same<typeof preset, Preset>>();
  const options: AuthOptions = { ...preset, ...own };
  const auth = createAuth({ ...preset, ...own, scope: "openid", flow: "code", clockTolerance: 0 });
  holds<Same<typeof auth, Auth>>();
  createAuth(options);
  holds<Same<typeof preset.issuer, string>>();
  // @ts-expect-error: a preset alone knows nothing of the application
  createAuth(preset);
  // @ts-expect-error: no secret beside a preset either
  createAuth({ ...preset, ...own, clientSecret: "secret" });
}

// @ts-expect-error: the environments of Helsinki Profile are dev, test, stage and prod
helsinkiProfile("production");
// @ts-expect-error: Tunnistamo has no such environment
tunnistamo("stage");
// @ts-expect-error: a realm is needed
keycloak({ url: "https://id.example" });
// @ts-expect-error: an object, so that the issuer is named
oidc("https://town.example");
