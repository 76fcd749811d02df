// How people sign in to Tunnistamo: the identity providers behind it, by the ids that stand in `idp_hint` and `amr`.

export const METHODS = {
  heltunnistussuomifi: { name: "Suomi.fi" },
  helsinki_tunnus: { name: "Helsinki-tunnus" },
  helsinkiazuread: { name: "Helsinki AD" },
  // Tunnistamo can't sign anybody out of these.
  yletunnus: { name: "Yle", staysSignedIn: true },
  facebook: { name: "Facebook", staysSignedIn: true },
  google: { name: "Google", staysSignedIn: true },
  github: { name: "GitHub", staysSignedIn: true },
};

/** Those that `idp_hint`, a list with commas, restricts a sign-in to; none: no restriction. */
export function hintedMethods({ idp_hint = "" }) {
  return idp_hint.split(",").filter((id) => Object.hasOwn(METHODS, id));
}

/** A person signs in as ever, unless the service allows other methods only. */
export function methodOf({ idp }, params) {
  const hinted = hintedMethods(params);
  return hinted.length && !hinted.includes(idp.tunnistamo) ? hinted[0] : idp.tunnistamo;
}

/** The service that a person who signed in so may still be signed in at. */
export function upstreamOf(method) {
  const known = Object.hasOwn(METHODS, method) && METHODS[method];
  return known?.staysSignedIn ? known.name : undefined;
}
