// The sign-in form: shows it, checks what comes back, and tells oidc-provider who it was.
import { languageOf, serviceIn, words } from "./languages.mjs";
import { errorPage, signInPage } from "./pages.mjs";
import { PASSWORD, people } from "./people.mjs";

/**
 * @param {{ engine: object, look: { name: string, className: string }, stylePath: string, identify: (person: object, params: object) => object,
 *   methodsOf?: (params: object) => string[], headers: Record<string, string> }} options `identify` gives the `amr` and `acr` of a
 *   person's sign-in for these parameters of the request; `methodsOf` the names of the methods that they restrict it to.
 */
export function createSignIn({ engine, look, stylePath, identify, methodsOf, headers }) {
  let automatic;

  const html = (response, status, body) =>
    response
      .writeHead(status, {
        "content-type": "text/html; charset=utf-8",
        "cache-control": "no-store",
        ...headers,
      })
      .end(body);

  async function answer(request, response) {
    const { provider } = engine;
    const interaction = await provider.interactionDetails(request, response).catch(() => undefined);
    if (!interaction) {
      const language = languageOf({ acceptLanguage: request.headers["accept-language"] });
      return html(response, 400, errorPage({ look, language, stylePath, error: "login cookie not found" }));
    }
    const { params, prompt } = interaction;
    const language = languageOf({
      uiLocales: new URL(request.url, "http://localhost").searchParams.get("ui_locales") ?? params.ui_locales,
      acceptLanguage: request.headers["accept-language"],
    });
    const finish = (result) =>
      provider.interactionFinished(request, response, result, { mergeWithLastSubmission: true });
    const signIn = async (person) => {
      // Somebody else's session ends first; the library would ask about it on a page of its own.
      const before = interaction.session?.accountId;
      if (before && before !== person.sub) await engine.forgetPerson(interaction);
      return finish({ login: { accountId: person.sub, ...identify(person, params) } });
    };
    const cancel = () => finish({ error: "access_denied", error_description: words[language].cancelled });

    if (prompt.name === "consent") return finish({ consent: {} });
    if (automatic) return automatic === "cancel" ? cancel() : signIn(people[automatic]);

    const form = request.method === "POST" ? await readForm(request) : undefined;
    if (form?.has("cancel")) return cancel();
    const person = form && people[form.get("username").trim().toLowerCase()];
    if (person && form.get("password") === PASSWORD) return signIn(person);

    const client = await provider.Client.find(params.client_id);
    const username = form?.get("username") ?? params.login_hint;
    html(
      response,
      200,
      signInPage({
        look,
        language,
        service: serviceIn(language, client.clientName),
        failed: Boolean(form),
        username,
        methods: methodsOf?.(params),
        stylePath,
      }),
    );
  }

  return {
    answer,
    /** Signs in as this person ("aino", "bjorn", "kirsi") without showing the form; "cancel" presses its button; undefined shows it again. */
    autoLogin: (who) => {
      automatic = who;
    },
  };
}

/** Reads a posted form; `limit` in bytes, beyond which the answer is `undefined`. */
export async function readForm(request, limit = 131072) {
  const chunks = [];
  let size = 0;
  for await (const chunk of request) {
    size += chunk.length;
    if (size <= limit) chunks.push(chunk);
  }
  return size > limit ? undefined : new URLSearchParams(Buffer.concat(chunks).toString("utf8"));
}
