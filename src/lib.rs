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
//! | `browser` | that trait for a Rust front end in a browser page: one web API per file (wasm with the feature `web`) |
//! | `js` | that trait as JavaScript plays it, and what JavaScript sees (wasm with the feature `npm`) |
//!
//! No function below `browser` reads a clock or a random source: time and randomness are arguments.

#![cfg_attr(not(feature = "std"), no_std)]

extern crate alloc;

pub mod base;
pub mod flow;
pub mod protocol;

#[cfg(all(target_family = "wasm", feature = "web"))]
pub mod browser;
#[cfg(all(target_family = "wasm", feature = "npm"))]
pub mod js;
