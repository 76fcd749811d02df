// Requests as the browser understands them, and answers as it would give them.

/**
 * @param {string} url
 * @param {RequestInit} init
 */
export async function described(url, init) {
  // The constructor refuses what `fetch` would refuse.
  const request = new Request(url, init);
  const { method, credentials, referrerPolicy, redirect, cache, keepalive, mode } = request;
  return {
    url: request.url,
    method,
    credentials,
    referrerPolicy,
    redirect,
    cache,
    keepalive,
    mode,
    headers: Object.fromEntries(request.headers),
    body: await request.text(),
    signal: init.signal instanceof AbortSignal && !init.signal.aborted,
    members: Object.keys(init).sort(),
  };
}

/**
 * @param {string} asked
 * @param {string | undefined} redirectedTo
 * @param {number} status
 * @param {string | null} contentType
 * @param {Uint8Array<ArrayBuffer>} body
 */
export function answer(asked, redirectedTo, status, contentType, body) {
  const response = new Response(body.slice(), { status });
  if (contentType !== null) response.headers.set("content-type", contentType);
  return from(asked, redirectedTo, response);
}

/**
 * An answer that breaks off while its body is read.
 *
 * @param {string} asked
 * @param {string} error
 */
export function broken(asked, error) {
  const response = new Response("half");
  response.arrayBuffer = () => Promise.reject(new DOMException("no", error));
  return from(asked, undefined, response);
}

/**
 * @param {string} asked
 * @param {string | undefined} redirectedTo
 * @param {Response} response
 */
function from(asked, redirectedTo, response) {
  const redirected = redirectedTo !== undefined;
  // A browser writes it its own way.
  const url = redirected ? redirectedTo : new URL(asked).href;
  return Object.defineProperties(response, { url: { value: url }, redirected: { value: redirected } });
}
