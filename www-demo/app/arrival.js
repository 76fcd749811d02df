// The way between the two services: the link to the other one, and what its link told when the person came here.
import { otherAddress } from "./service.js";

const LANGUAGE = "language";
const SIGNED_IN_AT = "signed-in-at";

/** The language, and the provider where the person is signed in at the other service; at most once per page load. */
export const arrival = take();

/** @param {{ language: string, signedInAt: string | undefined }} known */
export function linkToOtherService({ language, signedInAt }) {
  if (!URL.canParse(otherAddress)) return undefined;
  const link = new URL("/", otherAddress);
  link.searchParams.set(LANGUAGE, language);
  if (signedInAt) link.searchParams.set(SIGNED_IN_AT, signedInAt);
  return link.href;
}

// The address is cleaned at once, so that a reload or a bookmark is an ordinary visit.
function take() {
  const url = new URL(location.href);
  const language = url.searchParams.get(LANGUAGE);
  const signedInAt = url.searchParams.get(SIGNED_IN_AT);
  if (url.pathname === "/" && (language || signedInAt)) {
    url.searchParams.delete(LANGUAGE);
    url.searchParams.delete(SIGNED_IN_AT);
    history.replaceState(history.state, "", url);
    return { language, signedInAt };
  }
  return { language: null, signedInAt: null };
}
