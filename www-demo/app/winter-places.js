// The places for boats on land, all invented.

/** @type {readonly import("./places.js").Place[]} */
export const winterPlaces = [
  {
    id: 5,
    site: "Vattuniemi",
    width: 3.5,
    length: 10,
    height: 4.2,
    price: 980,
    free: true,
    extras: ["heated", "electricity", "guarded"],
  },
  {
    id: 8,
    site: "Vattuniemi",
    width: 3,
    length: 8,
    height: 3.5,
    price: 640,
    free: false,
    extras: ["roof", "guarded"],
  },
  {
    id: 14,
    site: "Marjaniemi",
    width: 2.5,
    length: 6,
    height: 2.8,
    price: 260,
    free: true,
    extras: ["crane"],
  },
  {
    id: 19,
    site: "Puotila",
    width: 4,
    length: 12,
    height: 6,
    price: 455,
    free: true,
    extras: ["electricity", "crane"],
  },
];
