//! One specification per file, as pure functions: a request builder and its response reader side by side. No I/O, no clock, no random
//! source, no JavaScript types.

pub mod authorization;
pub mod authorization_response;
pub mod discovery;
pub mod end_session;
pub mod id_token;
pub mod jwa;
pub mod jwk;
pub mod jws;
pub mod pkce;
pub mod response_type;
#[cfg(feature = "revocation")]
pub mod revocation;
#[cfg(feature = "shared-secret")]
pub mod shared_secret;
pub mod token;
#[cfg(feature = "userinfo")]
pub mod userinfo;
