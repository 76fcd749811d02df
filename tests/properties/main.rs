//! Properties of every reader of text from outside, on generated input: it never panics, what it takes it takes rightly
//! (compared with another reader), and what must be refused is refused. PROPTEST_CASES sets the number of cases.
#![cfg(not(target_family = "wasm"))]
#![allow(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    clippy::string_slice,
    reason = "helpers of tests, outside of functions marked as tests"
)]

mod base64url;
mod challenge;
mod documents;
mod form;
mod json;
mod json_refused;
mod jwt;
mod response;
mod url;

use proptest::prelude::*;

/// Failing input is printed; it is not kept in files beside the code, but becomes a test of its own.
fn config() -> ProptestConfig {
    ProptestConfig { failure_persistence: None, ..ProptestConfig::default() }
}

/// Text with everything in it that a parser might trip over, more often than chance would put it there.
fn hostile_text() -> impl Strategy<Value = String> {
    let piece = prop_oneof![
        4 => any::<char>().prop_map(String::from),
        4 => "[ -~]{1,4}",
        2 => proptest::sample::select(HOSTILE).prop_map(String::from),
    ];
    proptest::collection::vec(piece, 0..16).prop_map(|pieces| pieces.concat())
}

const HOSTILE: &[&str] = &[
    "\0", "\u{feff}", "\u{2028}", "\u{202e}", "\u{fffd}", "ä", "𝄞", "%", "%2", "%2B", "%00", "%ff", "+", "&", "&&",
    "=", "?", "#", "//", "\\", "..", ".", "[", "]", "{", "}", "\"", "\\u0000", "\\ud800", "-", "1e999", "null", "://",
    "@", ":", "\r\n", "\t",
];
