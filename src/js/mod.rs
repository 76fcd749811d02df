//! What JavaScript sees: convert, call one flow, convert back. No decisions.

pub mod host;
pub mod operations;
#[cfg(not(feature = "std"))]
mod runtime;
