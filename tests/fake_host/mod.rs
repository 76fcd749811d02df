//! A page, its clock, its storage and its provider, played on the host: what the native tests run the flows on.
#![allow(
    dead_code,
    unreachable_pub,
    unused_imports,
    missing_docs,
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic,
    clippy::string_slice,
    clippy::missing_panics_doc,
    reason = "each test file uses a part of it, and a test that cannot go on has failed"
)]

pub mod bound;
pub mod host;
pub mod judge;
pub mod keys;
pub mod messages;
pub mod op;
pub mod page;
pub mod proofs;
pub mod pushed;
pub mod redirect;
pub mod refresh_tokens;
pub mod replay;
pub mod scene;
pub mod session;
pub mod signature;
pub mod world;

pub use bound::{bound, fails, key_names, nonces, proofs_of};
pub use host::FakeHost;
pub use judge::{accepted, failed, ignored, rejected};
pub use keys::SigningKey;
pub use kirjaudu::{base::codes::Code, flow::session::Reason};
pub use op::{Answer, Draft, Op, Place};
pub use page::{Begun, Leaving, Page, Renewed};
pub use proofs::{Dpop, SeenProof, thumbprint};
pub use redirect::{Redirect, parameter, parameters};
pub use refresh_tokens::RefreshTokens;
pub use scene::{CLIENT, ISSUER, NOW, REDIRECT_URI, Scene, callback, flows, json_of};
pub use serde_json::{Value, json};
pub use session::{Returned, Session, State, app_state, session, userinfo};
pub use world::{Randomness, Storage, count};

/// Keeps a text for as long as the tests run.
pub fn leak(text: &str) -> &'static str {
    Box::leak(text.into())
}
