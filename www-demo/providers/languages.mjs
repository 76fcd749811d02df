// The words of the sign-in pages.

export const LANGUAGES = ["fi", "sv", "en"];

/** The first language of `ui_locales` that we have, else the browser's, else Finnish, as the City's Keycloak does. */
export function languageOf({ uiLocales = "", acceptLanguage = "" }) {
  const wanted = [...uiLocales.split(" "), ...acceptLanguage.split(",")].map((tag) =>
    tag.trim().slice(0, 2).toLowerCase(),
  );
  return wanted.find((tag) => LANGUAGES.includes(tag)) ?? "fi";
}

/** What a service is called in this language; applications register their Finnish name. */
export const serviceIn = (language, name) => SERVICES[name]?.[language] ?? name;

const SERVICES = {
  Venepaikat: { sv: "Båtplatser", en: "Berths" },
  Talvisäilytys: { sv: "Vinterförvaring", en: "Winter storage" },
  "Helsinki-profiili": { sv: "Helsingforsprofilen", en: "Helsinki profile" },
};

export const words = {
  fi: {
    name: "Suomi",
    skip: "Siirry sisältöön",
    languages: "Kieli",
    signIn: "Kirjaudu sisään",
    service: "Kirjaudut palveluun",
    methods: "Tunnistautumistapa:",
    username: "Käyttäjätunnus",
    password: "Salasana",
    cancel: "Peruuta",
    wrong: "Käyttäjätunnus tai salasana on väärin. Tarkista ne ja yritä uudelleen.",
    hint: "Testikäyttäjät",
    hintText: "Tämä kirjautumispalvelu toimii vain tällä koneella. Kaikkien salasana on",
    groups: "työntekijä, jolla on satoja ryhmiä",
    cancelled: "Käyttäjä keskeytti tunnistautumisen",
    signOut: "Kirjaudu ulos",
    signOutQuestion: "Haluatko kirjautua ulos?",
    signedOut: "Olet kirjautunut ulos Helsingin kaupungin palveluista.",
    upstream:
      "Saatat olla yhä kirjautuneena palvelussa {}. Jos tietokonetta käyttävät muutkin, kirjaudu ulos myös sieltä.",
    signingOutElsewhere: "Sinut kirjataan ulos myös muista palveluista.",
    goOn: "Jatka",
    back: "Palaa",
    failed: "Kirjautuminen ei onnistunut",
    failedText: "Palvelun lähettämää kirjautumispyyntöä ei voitu käsitellä.",
    local: "Paikallinen testipalvelu",
  },
  sv: {
    name: "Svenska",
    skip: "Gå till innehållet",
    languages: "Språk",
    signIn: "Logga in",
    service: "Du loggar in i tjänsten",
    methods: "Identifieringssätt:",
    username: "Användarnamn",
    password: "Lösenord",
    cancel: "Avbryt",
    wrong: "Användarnamnet eller lösenordet är fel. Kontrollera dem och försök igen.",
    hint: "Testanvändare",
    hintText: "Den här inloggningstjänsten finns bara på den här datorn. Allas lösenord är",
    groups: "anställd med hundratals grupper",
    cancelled: "Användaren avbröt identifieringen",
    signOut: "Logga ut",
    signOutQuestion: "Vill du logga ut?",
    signedOut: "Du har loggat ut från Helsingfors stads tjänster.",
    upstream:
      "Du kan fortfarande vara inloggad i tjänsten {}. Logga ut även därifrån om andra använder datorn.",
    signingOutElsewhere: "Du loggas ut även från andra tjänster.",
    goOn: "Fortsätt",
    back: "Återvänd",
    failed: "Inloggningen lyckades inte",
    failedText: "Tjänstens begäran om inloggning kunde inte behandlas.",
    local: "Lokal testtjänst",
  },
  en: {
    name: "English",
    skip: "Skip to content",
    languages: "Language",
    signIn: "Log in",
    service: "You are logging in to",
    methods: "Login method:",
    username: "Username",
    password: "Password",
    cancel: "Cancel",
    wrong: "The username or the password is wrong. Check them and try again.",
    hint: "Test users",
    hintText: "This login service runs on this computer only. Everybody's password is",
    groups: "employee with hundreds of groups",
    cancelled: "The user cancelled the identification",
    signOut: "Log out",
    signOutQuestion: "Do you want to log out?",
    signedOut: "You have been logged out of City of Helsinki services.",
    upstream: "You may still be logged in at {}. On a shared computer, log out there too.",
    signingOutElsewhere: "You are being logged out of other services too.",
    goOn: "Continue",
    back: "Return",
    failed: "The login did not succeed",
    failedText: "The service's login request could not be handled.",
    local: "Local test service",
  },
};
