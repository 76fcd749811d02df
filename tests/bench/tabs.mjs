// How often the tabs of one person refresh their tokens, at a provider that takes the second use of a refresh token for theft.
import { versionOf } from "./libraries.mjs";
import { startTabsProvider } from "./tabs-provider.mjs";
import { open, signIn } from "./visit.mjs";

/**
 * Seconds that a token lives as far as the page is told, chosen so that an hour passes quickly: `hour` is how many seconds stand for one of
 * 5-minute tokens. kirjaudu renews when 70 to 80 % of a short token's life are over, so everything is a thirtieth. The others do it a minute ahead
 * of the end however short a token lives, so that one of 70 seconds is renewed after 10, which stand for 240.
 */
const BY_PART_OF_LIFE = { expiresIn: 10, hour: 120 };
const BY_THE_MINUTE = { expiresIn: 70, hour: 150 };

const subjects = [
  { name: "kirjaudu", title: 'kirjaudu, storage "session"', storage: "session", ...BY_PART_OF_LIFE },
  { name: "kirjaudu", title: 'kirjaudu, storage "shared"', storage: "shared", ...BY_PART_OF_LIFE },
  { name: "oidc-client-ts", title: versionOf("oidc-client-ts"), ...BY_THE_MINUTE },
  { name: "auth0-spa-js", title: versionOf("@auth0/auth0-spa-js"), isAuth0: true, ...BY_THE_MINUTE },
];

/** Every subject with every number of tabs. */
export const tabsApps = subjects.flatMap((subject) =>
  [1, 5, 20].map((tabs) => ({
    ...subject,
    tabs,
    app: `tabs-${subject.name}.js`,
    folder: `tabs-${subject.name}-${subject.storage ?? "local"}-${tabs}`,
    clientId: "exampleapp-ui",
    // Milliseconds between two requests of a tab to an API. The tabs are used in turn, half a minute between two requests: as many tabs as in
    // a real hour want a token at the same moment, not as many as in a short one.
    askEvery: (tabs * subject.hour * 1000) / 120,
  })),
);

/** All at the same time, each in a browser that knows nothing yet; by app. */
export async function tabsRefreshes(browser, site) {
  const provider = await startTabsProvider(site, tabsApps);
  for (const app of tabsApps) {
    const { storage, askEvery } = app;
    site.serve(app.folder, { ...site.configuration(app), issuer: provider.issuer, storage, askEvery });
  }
  const contexts = [];
  try {
    const people = await Promise.all(
      tabsApps.map(async (app) => {
        const context = await browser.newContext();
        contexts.push(context);
        return { app, pages: await openTabs(context, site, app) };
      }),
    );
    await provider.measured();
    const results = await Promise.all(
      people.map(async ({ app, pages }) => {
        const counted = provider.refreshes(app);
        return [app, { ...counted, signedOut: await signedOut(pages, provider) }];
      }),
    );
    return new Map(results);
  } finally {
    await Promise.all(contexts.map((context) => context.close()));
    await provider.close();
  }
}

async function openTabs(context, site, app) {
  const pages = [];
  while (pages.length < app.tabs) {
    const page = await context.newPage();
    await open({ page }, site, app);
    // A tab that has nothing in common with the others signs in by itself.
    if (await page.evaluate(() => !!window.bench.login)) await signIn({ page }, site, app);
    pages.push(page);
  }
  return pages;
}

// How many tabs have no token that the provider takes.
async function signedOut(pages, provider) {
  const tokens = await Promise.all(
    pages.map((page) => page.evaluate(() => window.bench.accessToken().catch(() => undefined))),
  );
  const taken = await Promise.all(tokens.map((token) => token && provider.takes(token)));
  return taken.filter((isTaken) => !isTaken).length;
}
