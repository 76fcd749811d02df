// What each claim of an ID token tells, in plain words: [label, explanation].

/** @typedef {Record<"fi" | "sv" | "en", [string, string]>} Explained */

/** @type {Record<string, Explained>} */
export const claims = {
  name: { fi: ["Nimi", "Koko nimesi"], sv: ["Namn", "Ditt hela namn"], en: ["Name", "Your full name"] },
  given_name: {
    fi: ["Etunimi", "Nimi, jolla sinua kutsutaan"],
    sv: ["Förnamn", "Namnet som du tilltalas med"],
    en: ["Given name", "The name you are called by"],
  },
  family_name: {
    fi: ["Sukunimi", "Sukunimesi"],
    sv: ["Efternamn", "Ditt efternamn"],
    en: ["Family name", "Your surname"],
  },
  nickname: {
    fi: ["Kutsumanimi", "Lempinimi tai puhuttelunimi"],
    sv: ["Smeknamn", "Smeknamn eller tilltalsnamn"],
    en: ["Nickname", "A casual name"],
  },
  email: {
    fi: ["Sähköposti", "Osoite, jonka annoit kirjautumispalvelulle"],
    sv: ["E-post", "Adressen som du har gett inloggningstjänsten"],
    en: ["E-mail", "The address you gave the login service"],
  },
  email_verified: {
    fi: ["Sähköposti vahvistettu", "Onko osoite todettu sinun omaksesi"],
    sv: ["E-posten bekräftad", "Om det är konstaterat att adressen är din"],
    en: ["E-mail confirmed", "Whether the address is known to be yours"],
  },
  preferred_username: {
    fi: ["Käyttäjätunnus", "Tunnus, jota kirjautumispalvelu käyttää sinusta"],
    sv: ["Användarnamn", "Namnet som inloggningstjänsten använder för dig"],
    en: ["Username", "The name the login service uses for you"],
  },
  sub: {
    fi: ["Tunniste", "Sama joka kerta kun kirjaudut; varauksesi löytyvät sillä"],
    sv: ["Identifierare", "Densamma varje gång du loggar in; dina bokningar hittas med den"],
    en: ["Identifier", "The same every time you log in; your reservations are found by it"],
  },
  amr: {
    fi: ["Tunnistautumistapa", "Millä todistit, kuka olet"],
    sv: ["Identifieringssätt", "Hur du bevisade vem du är"],
    en: ["Means of identification", "How you proved who you are"],
  },
  loa: {
    fi: ["Varmuustaso", "Kuinka varmasti sinut tunnistettiin"],
    sv: ["Tillitsnivå", "Hur säkert du identifierades"],
    en: ["Level of assurance", "How surely you were identified"],
  },
  acr: {
    fi: ["Vahvuus", "0: palvelu muisti sinut, 1: kirjauduit juuri, 2: tunnistauduit vahvasti"],
    sv: ["Styrka", "0: tjänsten kände igen dig, 1: du loggade just in, 2: du identifierade dig starkt"],
    en: [
      "Strength",
      "0: the service remembered you, 1: you logged in just now, 2: you identified yourself strongly",
    ],
  },
  auth_time: {
    fi: ["Kirjauduit", "Milloin annoit salasanasi"],
    sv: ["Du loggade in", "När du gav ditt lösenord"],
    en: ["You logged in", "When you gave your password"],
  },
  iat: {
    fi: ["Annettu", "Milloin nämä tiedot allekirjoitettiin"],
    sv: ["Utfärdat", "När de här uppgifterna undertecknades"],
    en: ["Issued", "When this information was signed"],
  },
  exp: {
    fi: ["Viimeinen käyttöhetki", "Tämän jälkeen todistetta ei enää hyväksytä kirjautumiseen"],
    sv: ["Sista giltighetstid", "Efter detta godkänns intyget inte längre för inloggning"],
    en: ["Expires", "After this the token is no longer accepted for a login"],
  },
  iss: {
    fi: ["Antaja", "Kirjautumispalvelu, joka vastaa tiedoista"],
    sv: ["Utfärdare", "Inloggningstjänsten som ansvarar för uppgifterna"],
    en: ["Issuer", "The login service that answers for the information"],
  },
  aud: {
    fi: ["Vastaanottaja", "Tiedot on tarkoitettu vain tälle palvelulle"],
    sv: ["Mottagare", "Uppgifterna är avsedda bara för den här tjänsten"],
    en: ["Audience", "The information is meant for this service only"],
  },
  azp: {
    fi: ["Pyytäjä", "Palvelu, joka pyysi kirjautumista"],
    sv: ["Begärande part", "Tjänsten som begärde inloggningen"],
    en: ["Authorized party", "The service that asked for the login"],
  },
  nonce: {
    fi: ["Kertaluku", "Sitoo tiedot juuri tähän kirjautumiseen"],
    sv: ["Engångstal", "Binder uppgifterna till just den här inloggningen"],
    en: ["Nonce", "Ties the information to this very login"],
  },
  at_hash: {
    fi: ["Käyttöoikeuden tiiviste", "Sitoo tiedot samalla saatuun käyttöoikeuteen"],
    sv: ["Åtkomstens kontrollsumma", "Binder uppgifterna till åtkomsten som gavs samtidigt"],
    en: ["Access token hash", "Ties the information to the access token that came with it"],
  },
  c_hash: {
    fi: ["Koodin tiiviste", "Sitoo tiedot samalla saatuun koodiin"],
    sv: ["Kodens kontrollsumma", "Binder uppgifterna till koden som gavs samtidigt"],
    en: ["Code hash", "Ties the information to the code that came with it"],
  },
  sid: {
    fi: ["Istunto", "Kirjautumispalvelun istunto, jonka uloskirjautuminen lopettaa"],
    sv: ["Session", "Sessionen i inloggningstjänsten, som utloggningen avslutar"],
    en: ["Session", "The session at the login service, which logging out ends"],
  },
  ad_groups: {
    fi: ["Ryhmät", "Kaupungin työntekijän käyttöoikeusryhmät"],
    sv: ["Grupper", "Behörighetsgrupper för stadens anställda"],
    en: ["Groups", "Access groups of a city employee"],
  },
  typ: {
    fi: ["Laji", "ID tarkoittaa henkilötodistetta"],
    sv: ["Typ", "ID betyder identitetsintyg"],
    en: ["Type", "ID means a token about a person"],
  },
};

/** Values that have a name people know. @type {Record<string, Record<"fi" | "sv" | "en", string>>} */
export const values = {
  suomi_fi: { fi: "Suomi.fi-tunnistus", sv: "Suomi.fi-identifikation", en: "Suomi.fi e-Identification" },
  heltunnistussuomifi: {
    fi: "Suomi.fi-tunnistus",
    sv: "Suomi.fi-identifikation",
    en: "Suomi.fi e-Identification",
  },
  helsinki_tunnus: { fi: "Helsinki-tunnus", sv: "Helsingfors-konto", en: "Helsinki account" },
  helsinkiad: {
    fi: "Kaupungin työntekijän tunnus",
    sv: "Stadsanställdas konto",
    en: "City employee account",
  },
  helsinkiazuread: {
    fi: "Kaupungin työntekijän tunnus",
    sv: "Stadsanställdas konto",
    en: "City employee account",
  },
  low: { fi: "matala", sv: "låg", en: "low" },
  substantial: { fi: "korotettu", sv: "väsentlig", en: "substantial" },
  high: { fi: "korkea", sv: "hög", en: "high" },
};
