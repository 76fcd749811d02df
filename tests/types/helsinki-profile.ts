// The client of the Helsinki profile: fields by name, results by status, codes without misspelling.

import { type AuthOptions, createAuth } from "kirjaudu";
import {
  gdprCode,
  HelsinkiProfileError,
  type HelsinkiProfileErrorCode,
  helsinkiProfileClient,
  type MeResult,
  type ProfileApiErrorCode,
  type ProfileAuth,
  type ProfileNode,
  profileApi,
  type VerifiedPersonalInformationNode,
} from "kirjaudu/helsinki-profile";
import { holds, type Same } from "./same.js";

declare const auth: ProfileAuth;
const profile = helsinkiProfileClient(auth, { ...profileApi("test"), language: () => "sv" });

declare const options: AuthOptions;
// What createAuth makes is what it takes.
helsinkiProfileClient(createAuth(options), profileApi("dev"));

export async function usual() {
  const me = await profile.me();
  if (me.status === "profile") {
    holds<Same<typeof me.profile.firstName, string>>();
    holds<Same<typeof me.errors, readonly []>>();
    holds<
      Same<
        keyof typeof me.profile,
        "firstName" | "lastName" | "nickname" | "language" | "primaryEmail" | "primaryPhone"
      >
    >();
    // @ts-expect-error: the schema allows it to be missing
    me.profile.primaryEmail.email;
    // @ts-expect-error: it was not asked for
    me.profile.verifiedPersonalInformation;
    // @ts-expect-error: neither was this, of what is below
    me.profile.primaryEmail?.id;
  }
  // @ts-expect-error: there may be no profile
  me.profile.firstName;
}

export async function chosen(): Promise<string> {
  const me = await profile.me({
    fields: {
      firstName: true,
      emails: { edges: { node: { email: true } } },
      verifiedPersonalInformation: { permanentAddress: { postalCode: true } },
    },
    signal: AbortSignal.timeout(5000),
    language: "en",
  });
  switch (me.status) {
    case "profile":
    case "no-verified-information":
    case "verified-information-withheld": {
      const email: string | undefined = me.profile.emails?.edges[0]?.node?.email;
      const code: string | undefined = me.profile.verifiedPersonalInformation?.permanentAddress?.postalCode;
      return `${me.profile.firstName} ${email} ${code}`;
    }
    case "no-profile":
    case "no-service-connection":
      holds<Same<typeof me.profile, null>>();
      return "";
    case "failed":
      return me.profile?.firstName ?? me.errors.map(({ message }) => message).join();
    default:
      // Nothing is left.
      return me satisfies never;
  }
}

export function selections() {
  // @ts-expect-error: the profile has no such field
  profile.me({ fields: { firstname: true } });
  // @ts-expect-error: nor has the e-mail address
  profile.me({ fields: { firstName: true, primaryEmail: { adress: true } } });
  // @ts-expect-error: what to ask of the e-mail address has to be said
  profile.me({ fields: { primaryEmail: true } });
  // @ts-expect-error: there is nothing below a name
  profile.me({ fields: { firstName: { value: true } } });
  // @ts-expect-error: the audience is needed, and that of production is not known here
  helsinkiProfileClient(auth, profileApi("prod"));
  helsinkiProfileClient(auth, { ...profileApi("prod"), audience: "as-agreed" });
  // @ts-expect-error: there is no stage
  profileApi("stage");
}

export async function queried() {
  const { data, errors } = await profile.query<{ myProfile: Pick<ProfileNode, "nickname"> | null }>(
    "query ($a: ID) { myProfile { nickname } }",
    { a: 1 },
  );
  holds<Same<typeof data, { myProfile: Pick<ProfileNode, "nickname"> | null } | null>>();
  const untyped = await profile.query("{ myProfile { nickname } }");
  holds<Same<typeof untyped.data, Record<string, unknown> | null>>();
  for (const { code, message, path, fieldName } of errors) {
    const text = String(code);
    if (code === "INSUFFICIENT_LOA_ERROR") holds<Same<typeof code, "INSUFFICIENT_LOA_ERROR">>();
    // @ts-expect-error: a misspelt code would never be met
    if (code === "PERMISION_DENIED_ERROR") return [];
    return [text, message, path, fieldName];
  }
  // @ts-expect-error: what came is not written over
  errors.push(errors[0]);
  return [];
}

holds<Same<string extends ProfileApiErrorCode ? "open" : "closed", "closed">>();
holds<Same<string extends HelsinkiProfileErrorCode ? "open" : "closed", "closed">>();
holds<Same<MeResult<ProfileNode>["profile"], ProfileNode | null>>();
holds<Same<VerifiedPersonalInformationNode["permanentAddress"] & null, null>>();

export async function code(): Promise<string | undefined> {
  try {
    return await gdprCode({ issuer: "https://id.example", redirectUri: "/callback.html", mode: "silent" });
  } catch (error) {
    if (error instanceof HelsinkiProfileError && error.code === "authorization_refused")
      return error.provider?.error;
    throw error;
  }
}

// @ts-expect-error: the issuer and the page to come back to are the caller's
gdprCode({ clientId: "profile-gdpr" });
