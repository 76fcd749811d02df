//! What happens in which order: login, callback, session, logout, userinfo. Async over one small [`host::Host`]; no JavaScript types.

#[cfg(feature = "api-tokens")]
pub mod api_tokens;
pub mod callback;
pub mod choice;
pub mod client;
#[cfg(feature = "api-tokens")]
pub mod client_apis;
mod client_renewal;
pub mod clock;
pub mod host;
pub mod journal;
pub mod login;
pub mod logout;
pub mod memory;
pub mod pending;
pub mod proof;
pub mod provider;
pub mod record;
pub mod renew;
pub mod schedule;
pub mod session;
pub mod token_endpoint;
#[cfg(feature = "userinfo")]
pub mod userinfo;
pub mod verify;
