// Claims: of one's own kind where one says so, and never those of a token that nobody verified.
import {
  type Auth,
  type Claims,
  createAuth,
  decodeJwt,
  type HelsinkiClaims,
  type Loaded,
  load,
  parseAuthResponse,
  type UnverifiedAuthResponse,
  type UnverifiedJwt,
} from "kirjaudu";
import { holds, type Same } from "./same.js";

interface TownClaims extends Claims {
  given_name: string;
  loa: "low" | "substantial";
}

const options = { issuer: "https://town.example", clientId: "spa", redirectUri: "/callback" };
const auth = createAuth<TownClaims>(options);
holds<Same<typeof auth, Auth<TownClaims>>>();
holds<Same<ReturnType<typeof createAuth>, Auth<Claims>>>();

// @ts-expect-error: claims have `sub`, `iss` and the others of an ID token
createAuth<{ given_name: string }>(options);

export async function own(): Promise<string> {
  const { session } = await auth.ready();
  if (session.status !== "signed-in") return "";
  holds<Same<typeof session.claims.loa, "low" | "substantial">>();
  // A claim that was not said to be there is unknown, and none is `any`.
  holds<Same<(typeof session.claims)["nickname"], unknown>>();
  auth.on("signed-in", ({ claims }) => holds<Same<typeof claims.given_name, string>>());
  return session.claims.given_name;
}

declare function letIn(claims: Claims): void;
declare const unverified: UnverifiedJwt<Claims>;

// @ts-expect-error: nobody verified this token
letIn(unverified);
// @ts-expect-error: nor can it be taken for one that was
export const verified: UnverifiedJwt<Claims> = { unverified: false, header: {}, payload: unverified.payload };
// @ts-expect-error: what it says of itself stays
unverified.unverified = true;

export async function decoded(token: string): Promise<void> {
  const plain = await decodeJwt(token);
  holds<Same<typeof plain, UnverifiedJwt<Record<string, unknown>>>>();
  holds<Same<typeof plain.unverified, true>>();
  // @ts-expect-error: a claim may be anything
  const name: string = plain.payload.name;
  const typed = await decodeJwt<{ name: string }>(token);
  holds<Same<typeof typed.payload.name, string>>();
  holds<Same<typeof typed.header, Record<string, unknown>>>();
  // @ts-expect-error: a token is text
  decodeJwt({ token, name });

  const loaded: Loaded = await load();
  holds<Same<typeof loaded, Loaded>>();
  holds<Same<ReturnType<typeof loaded.parseAuthResponse>, UnverifiedAuthResponse | undefined>>();
  letIn(
    // @ts-expect-error: nor by the synchronous function
    loaded.decodeJwt<Claims>(token),
  );
}

export async function response(url: URL): Promise<string | undefined> {
  const found = await parseAuthResponse(url);
  // @ts-expect-error: there may be none
  found.kind;
  if (!found) return undefined;
  holds<Same<typeof found.kind, "code" | "tokens" | "error">>();
  if (found.kind === "code") return found.code;
  if (found.kind === "error") return found.description ?? found.error;
  // @ts-expect-error: no error in a response with tokens
  found.error;
  holds<Same<typeof found.expiresIn, number | undefined>>();
  return found.accessToken;
}

const city = createAuth<HelsinkiClaims>(options);

export function cityClaims(): readonly string[] {
  const { session } = city;
  if (session.status !== "signed-in") return [];
  const { amr, loa, ad_groups } = session.claims;
  holds<Same<typeof amr, string[] | undefined>>();
  // @ts-expect-error: it depends on scopes whether there are any
  ad_groups.length;
  return [...(amr ?? []), loa ?? "low"];
}
