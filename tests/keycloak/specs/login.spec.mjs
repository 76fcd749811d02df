// Signing in at a real Keycloak, and what it tells of the person.
import { expect, IN_FIREFOX_TOO, test } from "../setup/test.mjs";

test(
  "code with PKCE: a citizen's claims, and the response is checked against its iss",
  IN_FIREFOX_TOO,
  async ({ app, requests, keycloak, site }) => {
    await app.signIn();
    const { claims, scope } = await app.session();
    expect(claims).toMatchObject({
      iss: keycloak.issuer,
      aud: "exampleapp-ui",
      azp: "exampleapp-ui",
      typ: "ID",
      given_name: "Kaisa",
      email: "kansalainen@example.test",
      amr: ["suomi_fi"],
      loa: "substantial",
      acr: "1",
    });
    // Absent, and no empty list.
    expect(claims).not.toHaveProperty("ad_groups");
    expect(scope).toEqual(expect.arrayContaining(["openid", "profile", "email", "add-amr-and-loa-claims"]));

    const [asked] = requests.to("auth");
    expect(asked.url.searchParams.get("code_challenge_method")).toBe("S256");
    const { href } = await app.atStart();
    const answer = new URL(href).searchParams;
    expect(answer.get("iss")).toBe(keycloak.issuer);
    expect(answer.get("session_state")).toBe(claims.sid);
    expect(await app.href()).toBe(`${site.origin}/callback`);
    expect((await app.explain()).flow).toBe("code");
  },
);
