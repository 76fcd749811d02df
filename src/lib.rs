//! kirjaudu: sign-in for browser single-page apps.
//!
//! The protocol work of the npm package of the same name, usable from Rust front ends as well. Layers, each of which uses only
//! itself and those to its left:
//!
//! ```text
//! base  <-  protocol  <-  flow  <-  browser  <-  js
//! ```
//!
//! | layer | holds |
//! |---|---|
//! | [`base`] | values: configuration, errors, secrets, JSON, URLs, HTTP messages as plain data |
//! | [`protocol`] | one specification per file, as pure functions: a request builder and its response reader side by side |
//! | [`flow`] | what happens in which order, over one small [`flow::host::Host`] trait |
//! | `browser` | that trait for a browser page: one web API per file (wasm only) |
//! | `js` | what JavaScript sees: convert, call one flow, convert back (wasm only) |
//!
//! No function below `browser` reads a clock or a random source: time and randomness are arguments.

#![cfg_attr(not(feature = "std"), no_std)]

extern crate alloc;

pub mod base;
pub mod flow;
pub mod protocol;

#[cfg(target_family = "wasm")]
pub mod browser;
#[cfg(target_family = "wasm")]
pub mod js;
