// What was typed into forms and not yet sent. It outlives every drawing of the page, and a login by redirect as its `appState`.

/** @type {Map<string, string>} */
const typed = new Map();

/** @param {string} field */
export const draftOf = (field) => typed.get(field) ?? "";

/** @param {string} field @param {string} text */
export function keepDraft(field, text) {
  typed.set(field, text);
}

export const drafts = () => ({ drafts: Object.fromEntries(typed) });

/** @param {unknown} appState what a login gave back: what `drafts` gave it, or nothing */
export function restoreDrafts(appState) {
  const kept = /** @type {Partial<ReturnType<typeof drafts>> | undefined} */ (appState)?.drafts ?? {};
  for (const [field, text] of Object.entries(kept)) keepDraft(field, String(text));
}
