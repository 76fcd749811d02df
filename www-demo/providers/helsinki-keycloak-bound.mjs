// What a provider needs to bind tokens to keys (RFC 9449), and to take pushed requests (RFC 9126) and authorization details (RFC 9396).
import { randomBytes } from "node:crypto";

/**
 * Each provider has one of its own. `nonceRequired` may be changed; `grant` changes what is granted of the details that were asked for.
 *
 * @returns {{ nonceRequired: boolean, grant: (details: object[]) => object[], features: object, metadata: (par: string) => object,
 *   adjustPolicy: (policy: object) => void }}
 */
export function createBound() {
  const bound = {
    nonceRequired: true,
    grant: (details) => details,
    features: {
      dPoP: { enabled: true, nonceSecret: randomBytes(32), requireNonce: () => bound.nonceRequired },
      pushedAuthorizationRequests: { enabled: true },
      // oidc-provider takes authorization details only for a resource.
      resourceIndicators: {
        enabled: true,
        defaultResource: (ctx) => (ctx.oidc.params.authorization_details ? RESOURCE : undefined),
        useGrantedResource: () => true,
        getResourceServerInfo: () => ({ scope: "", accessTokenFormat: "opaque" }),
      },
      richAuthorizationRequests: {
        enabled: true,
        types: { prescriptions: { validate() {} } },
        authorizationDetailsForGrantSource: (ctx) => JSON.parse(ctx.oidc.params.authorization_details),
        authorizationDetailsForAccessToken: (_ctx, _token, source) => bound.grant(source.rar),
      },
    },
    metadata: (par) => ({
      dpop_signing_alg_values_supported: ["RS256", "ES256"],
      pushed_authorization_request_endpoint: par,
    }),
    // Services of the City do not ask for consent.
    adjustPolicy: (policy) => policy.get("consent").checks.remove("rar_prompt"),
  };
  return bound;
}

/** A client that may ask for such details. */
export const BOUND_CLIENT = {
  client_id: "prescriptions-ui",
  application_type: "web",
  grant_types: ["authorization_code", "refresh_token"],
  response_types: ["code"],
  authorization_details_types: ["prescriptions"],
};

const RESOURCE = "https://prescriptions.example/";
