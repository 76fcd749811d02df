import type { AuthErrorInit } from "./errors.js";

/** The person does not want it any more. */
export const cancelled: AuthErrorInit = {
  code: "login_cancelled",
  phase: "authorize",
  remedy: "offer the button again",
};

/**
 * Leaves the page, by address or by posting a form. The promise stays pending; it rejects with what makes a `login_cancelled` when the page
 * comes back out of the back/forward cache, so that no button stays busy for ever.
 */
export function leave(request: { url: string; form?: string }): Promise<never> {
  const never = new Promise<never>((_, reject) => {
    const back = ({ persisted }: PageTransitionEvent) => {
      // The first `pageshow` may be that of a page which is still loading.
      if (!persisted) return;
      removeEventListener("pageshow", back);
      reject(cancelled);
    };
    addEventListener("pageshow", back);
  });
  send(request);
  return never;
}

/** Sends a window to an address, or a form to the window. */
export function send({ url, form }: { url: string; form?: string }, target: Window = window): void {
  if (!form) {
    // The page stays in the history, an empty window doesn't.
    if (target === window) location.assign(url);
    else target.location.replace(url);
    return;
  }
  const element = document.createElement("form");
  element.method = "post";
  element.action = url;
  if (target !== window) element.target = target.name;
  new URLSearchParams(form).forEach((value, name) => {
    const input = document.createElement("input");
    input.type = "hidden";
    input.name = name;
    input.value = value;
    element.append(input);
  });
  document.body.append(element);
  element.submit();
  // What was sent is not left for others to read.
  element.remove();
}
