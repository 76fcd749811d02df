// The HTTP server in front of a local provider: counts requests, and lets a test hold, delay, replace or refuse them.
import { once } from "node:events";
import { createServer } from "node:http";

/**
 * Listens on the loopback interface and gives every request to `gate.answer`, which the caller sets before the first one arrives.
 *
 * @param {{ port?: number, nameOf: (path: string) => string, maxRequestLine?: number }} options
 *   `nameOf` turns a path into the endpoint's name, by which all controls address it.
 */
export async function openGate({ port = 0, nameOf, maxRequestLine = Infinity }) {
  const requests = [];
  const arrivals = new Set();
  const waits = new Map();
  const overrides = new Map();
  let outage;

  const gate = { answer: (_request, response) => response.writeHead(503).end() };

  // Node's own limit of 16 kB for all headers would refuse what the real providers accept.
  const server = createServer({ maxHeaderSize: 256 * 1024 }, async (request, response) => {
    const endpoint = nameOf(new URL(request.url, "http://localhost").pathname);
    requests.push({ endpoint, method: request.method, url: request.url, origin: request.headers.origin });
    for (const arrival of arrivals) arrival(endpoint);
    await waits.get(endpoint)?.();
    if (outage) return unavailable(request, response, outage);
    if (request.url.length > maxRequestLine) return response.writeHead(414).end();
    const override = overrides.get(endpoint);
    try {
      await (override ? override(request, response, gate.answer) : gate.answer(request, response));
    } catch (error) {
      console.error(error);
      if (!response.headersSent) response.writeHead(500);
      response.end();
    }
  });

  await listen(server, port);
  const boundPort = server.address().port;

  return Object.assign(gate, {
    port: boundPort,
    origin: `http://localhost:${boundPort}`,
    /** Every request so far, oldest first: `{ endpoint, method, url, origin }`. */
    requests,
    /** How many requests an endpoint has had; CORS preflights are not counted. */
    count: (endpoint) => requests.filter((r) => r.endpoint === endpoint && r.method !== "OPTIONS").length,
    forget: () => void requests.splice(0),
    /** Resolves when the next request to the endpoint has come in. */
    arrival: (endpoint) =>
      new Promise((resolve) => {
        const arrival = (name) => {
          if (name === endpoint && arrivals.delete(arrival)) resolve();
        };
        arrivals.add(arrival);
      }),
    /** Keeps requests to the endpoint waiting until the returned function is called. */
    hold: (endpoint) => {
      let open;
      const opened = new Promise((resolve) => (open = resolve));
      waits.set(endpoint, () => opened);
      return () => {
        waits.delete(endpoint);
        open();
      };
    },
    /** Answers the endpoint this many milliseconds later; 0 ends it. */
    delay: (endpoint, milliseconds) =>
      void (milliseconds
        ? waits.set(endpoint, () => new Promise((resolve) => setTimeout(resolve, milliseconds)))
        : waits.delete(endpoint)),
    /** Answers the endpoint by `(request, response, answer) => …`, where `answer` is the usual one; the returned function ends it. */
    override: (endpoint, handler) => {
      overrides.set(endpoint, handler);
      return () => void overrides.delete(endpoint);
    },
    /** "refuse": nobody listens on the port. A number: every answer has this status, with CORS headers only if `cors` is true. */
    goDown: async (how = 503, { cors = false } = {}) => {
      if (how === "refuse") return stop(server);
      outage = { status: how, cors };
    },
    comeUp: async () => {
      outage = undefined;
      if (!server.listening) await listen(server, boundPort);
    },
    close: () => stop(server),
  });
}

/** Thrown when the port is in use, so that the caller can say which setting changes it. */
export class PortBusy extends Error {
  constructor(port) {
    super(`port ${port} is in use by another program`);
    this.port = port;
  }
}

async function listen(server, port) {
  server.listen(port, "127.0.0.1");
  try {
    await once(server, "listening");
  } catch (error) {
    throw error.code === "EADDRINUSE" ? new PortBusy(port) : error;
  }
}

async function stop(server) {
  if (!server.listening) return;
  server.close();
  server.closeAllConnections();
  await once(server, "close");
}

/** The answer of a server in maintenance. */
export function unavailable(request, response, { status, cors }) {
  if (cors && request.headers.origin)
    response.setHeader("access-control-allow-origin", request.headers.origin);
  response.writeHead(status, { "content-type": "text/html; charset=utf-8", "retry-after": "120" });
  response.end(`<!doctype html><html lang="en"><title>${status}</title><h1>Service unavailable</h1></html>`);
}
