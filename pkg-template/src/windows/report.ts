import type { Hearing } from "../hear.js";

/**
 * Tells whoever opened this window or frame what its URL is: by BroadcastChannel, by message, and by the storage event, where no token is
 * in the URL. Closes the window when asked to; calls back when nobody has asked for a while.
 */
export function report(
  hear: (name: string, call: (said: unknown) => void) => Hearing,
  url: string,
  state: string | undefined,
  nobody: () => void,
): void {
  const opened = opener ?? (parent === window ? null : parent);
  opened?.postMessage({ kirjaudu: url }, location.origin);
  if (!state) {
    nobody();
    return;
  }
  const name = `kirjaudu.${state}`;
  const timer = setTimeout(nobody, 2000);
  const hearing = hear(name, (said) => {
    if (said !== "close") return;
    clearTimeout(timer);
    close();
  });
  hearing.tell(url);
  // Tokens never stand in localStorage, not for a moment.
  if (/(id|access)_token=/.test(url)) return;
  try {
    localStorage.setItem(name, url);
    localStorage.removeItem(name);
  } catch {
    // Blocked: there are two more ways.
  }
}
