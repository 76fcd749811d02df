// The HTML pages of the local providers. A person needs no script for any of them.
import { readFileSync } from "node:fs";
import { LANGUAGES, words } from "./languages.mjs";
import { PASSWORD, people } from "./people.mjs";
import { SWITCHES_PATH } from "./switches.mjs";
import { switchWords } from "./switches-words.mjs";

export const styleSheet = readFileSync(new URL("./pages.css", import.meta.url));

/**
 * The form; `failed` is true after a wrong password. `look` is the provider's own name and class, `methods` are those that the service
 * restricts the sign-in to.
 */
export function signInPage({ look, language, service, failed, username = "", methods = [], stylePath }) {
  const w = words[language];
  const error = failed ? `<p class="error" role="alert" id="error">${w.wrong}</p>` : "";
  const invalid = failed ? ` aria-invalid="true" aria-describedby="error"` : "";
  return page(
    { look, language, stylePath, title: w.signIn, switchable: true },
    `
    <h1>${w.signIn}</h1>
    <p class="service">${w.service} <strong>${asText(service)}</strong></p>
    ${methods.length ? `<p id="methods">${w.methods} <strong>${asText(methods.join(", "))}</strong></p>` : ""}
    ${error}
    <form method="post">
      <label for="username">${w.username}</label>
      <input id="username" name="username" autocomplete="username" autocapitalize="none" spellcheck="false" value="${asText(username)}"${invalid} required>
      <label for="password">${w.password}</label>
      <input id="password" name="password" type="password" autocomplete="current-password"${invalid} required>
      <div class="buttons">
        <button id="sign-in">${w.signIn}</button>
        <button id="cancel" class="secondary" name="cancel" value="yes" formnovalidate>${w.cancel}</button>
      </div>
    </form>
    <section class="hint" aria-labelledby="hint">
      <h2 id="hint">${w.hint}</h2>
      <p>${w.hintText} <code>${PASSWORD}</code>.</p>
      <ul>${Object.entries(people)
        .map(
          ([id, { name, ad_groups }]) => `
        <li><code>${id}</code> ${asText(name)}${ad_groups.length ? `, ${w.groups}` : ""}</li>`,
        )
        .join("")}
      </ul>
    </section>`,
  );
}

/** Asks before signing out, where the service has not proved who it is with an ID token. */
export function signOutPage({ look, language, stylePath, fields }) {
  const w = words[language];
  const hidden = Object.entries(fields).map(
    ([n, v]) => `<input type="hidden" name="${asText(n)}" value="${asText(v)}">`,
  );
  return page(
    { look, language, stylePath, title: w.signOut },
    `
    <h1>${w.signOutQuestion}</h1>
    <form method="post"><div class="buttons"><button id="kc-logout" name="confirmed" value="yes">${w.signOut}</button></div>${hidden.join("")}</form>`,
  );
}

/**
 * `returnTo` is a registered address or undefined. `upstream` is the service that the person may still be signed in at. `scriptPath` is
 * that of the script which tells the opener, if it is to be told.
 */
export function signedOutPage({ look, language, stylePath, returnTo, upstream, scriptPath }) {
  const w = words[language];
  const warning = upstream ? `<p id="upstream">${w.upstream.replace("{}", asText(upstream))}</p>` : "";
  const link = returnTo ? `<p><a id="return" href="${asText(returnTo)}">${w.back}</a></p>` : "";
  const script = scriptPath ? `<script src="${scriptPath}"></script>` : "";
  return page(
    { look, language, stylePath, title: w.signOut },
    `<h1>${w.signOut}</h1><p>${w.signedOut}</p>${warning}${link}${script}`,
  );
}

/**
 * OpenID Connect Front-Channel Logout 1.0, 3: a frame for each of the other services; the script goes on when all of them have loaded.
 * `goOn` is a registered address or undefined.
 */
export function frontChannelLogoutPage({ look, language, stylePath, scriptPath, frames, goOn }) {
  const w = words[language];
  const hidden = frames.map((src) => `<iframe src="${asText(src)}" title="${w.signOut}" hidden></iframe>`);
  const link = goOn ? `<p><a id="continue" href="${asText(goOn)}">${w.goOn}</a></p>` : "";
  return page(
    { look, language, stylePath, title: w.signOut },
    `<h1>${w.signOut}</h1><p>${w.signedOut} ${w.signingOutElsewhere}</p>${link}${hidden.join("")}<script src="${scriptPath}"></script>`,
  );
}

export function errorPage({ look, language, stylePath, error, description }) {
  const w = words[language];
  return page(
    { look, language, stylePath, title: w.failed },
    `
    <h1>${w.failed}</h1><p>${w.failedText}</p><p><code>${asText(error)}</code> ${asText(description ?? "")}</p>`,
  );
}

export function page({ look, language, stylePath, title, switchable }, content) {
  const w = words[language];
  const toSwitches = `<a href="${SWITCHES_PATH}?ui_locales=${language}">${switchWords[language].title}</a>`;
  const switcher = LANGUAGES.map(
    (l) =>
      `<a href="?ui_locales=${l}" lang="${l}" hreflang="${l}"${l === language ? ` aria-current="true"` : ""}>${words[l].name}</a>`,
  );
  return `<!doctype html>
<html lang="${language}">
  <head>
    <meta charset="utf-8">
    <meta name="viewport" content="width=device-width, initial-scale=1">
    <title>${title} – ${look.name}</title>
    <link rel="stylesheet" href="${stylePath}">
    <link rel="icon" href="data:,">
  </head>
  <body class="${look.className}">
    <a class="skip" href="#content">${w.skip}</a>
    <header>
      <p class="wordmark">${look.name}</p>
      ${switchable ? `<nav aria-label="${w.languages}">${switcher.join("")}</nav>` : ""}
    </header>
    <main id="content">${content}
    </main>
    <footer><p>${w.local}. ${toSwitches}</p></footer>
  </body>
</html>
`;
}

export function asText(text) {
  return String(text).replace(/[&<>"']/g, (c) => `&#${c.charCodeAt(0)};`);
}
