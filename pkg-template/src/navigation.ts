import { AuthError } from "./errors.js";

/**
 * Leaves the page, by address or by posting a form. The promise stays pending; it rejects with `login_cancelled` when the page comes back
 * out of the back/forward cache, so that no button stays busy for ever.
 */
export function leave({ url, form }: { url: string; form?: string }): Promise<never> {
  const never = new Promise<never>((_, reject) => {
    const back = ({ persisted }: PageTransitionEvent) => {
      // The first `pageshow` may be that of a page which is still loading.
      if (!persisted) return;
      removeEventListener("pageshow", back);
      const remedy = "offer the button again";
      reject(new AuthError({ code: "login_cancelled", phase: "authorize", remedy }));
    };
    addEventListener("pageshow", back);
  });
  if (form) post(url, form);
  else location.assign(url);
  return never;
}

function post(url: string, fields: string): void {
  const form = document.createElement("form");
  form.method = "post";
  form.action = url;
  new URLSearchParams(fields).forEach((value, name) => {
    const input = document.createElement("input");
    input.type = "hidden";
    input.name = name;
    input.value = value;
    form.append(input);
  });
  document.body.append(form);
  form.submit();
  // What was sent is not left for others to read.
  form.remove();
}
