// A session is one of three, told apart by `status`.
import type { Auth, AuthError, Claims, ReadyResult, Session, SignedOutReason } from "kirjaudu";
import { holds, type Same } from "./same.js";

declare const auth: Auth;

holds<Same<Session["status"], "loading" | "signed-out" | "signed-in">>();
holds<
  Same<
    SignedOutReason,
    | "never"
    | "logout"
    | "expired"
    | "login-failed"
    | "logout-elsewhere"
    | "ended-by-provider"
    | "idle"
    | "absolute"
    | "storage-lost"
  >
>();
holds<Same<typeof auth.session, Session<Claims>>>();

export function greeting(session: Session): string {
  // @ts-expect-error: nobody is known before the status is looked at
  session.claims;
  switch (session.status) {
    case "loading":
      // @ts-expect-error: no reason while loading
      session.reason;
      return "";
    case "signed-out":
      holds<Same<typeof session.reason, SignedOutReason>>();
      // @ts-expect-error: nobody is signed in
      session.claims;
      return session.error ? session.error.remedy : session.reason;
    case "signed-in":
      holds<Same<typeof session.claims.sub, string>>();
      holds<Same<typeof session.expiresAt, number>>();
      holds<Same<typeof session.scope, readonly string[]>>();
      holds<Same<typeof session.stale, boolean>>();
      // @ts-expect-error: why someone is signed out
      session.reason;
      return session.claims.sub;
  }
  // Every status was seen: no return is missing here.
}

export function readOnly(session: Session): void {
  if (session.status !== "signed-in") return;
  // @ts-expect-error: the session tells, it is not told
  session.expiresAt = 0;
  // @ts-expect-error: of the verified ID token, so not for writing
  session.claims.sub = "someone else";
  // @ts-expect-error: what was granted cannot be added to
  session.scope.push("email");
  // @ts-expect-error: signing in is what `login` is for
  auth.session = { status: "loading" };
}

export async function ready(): Promise<void> {
  const { session, callback }: ReadyResult = await auth.ready();
  holds<Same<typeof session, Session>>();
  if (!callback) return;
  holds<Same<typeof callback.kind, "login" | "logout" | "action">>();
  holds<Same<typeof callback.returnTo, string>>();
  holds<Same<typeof callback.appState, unknown>>();
  // @ts-expect-error: there is no such answer
  if (callback.kind === "popup") return;
}

export function events(): void {
  const end: () => void = auth.on("signed-in", (session) => {
    holds<Same<typeof session.status, "signed-in">>();
    return session.claims.sub;
  });
  auth.on("signed-out", ({ reason }) => holds<Same<typeof reason, SignedOutReason>>());
  auth.on("error", (error) => holds<Same<typeof error, AuthError>>());
  auth.on("login-elsewhere", () => auth.login({ mode: "silent" }));
  auth.on("session", (session) => holds<Same<typeof session, Session>>());
  auth.on("renewed", ({ status }) => holds<Same<typeof status, "signed-in">>());
  auth.on("ending", (soon) => soon?.endsAt.toFixed());
  // @ts-expect-error: there is no such event
  auth.on("refreshed", () => {});
  end();
}

/** As React's `useSyncExternalStore` takes it. */
export const store: [subscribe: (listener: () => void) => () => void, snapshot: () => Session] = [
  auth.subscribe,
  () => auth.session,
];
