//! `browser` and `js` in a real page: what the host of the native tests only plays.
#![cfg(target_family = "wasm")]
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    unreachable_pub,
    missing_docs,
    reason = "tests"
)]

mod clocks;
mod decoding;
mod digests;
mod fetch_answers;
mod fetch_requests;
mod framed;
mod host_answers;
mod hostile;
mod operations;
mod operations_sign_in;
mod randomness;
mod replay;
mod sign_in;
mod signatures;
mod stand_ins;
mod storage;

wasm_bindgen_test::wasm_bindgen_test_configure!(run_in_browser);
