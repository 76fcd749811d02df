// What the page asked of a provider, as the provider saw it.

/** Requests that a script of the page sent, without those of the person's own way through the provider's pages. */
export function requestsOfPage(provider) {
  return provider.requests.map(({ endpoint }) => endpoint).filter((endpoint) => !OF_PERSON.has(endpoint));
}

/** From now on notes method, URL, headers and body of every request to the endpoint, and answers it as ever. */
export function record(provider, endpoint) {
  const recorded = [];
  provider.override(endpoint, (request, response, answer) => {
    const seen = { method: request.method, url: request.url, headers: request.headers, body: "" };
    recorded.push(seen);
    // Looks at the body on its way to the provider, which reads it itself.
    const { emit } = request;
    request.emit = function (event, ...details) {
      if (event === "data") seen.body += details[0];
      return emit.call(this, event, ...details);
    };
    return answer(request, response);
  });
  return recorded;
}

/** An answer upon which the browser stays where it is: Playwright would wait for the end of a navigation that is held. */
export const stay = (_request, response) => response.writeHead(204).end();

const OF_PERSON = new Set([
  "authorization",
  "resume",
  "signIn",
  "endSession",
  "style",
  "script",
  "switches",
  "other",
]);
