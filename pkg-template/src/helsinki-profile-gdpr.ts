import { HelsinkiProfileError } from "./helsinki-profile-errors.js";

export interface GdprCodeOptions {
  /** Exact issuer identifier; its metadata is fetched (OIDC Discovery 1.0, 4), and `iss` of the answer is compared with it (RFC 9207). */
  issuer: string;
  /** The package's `callback.html`, registered for the client: a path of this origin, or absolute. */
  redirectUri: string;
  /** The client of the profile's backend. Default: `"profile-gdpr"`. */
  clientId?: string;
  /** `"popup"` (default): call it in the click itself. `"silent"`: hidden frame with `prompt=none`, for who is signed in at the provider. */
  mode?: "popup" | "silent";
  uiLocales?: string;
  loginHint?: string;
  /** Seconds that the provider is waited for: by default 10 in a frame, and 300 in a window. */
  timeout?: number;
  /** Gives up; the call then rejects with its reason. */
  signal?: AbortSignal;
}

/**
 * Obtains an authorization code that the backend of the Helsinki profile redeems: `authorizationCode` of `downloadMyProfile`,
 * `deleteMyProfile` and `deleteMyServiceData`. With `state` and without PKCE, as it is the backend's code (RFC 6749 4.1.1). The code is
 * neither redeemed nor kept here; it is good for about a minute. It is that of whoever is signed in at the provider, which this page can't see.
 *
 * Rejects with a {@link HelsinkiProfileError}: `popup_blocked`, `login_cancelled` when the person seems to have closed the window,
 * `frame_timed_out`, `authorization_refused` with the provider's words (`login_required` in a frame), `issuer_mismatch`, `response_invalid`,
 * `discovery_unreachable`, `discovery_invalid`, `config_invalid`, `script_unreachable`, `not_in_browser`; or with the reason of `signal`.
 */
export async function gdprCode(options: GdprCodeOptions): Promise<string> {
  const fail: Fail = (...about) => new HelsinkiProfileError(...about);
  if (typeof document === "undefined") throw fail("not_in_browser", "call it in the browser only");
  options.signal?.throwIfAborted();
  const isSilent = options.mode === "silent";
  // In the click itself: nothing is awaited before.
  const popup = isSilent ? null : open("", "_blank", "popup,width=480,height=680");
  if (!isSilent && !popup) throw fail("popup_blocked", "call it in the click itself");
  try {
    const { obtainCode } = await import("./helsinki-profile-code.js").catch(() => {
      throw fail("script_unreachable", "serve all files of the package");
    });
    return await obtainCode(options, popup, fail);
  } finally {
    popup?.close();
  }
}

/** Makes the error: there is one class, in the part that is loaded first. */
export type Fail = (...about: ConstructorParameters<typeof HelsinkiProfileError>) => HelsinkiProfileError;
