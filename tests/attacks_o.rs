//! Attack table, part O: robustness, as far as it shows without a browser.
#![cfg(not(target_family = "wasm"))]
#![allow(
    clippy::unwrap_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::string_slice,
    missing_docs,
    reason = "tests"
)]

mod fake_host;

use std::{fs, path::Path};

use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
use fake_host::*;
use kirjaudu::{
    base::{arena::Arena, config::Config, form, json::Json, secret::Secret, url::AbsoluteUrl},
    protocol::{
        authorization::LoginOptions, authorization_response::AuthorizationResponse, jwk::JwkSet, jws::UnverifiedJws,
    },
};

/// What no caller should hand in and some will.
fn hostile() -> Vec<String> {
    let long = 300_000;
    let mut texts: Vec<String> = [
        "",
        "\0",
        "\u{fffd}",
        "\u{feff}",
        "%",
        "%%%",
        "\u{10ffff}",
        "�\u{202e}",
        "{",
        "[",
        "\"",
        "null",
        "?",
        "#",
        "&",
        "=",
    ]
    .map(String::from)
    .into();
    texts.push("a".repeat(10_000_000));
    texts.push("\0".repeat(long));
    texts.push("[".repeat(long));
    texts.push(r#"{"a":"#.repeat(long / 5));
    texts.push("%41".repeat(long / 3));
    texts.push("&".repeat(long));
    texts.push("code=1&".repeat(long / 7));
    texts.push(".".repeat(long));
    texts.push("ä".repeat(long / 2));
    texts.push("https://".repeat(long / 8));
    texts
}

#[test]
fn o_01_readers_take_any_text() {
    for text in hostile() {
        let arena = Arena::default();
        let json = Json::parse(&arena, &text);
        assert!(json.is_err() || text.len() < 10);
        assert!(UnverifiedJws::parse(&arena, &text).is_err());
        let _url = AbsoluteUrl::parse(&text);
        if text.len() < 100_000 || !text.contains('&') {
            let _pairs = form::decode(&arena, &text);
        }
        for part in ["?", "#", ""] {
            let url = format!("{REDIRECT_URI}{part}{text}");
            let read = AuthorizationResponse::read(&arena, &url);
            assert!(!matches!(read, Ok(Some(_))) || text.contains("code="), "{part}");
        }
    }
    for bytes in [&b"\xff"[..], b"\xc3", b"\xed\xa0\x80", b"\"\xff\"", b"{\"\xed\xbf\xbf\":1}", b"\xef\xbb\xbf{}"] {
        // A text is UTF-8 already, so bytes come only out of a token.
        let token = format!("e30.{}.AA", URL_SAFE_NO_PAD.encode(bytes));
        assert!(UnverifiedJws::parse(&Arena::default(), &token).is_err(), "{bytes:?}");
    }
    for text in ["\u{feff}{}", "{\"\0\":1}", "\"\u{1f}\""] {
        assert!(Json::parse(&Arena::default(), text).is_err(), "{text:?}");
    }
    for text in [r#""\ud800""#, r#""\udc00""#, r#""\ud800\ud800""#, r#""\ud800A""#, r#"{"\udfff":1}"#] {
        assert!(Json::parse(&Arena::default(), text).is_err(), "{text}: a lone surrogate");
    }
}

#[test]
fn o_01_options_of_any_kind_are_refused_with_an_error() {
    for json in [
        json!(null),
        json!([]),
        json!("x"),
        json!(7),
        json!({}),
        json!({"issuer": {}}),
        json!({"issuer": "\0", "clientId": "\0", "redirectUri": "\0"}),
    ] {
        assert_eq!(
            Config::parse(&Arena::default(), &json.to_string()).unwrap_err().code(),
            Code::ConfigInvalid,
            "{json}"
        );
        let _options = LoginOptions::parse(&Arena::default(), json_of(&json));
        let _keys = JwkSet::read(json_of(&json));
    }
}

#[test]
fn o_01_a_client_works_after_anything_that_was_handed_in() {
    let scene = Scene::code();
    let page = scene.page();
    let redirect = scene.login();
    for text in hostile() {
        for url in [text.clone(), format!("{REDIRECT_URI}?{text}"), format!("{REDIRECT_URI}#code=1&state={text}")] {
            callback(&page, &url);
            assert!(matches!(page.state(), State::SignedOut { .. }));
        }
    }
    callback(&page, &redirect.url());
    assert!(page.access_token(0).is_ok());
    assert!(!page.reads("\0") && page.end().is_some());
}

#[test]
fn o_06_secrets_have_no_casual_comparison() {
    // `Secret` has no `==`: where it had one, both `Probe`s would answer and this would not compile.
    trait Comparable<Marker> {
        fn is_comparable() -> bool {
            false
        }
    }
    struct Equal;
    impl<T> Comparable<()> for T {}
    impl<T: PartialEq> Comparable<Equal> for T {}
    fn not_comparable<T: Comparable<Marker>, Marker>() -> bool {
        !T::is_comparable()
    }
    assert!(not_comparable::<Secret<'static>, _>());
    let secret = Secret::new("abc");
    assert!(secret.matches("abc"));
    for other in ["abd", "bbc", "ab", "abcd", "ABC", "", "abc\0"] {
        assert!(!secret.matches(other), "{other}");
    }
    assert_eq!(format!("{secret:?}"), "[redacted]");
}

#[test]
fn o_06_state_nonce_and_hashes_are_compared_in_constant_time() {
    let source = |path: &str| fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join("src").join(path)).unwrap();
    let id_token = source("protocol/id_token.rs");
    assert!(
        id_token.contains("nonce.matches(") && id_token.contains("equal_in_constant_time("),
        "nonce and token hashes"
    );
    assert!(source("flow/pending.rs").contains("equal_in_constant_time("), "state");
    let comparison = source("base/secret.rs");
    assert!(comparison.contains("black_box"), "expected the comparison to be kept from stopping early");
}
