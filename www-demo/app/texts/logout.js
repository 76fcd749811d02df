// The words of the page about logging out. The other languages have the same members as Finnish.

const fi = {
  title: "Uloskirjautuminen",
  lead: "Ulos voi kirjautua usealla tavalla. Kokeile, ja katso, mistä palvelu tietää, että kirjautumisesi päättyi myös kirjautumispalvelussa.",
  logInFirst: "Kirjaudu sisään, niin voit kokeilla uloskirjautumista.",
  waysTitle: "Tavat kirjautua ulos",
  ways: {
    redirect: ["Tällä sivulla", "Siirryt kirjautumispalveluun ja palaat tänne.", "Kirjaudu ulos"],
    popup: [
      "Omassa ikkunassa",
      "Tämä sivu pysyy auki. Ikkuna suljetaan, kun uloskirjautuminen on varmistunut.",
      "Kirjaudu ulos ikkunassa",
    ],
    "by-user": [
      "Ikkunassa, jonka suljet itse",
      "Voit lukea rauhassa, mitä kirjautumispalvelu sanoo, esimerkiksi yhteisellä tietokoneella.",
      "Kirjaudu ulos ja lue",
    ],
    local: [
      "Vain tästä palvelusta",
      "Kirjautumispalvelu muistaa sinut yhä, joten pääset takaisin ilman salasanaa.",
      "Kirjaudu ulos vain täältä",
    ],
  },
  seen: "Mitä nähtiin",
  nothingSeen: "Ei vielä mitään. Kirjaudu ensin ulos jollakin tavalla.",
  running: "Uloskirjautuminen on auki omassa ikkunassaan",
  runningText:
    "Tästä palvelusta olet jo kirjautunut ulos. Jos ikkuna jää auki, sulje se ja palaa tälle sivulle.",
  outcomes: {
    confirmed: "Olet kirjautunut ulos, myös kirjautumispalvelusta",
    unconfirmed: "Olet kirjautunut ulos tästä palvelusta, mutta kirjautumispalvelu ei vahvistanut sitä",
    local: "Olet kirjautunut ulos vain tästä palvelusta",
  },
  evidence: {
    "hel:logout": "Kirjautumispalvelun sivu ilmoitti itse, että kirjautumisesi on päättynyt.",
    redirect:
      "Kirjautumispalvelu ohjasi selaimen takaisin tähän palveluun, kuten se tekee uloskirjautumisen jälkeen.",
    userinfo: "Kysyimme kirjautumispalvelulta, eikä se enää hyväksy vanhaa kirjautumistasi.",
    none: "Emme saaneet merkkiä siitä, että kirjautumisesi olisi päättynyt kirjautumispalvelussa.",
  },
  localEvidence: "Kirjautumispalvelulle ei kerrottu mitään, kuten pyysit.",
  windows: {
    "closed-by-us": "Ikkuna suljettiin puolestasi.",
    "closed-by-user": "Suljit ikkunan itse.",
    blocked: "Selain ei antanut avata ikkunaa. Voit jatkaa tällä sivulla.",
    "timed-out": "Ikkunasta ei kuulunut mitään määräajassa.",
    open: "Ikkuna jätettiin auki luettavaksi. Jos se on vielä auki, sulje se, kun olet valmis.",
    unknown: "Ikkuna saattaa yhä olla auki. Voit sulkea sen.",
  },
  confirmedAdvice: "Jos laite ei ole omasi, sulje vielä selain.",
  unconfirmedAdvice: "Jos laite ei ole omasi, jatka uloskirjautumista tai sulje selain.",
  goOnHere: "Jatka uloskirjautumista tällä sivulla",
  forDevelopers: "Kehittäjälle",
  took: "Kesto",
  triesTitle: "Kokeile, mitä tapahtuu, kun jokin menee vikaan",
  triesText: "Kirjautumisesi tässä palvelussa päättyy kaikissa näissä.",
  tries: {
    short: ["Kolmen sekunnin määräaika", "Jos kirjautumispalvelu on hidas, sivu ei jää odottamaan ikkunaa."],
    forged: [
      "Väärennetty viesti",
      "Tämä sivu väittää monta kertaa sekunnissa, että uloskirjautuminen onnistui. Väitettä ei uskota, koska se ei tule ikkunasta.",
    ],
    late: [
      "Ikkuna avataan liian myöhään",
      "Sivu odottaa kuusi sekuntia, ja selain estää ikkunan. Sivu ei siirry minnekään, ellet itse jatka.",
    ],
    switches: [
      "Tunnistamon uloskirjautumissivu",
      "Valitse, toimiiko sivu kuten nyt, kuten on luvattu, eristettynä (COOP), hitaasti vai ei lainkaan. Koskee Tunnistamoa.",
    ],
  },
  closeWindow: "Voit sulkea tämän ikkunan ja palata palveluun.",
  openSwitches: "Avaa valinnat uuteen välilehteen",
};

/** @type {typeof fi} */
const sv = {
  title: "Utloggning",
  lead: "Det går att logga ut på flera sätt. Prova, och se hur tjänsten vet att din inloggning avslutades också i inloggningstjänsten.",
  logInFirst: "Logga in, så kan du prova att logga ut.",
  waysTitle: "Sätt att logga ut",
  ways: {
    redirect: [
      "På den här sidan",
      "Du skickas till inloggningstjänsten och kommer tillbaka hit.",
      "Logga ut",
    ],
    popup: [
      "I ett eget fönster",
      "Den här sidan förblir öppen. Fönstret stängs när utloggningen är bekräftad.",
      "Logga ut i ett fönster",
    ],
    "by-user": [
      "I ett fönster som du stänger själv",
      "Du kan i lugn och ro läsa vad inloggningstjänsten säger, till exempel på en gemensam dator.",
      "Logga ut och läs",
    ],
    local: [
      "Bara från den här tjänsten",
      "Inloggningstjänsten känner fortfarande igen dig, så du kommer in igen utan lösenord.",
      "Logga ut bara härifrån",
    ],
  },
  seen: "Vad vi såg",
  nothingSeen: "Ingenting ännu. Logga först ut på något sätt.",
  running: "Utloggningen är öppen i ett eget fönster",
  runningText:
    "Du har redan loggat ut från den här tjänsten. Om fönstret blir öppet, stäng det och återvänd till den här sidan.",
  outcomes: {
    confirmed: "Du har loggat ut, också från inloggningstjänsten",
    unconfirmed: "Du har loggat ut från den här tjänsten, men inloggningstjänsten bekräftade det inte",
    local: "Du har loggat ut bara från den här tjänsten",
  },
  evidence: {
    "hel:logout": "Inloggningstjänstens sida meddelade själv att din inloggning har avslutats.",
    redirect:
      "Inloggningstjänsten skickade webbläsaren tillbaka till den här tjänsten, som den gör efter en utloggning.",
    userinfo: "Vi frågade inloggningstjänsten, och den godkänner inte längre din gamla inloggning.",
    none: "Vi fick inget tecken på att din inloggning skulle ha avslutats i inloggningstjänsten.",
  },
  localEvidence: "Inloggningstjänsten fick inte veta något, som du bad.",
  windows: {
    "closed-by-us": "Fönstret stängdes åt dig.",
    "closed-by-user": "Du stängde fönstret själv.",
    blocked: "Webbläsaren lät inte fönstret öppnas. Du kan fortsätta på den här sidan.",
    "timed-out": "Fönstret svarade inte inom utsatt tid.",
    open: "Fönstret lämnades öppet så att du kan läsa det. Om det ännu är öppet, stäng det när du är klar.",
    unknown: "Fönstret kan fortfarande vara öppet. Du kan stänga det.",
  },
  confirmedAdvice: "Om enheten inte är din, stäng också webbläsaren.",
  unconfirmedAdvice: "Om enheten inte är din, fortsätt utloggningen eller stäng webbläsaren.",
  goOnHere: "Fortsätt utloggningen på den här sidan",
  forDevelopers: "För utvecklare",
  took: "Tidsåtgång",
  triesTitle: "Prova vad som händer när något går fel",
  triesText: "Din inloggning i den här tjänsten avslutas i alla de här fallen.",
  tries: {
    short: [
      "En tidsgräns på tre sekunder",
      "Om inloggningstjänsten är långsam blir sidan inte och väntar på fönstret.",
    ],
    forged: [
      "Ett förfalskat meddelande",
      "Den här sidan påstår flera gånger i sekunden att utloggningen lyckades. Påståendet godtas inte, eftersom det inte kommer från fönstret.",
    ],
    late: [
      "Fönstret öppnas för sent",
      "Sidan väntar i sex sekunder, och webbläsaren hindrar fönstret. Sidan går ingenstans om du inte själv fortsätter.",
    ],
    switches: [
      "Tunnistamos utloggningssida",
      "Välj om sidan fungerar som nu, som utlovat, isolerad (COOP), långsamt eller inte alls. Gäller Tunnistamo.",
    ],
  },
  closeWindow: "Du kan stänga det här fönstret och gå tillbaka till tjänsten.",
  openSwitches: "Öppna valen i en ny flik",
};

/** @type {typeof fi} */
const en = {
  title: "Logging out",
  lead: "There are several ways to log out. Try them, and see how the service knows that your login has ended at the login service too.",
  logInFirst: "Log in, and you can try logging out.",
  waysTitle: "Ways to log out",
  ways: {
    redirect: ["On this page", "You move to the login service and come back here.", "Log out"],
    popup: [
      "In a window of its own",
      "This page stays open. The window is closed once the logout is confirmed.",
      "Log out in a window",
    ],
    "by-user": [
      "In a window that you close",
      "You can read in peace what the login service says, on a shared computer for example.",
      "Log out and read",
    ],
    local: [
      "Of this service only",
      "The login service still remembers you, so you get back in without a password.",
      "Log out only here",
    ],
  },
  seen: "What was seen",
  nothingSeen: "Nothing yet. Log out first, in one of the ways.",
  running: "The logout is open in a window of its own",
  runningText:
    "You have logged out of this service already. If the window stays open, close it and come back to this page.",
  outcomes: {
    confirmed: "You have logged out, also of the login service",
    unconfirmed: "You have logged out of this service, but the login service did not confirm it",
    local: "You have logged out of this service only",
  },
  evidence: {
    "hel:logout": "The page of the login service itself told that your login has ended.",
    redirect: "The login service sent the browser back to this service, as it does after a logout.",
    userinfo: "We asked the login service, and it does not accept your old login any more.",
    none: "We got no sign that your login has ended at the login service.",
  },
  localEvidence: "The login service was told nothing, as you asked.",
  windows: {
    "closed-by-us": "The window was closed for you.",
    "closed-by-user": "You closed the window yourself.",
    blocked: "The browser did not let the window open. You can go on on this page.",
    "timed-out": "Nothing was heard from the window in time.",
    open: "The window was left open to be read. If it is still open, close it when you are ready.",
    unknown: "The window may still be open. You can close it.",
  },
  confirmedAdvice: "If this is not your own device, close the browser too.",
  unconfirmedAdvice: "If this is not your own device, go on logging out, or close the browser.",
  goOnHere: "Go on logging out on this page",
  forDevelopers: "For developers",
  took: "Time taken",
  triesTitle: "Try what happens when something goes wrong",
  triesText: "Your login at this service ends in all of these.",
  tries: {
    short: [
      "A time limit of three seconds",
      "If the login service is slow, the page does not keep waiting for the window.",
    ],
    forged: [
      "A forged message",
      "This page claims several times a second that the logout succeeded. It is not believed, because it does not come from the window.",
    ],
    late: [
      "Window opened too late",
      "The page waits for six seconds, and the browser blocks the window. The page goes nowhere unless you go on yourself.",
    ],
    switches: [
      "Tunnistamo's logout page",
      "Choose whether the page works as today, as promised, isolated (COOP), slowly, or not at all. Concerns Tunnistamo.",
    ],
  },
  closeWindow: "You can close this window and go back to the service.",
  openSwitches: "Open the choices in a new tab",
};

export const logout = { fi, sv, en };
