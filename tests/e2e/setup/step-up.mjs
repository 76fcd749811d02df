// Requests for which an API wants a stronger or a more recent sign-in (RFC 9470), by redirect.
import { API } from "./apis.mjs";

/** Sends requests; why they failed, if they do while the page is there, is in `window.outcomes`. */
export function leave({ page }, ...urls) {
  return page.evaluate(
    ([addresses, audience]) => {
      window.outcomes ??= [];
      for (const address of addresses)
        window.app.auth
          .fetch(address, { auth: { audience } })
          .catch(({ code, acrValues }) => window.outcomes.push([code, acrValues]));
    },
    [urls, API],
  );
}

/** An API to which no sign-in is strong enough. */
export function neverContent(api) {
  api.override("/strong/me", (request, response, answer) => {
    if (request.method === "OPTIONS") return answer(request, response);
    const headers = {
      "access-control-allow-origin": "*",
      "access-control-expose-headers": "www-authenticate",
    };
    const challenge = 'Bearer error="insufficient_user_authentication", acr_values="2"';
    response.writeHead(401, { ...headers, "www-authenticate": challenge }).end();
  });
}
