// How strongly a person has signed in: `acr` "1" as they usually do, "2" with a strong identification, which an application asks for
// with `acr_values=2` (OIDC Core 3.1.2.1).
import { interactionPolicy } from "oidc-provider";

export const ACR_VALUES = ["0", "1", "2"];

/** `amr` and `acr` of a sign-in that was asked for with these parameters. */
export function strengthOf(person, { acr_values: wanted = "" }) {
  return wanted.split(" ").includes(STRONG)
    ? { amr: ["suomi_fi"], acr: STRONG }
    : { amr: [person?.idp.keycloak], acr: "1" };
}

/** Level of assurance of a person's identity. */
export const loaOf = ({ loa }, acr) => (acr === STRONG ? "substantial" : loa);

/** A session that is weaker than asked for is not taken: the person signs in again, or `prompt=none` fails with `login_required`. */
export function askAgainForStronger(policy) {
  const { Check } = interactionPolicy;
  const isWeaker = ({ oidc }) =>
    Boolean(oidc.params.acr_values) && !oidc.params.acr_values.split(" ").some((acr) => acr <= oidc.acr);
  policy
    .get("login")
    .checks.add(
      new Check(
        "weaker",
        "a stronger sign-in was asked for",
        (ctx) => !ctx.oidc.result?.login && isWeaker(ctx),
      ),
    );
}

const STRONG = "2";
