// The words in which the two services differ.

/**
 * @typedef {{ service: string, home: string, footer: string, hero: string, lead: string, places: string, place: string, back: string,
 *   reserveTitle: string, reserved: string, findPlace: string }} Words
 */

/** @type {Record<import("../service.js").Service, Record<"fi" | "sv" | "en", Words>>} */
export const services = {
  berths: {
    fi: {
      service: "Venepaikat",
      home: "Venepaikat",
      footer:
        "Venepaikat on keksitty palvelu, joka näyttää, miten kirjaudu-kirjasto toimii. Kaikki tiedot jäävät tälle laitteelle.",
      hero: "Varaa venepaikka kesäksi 2027",
      lead: "Paikkoja soutuveneille, purjeveneille ja moottoriveneille kaupungin satamissa. Kausi alkaa 1. toukokuuta.",
      places: "Satamien paikat",
      place: "Venepaikka",
      back: "Kaikki venepaikat",
      reserveTitle: "Varaa tämä paikka",
      reserved: "Paikka on varattu sinulle kaudeksi 2027.",
      findPlace: "Etsi vapaa paikka",
    },
    sv: {
      service: "Båtplatser",
      home: "Båtplatser",
      footer:
        "Båtplatser är en påhittad tjänst som visar hur biblioteket kirjaudu fungerar. Alla uppgifter stannar på den här enheten.",
      hero: "Boka en båtplats för sommaren 2027",
      lead: "Platser för roddbåtar, segelbåtar och motorbåtar i stadens hamnar. Säsongen börjar den 1 maj.",
      places: "Platser i hamnarna",
      place: "Båtplats",
      back: "Alla båtplatser",
      reserveTitle: "Boka den här platsen",
      reserved: "Platsen är bokad för dig för säsongen 2027.",
      findPlace: "Sök en ledig plats",
    },
    en: {
      service: "Berths",
      home: "Berths",
      footer:
        "Berths is an invented service that shows how the kirjaudu library works. Everything stays on this device.",
      hero: "Reserve a berth for summer 2027",
      lead: "Places for rowing boats, sailing boats and motor boats in the city's harbours. The season begins on 1 May.",
      places: "Places in the harbours",
      place: "Berth",
      back: "All berths",
      reserveTitle: "Reserve this berth",
      reserved: "The berth is reserved for you for the season 2027.",
      findPlace: "Find a free berth",
    },
  },
  storage: {
    fi: {
      service: "Talvisäilytys",
      home: "Paikat",
      footer:
        "Talvisäilytys on keksitty palvelu, joka näyttää, miten kirjaudu-kirjasto toimii. Kaikki tiedot jäävät tälle laitteelle.",
      hero: "Veneelle paikka talveksi 2027–2028",
      lead: "Lämpimiä ja kylmiä halleja sekä pihapaikkoja kaupungin telakoilla. Säilytyskausi alkaa 15. syyskuuta.",
      places: "Telakoiden paikat",
      place: "Säilytyspaikka",
      back: "Kaikki säilytyspaikat",
      reserveTitle: "Varaa tämä paikka",
      reserved: "Paikka on varattu sinulle talveksi 2027–2028.",
      findPlace: "Etsi vapaa paikka",
    },
    sv: {
      service: "Vinterförvaring",
      home: "Platser",
      footer:
        "Vinterförvaring är en påhittad tjänst som visar hur biblioteket kirjaudu fungerar. Alla uppgifter stannar på den här enheten.",
      hero: "En plats för båten vintern 2027–2028",
      lead: "Varma och kalla hallar samt platser utomhus på stadens båtvarv. Förvaringssäsongen börjar den 15 september.",
      places: "Platser på varven",
      place: "Förvaringsplats",
      back: "Alla förvaringsplatser",
      reserveTitle: "Boka den här platsen",
      reserved: "Platsen är bokad för dig för vintern 2027–2028.",
      findPlace: "Sök en ledig plats",
    },
    en: {
      service: "Winter storage",
      home: "Places",
      footer:
        "Winter storage is an invented service that shows how the kirjaudu library works. Everything stays on this device.",
      hero: "A place for your boat in winter 2027–2028",
      lead: "Heated and cold halls and places outdoors at the city's boatyards. The storage season begins on 15 September.",
      places: "Places at the boatyards",
      place: "Storage place",
      back: "All storage places",
      reserveTitle: "Reserve this place",
      reserved: "The place is reserved for you for winter 2027–2028.",
      findPlace: "Find a free place",
    },
  },
};
