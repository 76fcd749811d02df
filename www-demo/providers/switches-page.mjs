// The page on which a person sets the switches of a local provider: a plain form, without script.
import { languageOf } from "./languages.mjs";
import { asText, page } from "./pages.mjs";
import { readForm } from "./sign-in.mjs";
import { SWITCHES } from "./switches.mjs";
import { switchWords } from "./switches-words.mjs";

/** Shows the form, and keeps what was sent with it. */
export function createSwitchesPage({ switches, look, stylePath, headers }) {
  return async (request, response) => {
    const url = new URL(request.url, "http://localhost");
    const language = languageOf({
      uiLocales: url.searchParams.get("ui_locales") ?? "",
      acceptLanguage: request.headers["accept-language"],
    });
    if (request.method === "POST") {
      const form = await readForm(request);
      if (form?.has("reset")) switches.reset();
      else if (form) keep(form, switches);
      url.searchParams.set("saved", "yes");
      return response.writeHead(303, { location: url.pathname + url.search }).end();
    }
    response
      .writeHead(200, {
        "content-type": "text/html; charset=utf-8",
        "cache-control": "no-store",
        ...headers,
      })
      .end(html({ switches, look, language, stylePath, saved: url.searchParams.has("saved") }));
  };
}

// A value that is none stays unset: the form offers only proper ones.
function keep(form, switches) {
  for (const [name, { initial, allows }] of Object.entries(SWITCHES)) {
    if (!(name in switches.values)) continue;
    const sent = form.get(name);
    const value =
      typeof initial === "boolean" ? sent !== null : typeof initial === "number" ? Number(sent) : sent;
    if (allows(value)) switches.set({ [name]: value });
  }
}

function html({ switches, look, language, stylePath, saved }) {
  const w = switchWords[language];
  const fields = Object.entries(switches.values).map(([name, value]) => field(name, value, w));
  return page(
    { look, language, stylePath, title: w.title, switchable: true },
    `
    <h1>${w.title}</h1>
    <p class="service">${w.about}</p>
    ${saved ? `<p role="status">${w.saved}</p>` : ""}
    <form method="post">${fields.join("")}
      <div class="buttons">
        <button id="save">${w.save}</button>
        <button id="reset" class="secondary" name="reset" value="yes" formnovalidate>${w.reset}</button>
      </div>
    </form>`,
  );
}

function field(name, value, w) {
  const text = w[name];
  const { choices } = SWITCHES[name];
  if (choices) {
    const options = choices.map(
      (choice) =>
        `<option value="${choice}"${choice === value ? " selected" : ""}>${asText(text.choices[choice])}</option>`,
    );
    return `
      <label for="${name}">${text.label}</label>
      <select id="${name}" name="${name}">${options.join("")}</select>`;
  }
  if (typeof value === "number")
    return `
      <label for="${name}">${text.label}</label>
      <input id="${name}" name="${name}" type="number" min="0" max="600000" step="1" value="${value}" required>`;
  return `
      <label class="tick"><input id="${name}" name="${name}" type="checkbox"${value ? " checked" : ""}> ${text.label}</label>`;
}
