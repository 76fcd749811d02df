// Who can sign in, each with the password `<name>-password`: a citizen, and an employee whose groups make the ID token 24 kB long.

export const EMPLOYEE_GROUPS = Array.from(
  { length: 290 },
  (_, i) => `sg-helsinki-kasvatus-ja-koulutus-${String(i + 1).padStart(4, "0")}-sovellus-kayttajat`,
);

export const groups = EMPLOYEE_GROUPS.map((name) => ({ name }));

export const people = [
  person("kansalainen", {
    firstName: "Kaisa",
    lastName: "Kansalainen",
    attributes: { amr: ["suomi_fi"], loa: ["substantial"] },
  }),
  person("tyontekija", {
    firstName: "Tyyne",
    lastName: "Työntekijä",
    attributes: { amr: ["helsinkiad"], loa: ["low"] },
    groups: EMPLOYEE_GROUPS.map((name) => `/${name}`),
  }),
];

/** A user as Keycloak imports one. */
export function person(username, rest) {
  return {
    username,
    enabled: true,
    email: `${username}@example.test`,
    emailVerified: true,
    // Not given to imported users by itself; without it access tokens have no `aud`, and there is no offline_access.
    realmRoles: ["default-roles-helsinki-tunnistus"],
    credentials: [{ type: "password", value: `${username}-password` }],
    ...rest,
  };
}
