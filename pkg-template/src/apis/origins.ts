import type { Client } from "./client.js";

/**
 * Whether tokens may go there (RFC 6750 5.3, RFC 9700 4.9.1). Both URLs are compared as the browser reads them, since that is where the request goes.
 * Throws an AuthError.
 */
export function allowed({ store, asError }: Client, url: string): void {
  const target = new URL(url);
  if (store.options.allowedOrigins?.some((entry) => holds(entry, target))) return;
  throw asError({
    code: "api_origin_not_allowed",
    phase: "api",
    field: "allowedOrigins",
    found: target.origin,
    remedy: "add it to allowedOrigins",
  });

  function holds(entry: string, { href }: URL): boolean {
    const place = parsed(entry);
    const isSafe = place && (place.protocol === "https:" || LOOPBACK.test(place.hostname));
    // Written otherwise than the browser reads it, it may mean something else than it seems to.
    if (
      !isSafe ||
      (entry !== place.origin && entry !== `${place.origin}${place.pathname.replace(/[^/]*$/, "")}`)
    )
      throw asError({
        code: "config_invalid",
        phase: "configure",
        field: "allowedOrigins",
        expected: "an https origin, or a URL that ends in a slash",
        found: entry,
        remedy: "correct this option of createAuth",
      });
    if (!href.startsWith(place.origin + place.pathname)) return false;
    // Servers may read an encoded slash as one, and be led out of the folder by it.
    return place.pathname === "/" || !/^[^?#]*%(2f|5c)/i.test(href);
  }
}

function parsed(url: string): URL | undefined {
  try {
    return new URL(url);
  } catch {
    return undefined;
  }
}

const LOOPBACK = /^(localhost|127(\.\d+){3}|\[::1\])$/;
