// The token endpoint of a local provider, under the control of a test.

/**
 * From now on notes the form of every request. Access tokens live `expiresIn` seconds as far as the page is told; `around` may answer in the
 * provider's place, or later, or throw the provider's answer away.
 */
export function tokenEndpoint(provider, { expiresIn } = {}) {
  const endpoint = {
    forms: [],
    around: (_form, answer) => answer(),
    /** Those that were sent, oldest first. */
    get refreshTokens() {
      return this.forms.map((form) => form.get("refresh_token")).filter(Boolean);
    },
  };
  provider.override("token", async (request, response, answer) => {
    let body = "";
    for await (const chunk of request) body += chunk;
    const form = new URLSearchParams(body);
    endpoint.forms.push(form);
    request.body = Object.fromEntries(form);
    if (expiresIn) shorten(response, expiresIn);
    await endpoint.around(form, () => answer(request, response), { request, response });
  });
  return endpoint;
}

/** An answer of a server that can't. */
export const failing =
  (status, headers = {}) =>
  (_form, _answer, { response }) =>
    response
      .writeHead(status, {
        "access-control-allow-origin": "*",
        "access-control-expose-headers": "retry-after",
        ...headers,
      })
      .end();

function shorten(response, seconds) {
  const { end } = response;
  response.end = function (body, ...rest) {
    if (response.statusCode !== 200) return end.call(this, body, ...rest);
    const answer = JSON.stringify({ ...JSON.parse(body), expires_in: seconds });
    response.setHeader("content-length", Buffer.byteLength(answer));
    return end.call(this, answer, ...rest);
  };
}
