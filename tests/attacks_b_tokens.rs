//! Attack table, part B: tokens in the callback that were not asked for, are missing, or have a strange lifetime.
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

use fake_host::*;

#[test]
fn b_21_an_access_token_that_was_not_asked_for_is_dropped() {
    let scene = Scene::new(json!({"flow": "implicit", "responseType": "id_token"}));
    let redirect = scene.login().with("access_token", "an-access-token-too-many").with("token_type", "Bearer");
    let page = scene.page();
    let record = accepted(&page, &redirect.url());
    assert!(record.access_token.is_none());
    assert_eq!(page.access_token(0).unwrap_err().code(), Code::AccessTokenUnavailable);
    assert!(!format!("{:?}", scene.host.storage()).contains("too-many"));
}

#[test]
fn b_21_a_token_that_was_asked_for_must_come() {
    for (options, missing) in [
        (json!({"flow": "implicit"}), "id_token"),
        (json!({"flow": "implicit"}), "access_token"),
        (json!({"flow": "hybrid", "responseType": "code id_token"}), "id_token"),
        (json!({"flow": "hybrid", "responseType": "code id_token"}), "code"),
        (json!({"flow": "hybrid", "responseType": "code token"}), "access_token"),
        (json!({"flow": "hybrid", "responseType": "code id_token token"}), "code"),
    ] {
        let scene = Scene::new(options.clone());
        let redirect = scene.login();
        scene.host.forget_requests();
        let error = rejected(&scene, &redirect.without(missing).url());
        assert_eq!((error.code(), error.details().field), (Code::ResponseIncomplete, missing), "{options}");
        assert!(scene.asked().is_empty());
    }
}

#[test]
fn b_23_in_the_code_flow_no_token_is_taken_from_the_url() {
    let tokens = Scene::implicit().login();
    for options in [json!({"flow": "code"}), json!({"flow": "code", "responseMode": "fragment"})] {
        for with_code in [true, false] {
            let scene = Scene::new(options.clone());
            let redirect = scene.login();
            scene.host.forget_requests();
            let mut downgraded = tokens.clone().with("state", &redirect.state());
            if with_code {
                downgraded = downgraded.with("code", &redirect.value("code"));
            }
            assert_eq!(rejected(&scene, &downgraded.url()).code(), Code::ResponseModeWrong, "{options}");
            let mut in_its_part = downgraded.with("state", &scene.login().state());
            in_its_part.fragment = redirect.fragment;
            scene.host.forget_requests();
            assert_eq!(rejected(&scene, &in_its_part.url()).code(), Code::ResponseModeWrong, "{options}");
            assert!(scene.asked().is_empty());
        }
    }
}

#[test]
fn b_24_expires_in_of_an_implicit_response() {
    for (text, seconds) in [("3600", 3600), ("99999999999999999999", 30 * 24 * 3600), ("1000000000", 30 * 24 * 3600)] {
        let scene = Scene::implicit();
        let redirect = scene.login().with("expires_in", text);
        assert_eq!(accepted(&scene.page(), &redirect.url()).expires_at, NOW + seconds, "{text}");
    }
    let scene = Scene::implicit();
    let redirect = scene.login().without("expires_in");
    assert_eq!(accepted(&scene.page(), &redirect.url()).expires_at, NOW + 300);
    for text in ["-5", "NaN", "", "1e9", "3600.5", "+1", "0x10", " 1"] {
        let scene = Scene::implicit();
        let error = rejected(&scene, &scene.login().with("expires_in", text).url());
        assert_eq!((error.code(), error.details().field), (Code::TokenResponseInvalid, "expires_in"), "{text}");
    }
}

#[test]
fn b_24_expires_in_of_a_token_response() {
    for (value, seconds) in [
        (json!(3600), 3600),
        (json!("3600"), 3600),
        (json!(0), 0),
        (json!(1_000_000_000), 30 * 24 * 3600),
        (json!(u64::MAX), 30 * 24 * 3600),
        (json!(null), 300),
    ] {
        let scene = Scene::code();
        let redirect = scene.login();
        let set = value.clone();
        scene.token_response(move |response| response["expires_in"] = set.clone());
        let page = scene.page();
        callback(&page, &redirect.url());
        match page.state() {
            State::SignedIn { .. } => assert_eq!(session(&page).expires_at, NOW + seconds, "{value}"),
            State::SignedOut { reason, .. } => assert!(reason == Reason::Expired && seconds == 0, "{value}"),
        }
    }
    for value in
        [json!(-5), json!("NaN"), json!(1e300), json!(3600.5), json!([3600]), json!(true), json!({}), json!("")]
    {
        let scene = Scene::code();
        let redirect = scene.login();
        let set = value.clone();
        scene.token_response(move |response| response["expires_in"] = set.clone());
        let error = rejected(&scene, &redirect.url());
        assert_eq!((error.code(), error.details().field), (Code::TokenResponseInvalid, "expires_in"), "{value}");
    }
}
