// Tokens for APIs: what may be asked for, and what comes back.
import {
  type ApiTokenStrategy,
  type Auth,
  AuthError,
  createAuth,
  type FetchAuth,
  type TokenOptions,
} from "kirjaudu";
import { holds, type Same } from "./same.js";

declare const auth: Auth;

const base = { issuer: "https://op.example", clientId: "c", redirectUri: "/callback" };
createAuth({
  ...base,
  apiTokens: { kind: "uma-ticket", permission: "#access" },
  allowedOrigins: ["https://api.example"],
});
createAuth({
  ...base,
  apiTokens: { kind: "tunnistamo", url: "https://t.example/api-tokens/" },
  stepUp: "popup",
});
createAuth({ ...base, apiTokens: { kind: "resource" } });
// @ts-expect-error: its address is part of it
createAuth({ ...base, apiTokens: { kind: "tunnistamo" } });
// @ts-expect-error: a list
createAuth({ ...base, allowedOrigins: "https://api.example" });
// @ts-expect-error: false is for one request only
createAuth({ ...base, stepUp: false });
holds<Same<ApiTokenStrategy["kind"], "access-token" | "uma-ticket" | "tunnistamo" | "resource">>();

export async function call(): Promise<string> {
  const init: RequestInit & { auth: FetchAuth } = {
    method: "POST",
    auth: { audience: "a", headers: { "X-Authorization": { audience: "b" } }, stepUp: false },
  };
  const reply = await auth.fetch(new URL("https://api.example/"), init);
  holds<Same<typeof reply, Response>>();
  await auth.fetch(new Request("https://api.example/"));
  // @ts-expect-error: headers hold options, not tokens
  await auth.fetch("https://api.example/", { auth: { headers: { "X-Authorization": "token" } } });
  return auth.accessToken({ audience: "a", minValidity: 30 } satisfies TokenOptions);
}

export function wanted(error: unknown): { acrValues?: string; maxAge?: number } {
  if (!(error instanceof AuthError) || error.code !== "step_up_required") return {};
  const { acrValues, maxAge } = error;
  return { ...(acrValues && { acrValues }), ...(maxAge !== undefined && { maxAge }) };
}
