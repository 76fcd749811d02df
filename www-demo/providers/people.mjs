// The people who can sign in. All of them are invented; the names mean "example" in Finnish and Swedish.

export const PASSWORD = "esimerkki";

export const people = {
  aino: {
    sub: "5f1c2a34-0b7e-4d5c-9a86-3c1d7e9b2a10",
    name: "Aino Esimerkki",
    given_name: "Aino",
    family_name: "Esimerkki",
    email: "aino.esimerkki@example.org",
    loa: "substantial",
    idp: { keycloak: "suomi_fi", tunnistamo: "heltunnistussuomifi" },
    ad_groups: [],
  },
  bjorn: {
    sub: "a2d94e61-7c35-4f0b-8e12-6b5f3d8c4e21",
    name: "Björn Exempel",
    given_name: "Björn",
    family_name: "Exempel",
    email: "bjorn.exempel@example.org",
    loa: "low",
    idp: { keycloak: "helsinki_tunnus", tunnistamo: "yletunnus" },
    ad_groups: [],
  },
  oskar: {
    sub: "d83e0b57-2f61-4c9d-a7e4-1b9c5f0d6e43",
    name: "Oskar Esimerkki",
    given_name: "Oskar",
    family_name: "Esimerkki",
    email: "oskar.esimerkki@example.org",
    loa: "substantial",
    idp: { keycloak: "suomi_fi", tunnistamo: "heltunnistussuomifi" },
    ad_groups: [],
  },
  meri: {
    sub: "e94f1c68-3a72-4dae-b8f5-2cad6a1e7f54",
    name: "Meri Esimerkki",
    given_name: "Meri",
    family_name: "Esimerkki",
    email: "meri.esimerkki@example.org",
    loa: "low",
    idp: { keycloak: "helsinki_tunnus", tunnistamo: "yletunnus" },
    ad_groups: [],
  },
  kirsi: {
    sub: "c7b0f8d2-91a4-4e63-b5d7-2f8a6c0e9d32",
    name: "Kirsi Työntekijä",
    given_name: "Kirsi",
    family_name: "Työntekijä",
    email: "kirsi.tyontekija@example.org",
    loa: "low",
    idp: { keycloak: "helsinkiad", tunnistamo: "helsinkiazuread" },
    ad_groups: manyGroups(),
  },
};

/** @param {string} sub */
export function personOf(sub) {
  return Object.values(people).find((person) => person.sub === sub);
}

// A city employee's groups fill an ID token of 30 to 32 kB: 387 names of 55
// characters with quotes and comma, times 4/3 for base64url.
function manyGroups() {
  return Array.from(
    { length: 387 },
    (_, i) => `sg_kymp_palvelut_ja_luvat_${String(i).padStart(4, "0")}_merellinen_helsinki_luku`,
  );
}
