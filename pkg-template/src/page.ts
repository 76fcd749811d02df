import { capture, type Owner } from "./capture.js";
import { asAuthError, type Core } from "./core.js";
import { plain, problem } from "./errors.js";
import { onThisOrigin } from "./redirect-uri.js";
import { SessionStore } from "./session-store.js";
import { tab } from "./stored.js";
import type * as T from "./types.js";

/** What all objects that `createAuth` makes for one client on this page share. */
export interface Page<C extends T.Claims> {
  store: SessionStore<C>;
  options: string;
}

/** The page's state of a client, made when it is first asked for: a response in the URL is then taken. */
export function pageOf<C extends T.Claims>(given: T.AuthOptions, load: () => Promise<Core>): Page<C> {
  const options = checked(given);
  const asText = plain("options", Object.entries(options).sort()) ?? "";
  const key = `${options.clientId} ${options.issuer}`;
  const page = (pages.get(key) ?? begin(options, asText, load)) as Page<C>;
  if (page.options !== asText) {
    // Two of them would write over one another's session.
    throw problem("config_invalid", "share one client", "options");
  }
  pages.set(key, page as Page<never>);
  return page;
}

const pages = new Map<string, Page<never>>();

function checked(given: T.AuthOptions): T.AuthOptions & Owner {
  if (!window.isSecureContext) throw problem("insecure_context", "use https or localhost");
  for (const field of ["issuer", "clientId", "redirectUri"] as const) {
    if (!given[field]?.length) throw problem("config_invalid", "give it to createAuth", field);
  }
  // Whatever is named so is a page of the application.
  const resolved = Object.entries(given).map(([field, value]: [string, unknown]) =>
    field.endsWith("edirectUri") && value
      ? [field, onThisOrigin(field, value as string | string[])]
      : [field, value],
  );
  return Object.fromEntries(resolved) as T.AuthOptions & Owner;
}

function begin(options: T.AuthOptions & Owner, asText: string, load: () => Promise<Core>): Page<never> {
  const store = new SessionStore<never>(options, load);
  const found = capture(location.href, options, tab);
  const taken = found?.kind === "return" && store.record ? undefined : found;
  if (taken) {
    // Before any router or analytics looks at the address; the history does not grow.
    history.replaceState(history.state, "", taken.clean);
    if (!store.record) store.become({ status: "loading" });
  }
  const handled = taken
    ? load().then((core) => core.handle(store, taken))
    : store.isShared
      ? store.run("start").then(() => ({}))
      : Promise.resolve({});
  store.ready = handled.catch((error: unknown) => {
    store.fail(asAuthError(error));
    return {};
  });
  // Not every browser can tell when it is idle.
  const idle = window.requestIdleCallback ?? setTimeout;
  // What can't be loaded now is complained about when it is needed; and tried once more when the network is back or somebody looks at the page.
  const prepare = () => {
    load().then(
      (core) => core.prepare(store),
      () => {
        for (const event of ["focus", "online"]) addEventListener(event, prepare, { once: true });
      },
    );
  };
  store.ready.then(() => idle(prepare));
  return { store, options: asText };
}
