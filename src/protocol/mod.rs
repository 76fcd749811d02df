//! One specification per file, as pure functions: a request builder and its response reader side by side. No I/O, no clock, no random
//! source, no JavaScript types.

#[cfg(feature = "api-tokens")]
pub mod api_tokens;
pub mod authorization;
pub mod authorization_details;
pub mod authorization_response;
#[cfg(feature = "api-tokens")]
pub mod challenge;
pub mod discovery;
pub mod dpop;
pub mod end_session;
pub mod id_token;
pub mod jwa;
pub mod jwk;
pub mod jws;
pub mod par;
pub mod pkce;
pub mod response_type;
#[cfg(feature = "revocation")]
pub mod revocation;
#[cfg(feature = "shared-secret")]
pub mod shared_secret;
pub mod token;
#[cfg(feature = "api-tokens")]
pub mod uma;
#[cfg(feature = "userinfo")]
pub mod userinfo;
