// The words of the page with a person's own details. The other languages have the same members as Finnish.

const fi = {
  title: "Omat tiedot",
  lead: "Näet, mitä kaupunki tietää sinusta. Tiedot haetaan erikseen, ja palvelu saa niistä vain sen, minkä se tarvitsee.",
  logIn: "Näet tietosi, kun olet kirjautunut.",
  otherProvider:
    "Tiedot ovat Helsinki-profiilissa, jonne pääsee vain Helsinki-tunnistuksella. Vaihda kirjautumistapaa sivulla Kirjautuminen.",
  profile: "Helsinki-profiili",
  loading: "Haetaan tietoja",
  arrived: "Vastaus on tullut",
  results: {
    profile: "Tietosi ovat tässä.",
    "no-profile": "Sinulla ei ole Helsinki-profiilia. Voit käyttää palvelua ilman sitäkin.",
    "no-service-connection":
      "Sinulla on Helsinki-profiili, mutta et ole antanut tälle palvelulle lupaa nähdä sitä.",
    "verified-information-withheld":
      "Väestötietojärjestelmän tietoja ei näytetä, koska kirjauduit ilman vahvaa tunnistautumista. Muut tietosi ovat tässä.",
    "no-verified-information":
      "Tietosi ovat tässä. Väestötietojärjestelmästä ei ole tallennettu sinusta mitään.",
    failed: "Kaikkia tietoja ei saatu. Vika ei ole sinussa. Yritä myöhemmin uudelleen.",
  },
  unreachable: "Helsinki-profiiliin ei saatu yhteyttä. Yritä hetken päästä uudelleen.",
  connect: "Anna lupa",
  strong: "Tunnistaudu vahvasti",
  again: "Hae uudelleen",
  name: "Nimi",
  email: "Sähköposti",
  verifiedEmail: "vahvistettu",
  phone: "Puhelin",
  language: "Asiointikieli",
  languages: { FINNISH: "suomi", SWEDISH: "ruotsi", ENGLISH: "englanti" },
  municipality: "Kotikunta",
  address: "Osoite",
  unknown: "ei tiedossa",
  queue: "Jonotuspaikka",
  queueText: "Paikkasi jonossa:",
  bills: "Laskut",
  billsText: "Laskujen näkemiseen tarvitaan vahva tunnistautuminen.",
  showBills: "Näytä laskut",
  strongBills:
    "Laskut näytetään, kun olet tunnistautunut vahvasti. Tunnistautuminen avautuu omaan ikkunaansa.",
  waitingBills: "Tunnistautuminen on auki omassa ikkunassaan",
  bill: "Lasku",
  amount: "Summa",
  due: "Eräpäivä",
  serviceFailed: "Palvelu ei vastannut odotetusti. Yritä hetken päästä uudelleen.",
  code: "Virhekoodi",
};

/** @type {typeof fi} */
const sv = {
  title: "Mina uppgifter",
  lead: "Här ser du vad staden vet om dig. Uppgifterna hämtas separat, och tjänsten får bara dem som den behöver.",
  logIn: "Du ser dina uppgifter när du har loggat in.",
  otherProvider:
    "Uppgifterna finns i Helsingforsprofilen, som bara nås med Helsingfors identifikation. Byt inloggningssätt på sidan Inloggning.",
  profile: "Helsingforsprofil",
  loading: "Uppgifterna hämtas",
  arrived: "Svaret har kommit",
  results: {
    profile: "Här är dina uppgifter.",
    "no-profile": "Du har ingen Helsingforsprofil. Du kan använda tjänsten också utan den.",
    "no-service-connection":
      "Du har en Helsingforsprofil, men du har inte gett den här tjänsten lov att se den.",
    "verified-information-withheld":
      "Uppgifter ur befolkningsdatasystemet visas inte, eftersom du loggade in utan stark identifiering. Dina övriga uppgifter är här.",
    "no-verified-information": "Här är dina uppgifter. Ur befolkningsdatasystemet har inget sparats om dig.",
    failed: "Alla uppgifter kunde inte hämtas. Felet är inte ditt. Försök igen senare.",
  },
  unreachable: "Helsingforsprofilen kunde inte nås. Försök igen om en stund.",
  connect: "Ge lov",
  strong: "Identifiera dig starkt",
  again: "Hämta igen",
  name: "Namn",
  email: "E-post",
  verifiedEmail: "bekräftad",
  phone: "Telefon",
  language: "Kontaktspråk",
  languages: { FINNISH: "finska", SWEDISH: "svenska", ENGLISH: "engelska" },
  municipality: "Hemkommun",
  address: "Adress",
  unknown: "inte känt",
  queue: "Köplats",
  queueText: "Din plats i kön:",
  bills: "Räkningar",
  billsText: "För att se räkningarna behövs stark identifiering.",
  showBills: "Visa räkningarna",
  strongBills:
    "Räkningarna visas när du har identifierat dig starkt. Identifieringen öppnas i ett eget fönster.",
  waitingBills: "Identifieringen är öppen i ett eget fönster",
  bill: "Räkning",
  amount: "Summa",
  due: "Förfallodag",
  serviceFailed: "Tjänsten svarade inte som väntat. Försök igen om en stund.",
  code: "Felkod",
};

/** @type {typeof fi} */
const en = {
  title: "My details",
  lead: "Here you see what the city knows about you. The details are fetched separately, and this service only gets what it needs.",
  logIn: "You see your details once you have logged in.",
  otherProvider:
    "The details are in the Helsinki profile, which only Helsinki identification gives access to. Change the way you log in on the page Login.",
  profile: "Helsinki profile",
  loading: "Fetching your details",
  arrived: "The answer has come",
  results: {
    profile: "Here are your details.",
    "no-profile": "You have no Helsinki profile. You can use the service without one.",
    "no-service-connection": "You have a Helsinki profile, but you have not allowed this service to see it.",
    "verified-information-withheld":
      "Details from the population register are not shown, because you logged in without strong identification. Your other details are here.",
    "no-verified-information":
      "Here are your details. Nothing from the population register is stored about you.",
    failed: "Not all details could be fetched. It is not your fault. Try again later.",
  },
  unreachable: "The Helsinki profile could not be reached. Try again in a moment.",
  connect: "Allow",
  strong: "Identify yourself strongly",
  again: "Fetch again",
  name: "Name",
  email: "Email",
  verifiedEmail: "confirmed",
  phone: "Phone",
  language: "Language of contact",
  languages: { FINNISH: "Finnish", SWEDISH: "Swedish", ENGLISH: "English" },
  municipality: "Municipality of residence",
  address: "Address",
  unknown: "not known",
  queue: "Place in the queue",
  queueText: "Your place in the queue:",
  bills: "Bills",
  billsText: "Seeing the bills takes strong identification.",
  showBills: "Show the bills",
  strongBills:
    "The bills are shown once you have identified yourself strongly. That opens in a window of its own.",
  waitingBills: "The identification is open in a window of its own",
  bill: "Bill",
  amount: "Amount",
  due: "Due",
  serviceFailed: "The service did not answer as expected. Try again in a moment.",
  code: "Error code",
};

export const details = { fi, sv, en };
