// The words of the page of the switches.

export const switchWords = {
  fi: {
    title: "Testipalvelun kytkimet",
    about: "Näillä testipalvelun saa käyttäytymään toisin. Oikeassa kirjautumispalvelussa niitä ei ole.",
    saved: "Tallennettu.",
    save: "Tallenna",
    reset: "Palauta alkutilaan",
    logoutPage: {
      label: "Uloskirjautumissivu",
      choices: {
        today: "Kuten nyt: pelkkä sivu, jossa on linkki",
        promised: "Kuten luvattu: ilmoittaa sovellukselle ja sulkeutuu itse",
      },
    },
    crossOriginOpenerPolicy: {
      label: "Cross-Origin-Opener-Policy",
      choices: {
        "unsafe-none": "Ei lähetetä",
        "same-origin-allow-popups": "same-origin-allow-popups",
        "same-origin": "same-origin: ikkunat eivät näe toisiaan",
      },
    },
    logoutDelay: { label: "Uloskirjautumisen viive millisekunteina" },
    down: { label: "Palvelu on poissa käytöstä (503)" },
  },
  sv: {
    title: "Testtjänstens reglage",
    about:
      "Med dessa kan testtjänsten fås att bete sig annorlunda. Den riktiga inloggningstjänsten har inga.",
    saved: "Sparat.",
    save: "Spara",
    reset: "Återställ",
    logoutPage: {
      label: "Utloggningssidan",
      choices: {
        today: "Som nu: bara en sida med en länk",
        promised: "Som utlovat: meddelar applikationen och stänger sig själv",
      },
    },
    crossOriginOpenerPolicy: {
      label: "Cross-Origin-Opener-Policy",
      choices: {
        "unsafe-none": "Skickas inte",
        "same-origin-allow-popups": "same-origin-allow-popups",
        "same-origin": "same-origin: fönstren ser inte varandra",
      },
    },
    logoutDelay: { label: "Utloggningens fördröjning i millisekunder" },
    down: { label: "Tjänsten är ur bruk (503)" },
  },
  en: {
    title: "Switches of the test service",
    about: "These make the test service behave differently. The real login service has none of them.",
    saved: "Saved.",
    save: "Save",
    reset: "Put back",
    logoutPage: {
      label: "Logout page",
      choices: {
        today: "As today: a plain page with a link",
        promised: "As promised: tells the application and closes itself",
      },
    },
    crossOriginOpenerPolicy: {
      label: "Cross-Origin-Opener-Policy",
      choices: {
        "unsafe-none": "Not sent",
        "same-origin-allow-popups": "same-origin-allow-popups",
        "same-origin": "same-origin: the windows don't see one another",
      },
    },
    logoutDelay: { label: "Delay of logouts in milliseconds" },
    down: { label: "The service is down (503)" },
  },
};
