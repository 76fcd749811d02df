import { problem } from "./errors.js";

/** The one of the given URIs (absolute, or paths of this origin) that is on this page's origin; without a path it gets `/`. */
export function onThisOrigin(option: string, given: string | readonly string[]): string {
  const all = [given].flat();
  const resolved = all.map(absolute);
  const found = resolved.find((uri) => uri?.startsWith(`${location.origin}/`));
  if (found) return found;
  throw problem("redirect_uri_not_on_this_origin", `add ${location.origin} to ${all}`, option);
}

function absolute(uri: string): string | undefined {
  try {
    return new URL(uri, location.origin).href;
  } catch {
    return undefined;
  }
}
