// The Helsinki profile: what was found, in plain words, and what the person can do about what was not.
import { logIn } from "../auth.js";
import { h } from "../dom.js";
import { askForProfile, connect, me } from "../fetched.js";
import { t } from "../language.js";
import { codeOf } from "./my-service.js";

export function profilePart() {
  const fetched = me();
  if ("loading" in fetched) return h("p", {}, t().myDetails.loading);
  if ("error" in fetched) {
    return h(
      "div",
      { id: "profile-result", class: "panel action", "data-result": "error" },
      h("p", {}, t().myDetails.unreachable),
      codeOf(fetched.error),
      button("again", t().myDetails.again, askForProfile),
    );
  }
  const { status, profile, errors } = fetched.value;
  return h(
    "div",
    { id: "profile-result", class: `panel ${LOOKS[status] ?? "unconfirmed"}`, "data-result": status },
    h("p", {}, t().myDetails.results[status]),
    profile && facts(profile),
    status === "failed" && errors.map(({ code }) => code && codeLine(String(code))),
    ACTIONS[status]?.(),
  );
}

/** @type {Partial<Record<string, string>>} */
const LOOKS = { profile: "", "no-verified-information": "", "no-profile": "" };

/** @type {Partial<Record<import("kirjaudu/helsinki-profile").MeResult<unknown>["status"], () => HTMLElement>>} */
const ACTIONS = {
  "no-service-connection": () => button("connect", t().myDetails.connect, connect),
  "verified-information-withheld": () =>
    button("strong", t().myDetails.strong, () => logIn({ acrValues: STRONG, returnTo: "/my-details" })),
  failed: () => button("again", t().myDetails.again, askForProfile),
};

/** @param {NonNullable<Extract<ReturnType<typeof me>, { value: unknown }>["value"]["profile"]>} profile */
function facts({ firstName, lastName, language, primaryEmail, primaryPhone, verifiedPersonalInformation }) {
  const w = t().myDetails;
  const address = verifiedPersonalInformation?.permanentAddress;
  const rows = [
    [w.name, `${firstName} ${lastName}`],
    [w.email, primaryEmail && [primaryEmail.email, primaryEmail.verified && `, ${w.verifiedEmail}`]],
    [w.phone, primaryPhone?.phone],
    [w.language, language && w.languages[language]],
    ...(verifiedPersonalInformation
      ? [
          [w.municipality, verifiedPersonalInformation.municipalityOfResidence],
          [w.address, address && `${address.streetAddress}, ${address.postalCode} ${address.postOffice}`],
        ]
      : []),
  ];
  return h(
    "dl",
    { class: "facts" },
    rows.map(([name, value]) => h("div", {}, h("dt", {}, name), h("dd", {}, value || w.unknown))),
  );
}

/** @param {string} id @param {string} text @param {() => void} onclick */
const button = (id, text, onclick) => h("button", { id: `profile-${id}`, class: "button", onclick }, text);

/** @param {string} code */
const codeLine = (code) => h("p", {}, t().myDetails.code, " ", h("code", {}, code));

/** `acr` of a strong identification. */
const STRONG = "2";
