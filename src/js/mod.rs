//! What JavaScript sees: convert, call one flow, convert back. Decisions are made elsewhere.

mod engine;
mod out;
mod stateless;

#[cfg(not(feature = "std"))]
mod runtime;

pub use engine::Engine;
pub use stateless::{decode_jwt, parse_auth_response};
