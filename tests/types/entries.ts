// Both entries offer the same, so that one can be taken for the other.
import type * as main from "kirjaudu";
import type * as inline from "kirjaudu/inline";
import { holds, type Same } from "./same.js";

holds<Same<typeof inline, typeof main>>();
holds<Same<keyof typeof main, "AuthError" | "createAuth" | "decodeJwt" | "load" | "parseAuthResponse">>();
holds<Same<inline.Auth, main.Auth>>();
holds<Same<inline.AuthError, main.AuthError>>();
holds<Same<inline.AuthErrorCode, main.AuthErrorCode>>();

// @ts-expect-error: what the package is made of is no part of it
export type { loadCore } from "kirjaudu/core";
// @ts-expect-error: neither by a path
export type { operate } from "kirjaudu/engine.js";
