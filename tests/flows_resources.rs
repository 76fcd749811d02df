//! Tokens for single resources by the refresh token: RFC 8707 2.2.
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

const A: &str = "https://a.example/api";
const B: &str = "https://b.example/api";

fn scene() -> Scene {
    Scene::new(json!({"apiTokens": {"kind": "resource"}}))
}

fn answers_with(scene: &Scene, name: &str, value: Value) {
    let mut body = json!({"access_token": "for-a", "token_type": "Bearer", "expires_in": 60});
    body[name] = value;
    scene.answer("token", Answer::json(200, &body));
}

fn forms(scene: &Scene) -> Vec<String> {
    let forms: Vec<_> = scene.host.requests().iter().filter_map(|request| request.form.map(String::from)).collect();
    scene.host.forget_requests();
    forms
}

#[test]
fn a_resource_and_a_part_of_the_scope_are_asked_for() {
    let scene = scene();
    let page = scene.sign_in();
    scene.host.forget_requests();
    answers_with(&scene, "refresh_token", json!("second"));
    let given = page.api_token(&json!({"resource": A, "scope": "read"})).end().unwrap();
    assert_eq!(given, json!({"tokens": {A: "for-a"}, "seconds": 60, "dpop": false}));
    let expected = "grant_type=refresh_token&client_id=berths&refresh_token=refresh-token-2-of-op.example\
                    &resource=https%3A%2F%2Fa.example%2Fapi&scope=read";
    assert_eq!(forms(&scene), [expected]);
    assert_eq!(session(&page).access_token.as_deref(), Some("access-token-1-of-op.example"));
    assert!(!page.memory().contains("for-a"), "expected the token in no record");
}

#[test]
fn g_15_the_next_one_uses_the_newest_refresh_token() {
    for slow in [false, true] {
        let scene = scene();
        let page = scene.sign_in();
        scene.host.world.slow.set(slow);
        scene.host.forget_requests();
        let mut used = Vec::new();
        for (resource, successor) in [(A, "second"), (B, "third"), (A, "fourth")] {
            answers_with(&scene, "refresh_token", json!(successor));
            page.api_token(&json!({"resource": resource})).end().unwrap();
            let [form] = &forms(&scene)[..] else { panic!("one request") };
            used.push(form.split('&').find_map(|pair| pair.strip_prefix("refresh_token=")).unwrap().to_owned());
        }
        assert_eq!(used, ["refresh-token-2-of-op.example", "second", "third"]);
        // The next page of this tab goes on with the last one.
        let page = scene.page();
        answers_with(&scene, "refresh_token", json!(null));
        page.api_token(&json!({"resource": A})).end().unwrap();
        assert!(forms(&scene)[0].contains("&refresh_token=fourth&"));
    }
}

#[test]
fn g_13_after_a_refusal_the_refresh_token_is_not_sent_again_since_it_may_be_used_up() {
    for error in ["invalid_target", "invalid_scope", "invalid_request", "access_denied", "unauthorized_client"] {
        let scene = scene();
        let page = scene.sign_in();
        scene.answer("token", Answer::json(400, &json!({"error": error})));
        let refused = page.api_token(&json!({"resource": A})).end().unwrap_err();
        let code = if error == "invalid_target" { Code::InvalidTarget } else { Code::TokenRefused };
        assert_eq!(refused.code(), code);
        assert_eq!(refused.details().provider.as_ref().unwrap().error, error);
        scene.host.forget_requests();
        answers_with(&scene, "refresh_token", json!(null));
        let error = page.api_token(&json!({"resource": A})).end().unwrap_err();
        assert_eq!((error.code(), error.details().field), (Code::AccessTokenUnavailable, "refresh_token"));
        assert!(forms(&scene).is_empty() && page.is_signed_in());
    }
}

#[test]
fn a_refresh_token_of_no_use_is_told_so_that_the_session_is_renewed() {
    let scene = scene();
    let page = scene.sign_in();
    scene.host.forget_requests();
    scene.answer("token", Answer::json(400, &json!({"error": "invalid_grant"})));
    for requests in [1, 0] {
        let error = page.api_token(&json!({"resource": A})).end().unwrap_err();
        assert_eq!((error.code(), error.details().field), (Code::AccessTokenUnavailable, "refresh_token"));
        // It is not sent a second time (RFC 9700 4.14.2).
        assert_eq!(forms(&scene).len(), requests);
    }
    assert!(page.is_signed_in());
    let scene = Scene::new(json!({"apiTokens": {"kind": "resource"}, "flow": "implicit"}));
    let error = scene.sign_in().api_token(&json!({"resource": A})).end().unwrap_err();
    assert_eq!(error.code(), Code::AccessTokenUnavailable);
}

#[test]
fn the_answer_is_checked_as_any_token_response() {
    for (name, value) in [("token_type", json!("mac")), ("expires_in", json!("soon")), ("access_token", json!(null))] {
        let scene = scene();
        let page = scene.sign_in();
        answers_with(&scene, name, value);
        assert!(page.api_token(&json!({"resource": A})).end().is_err(), "{name}");
        assert!(page.is_signed_in());
    }
}

#[test]
fn what_is_no_resource_is_refused_without_a_request() {
    let scene = scene();
    let page = scene.sign_in();
    scene.host.forget_requests();
    for resource in ["/api", "api.example", "https://a.example/#x", "https://a.example/#", "https://u@a.example/"] {
        let error = page.api_token(&json!({"resource": resource})).end().unwrap_err();
        assert_eq!((error.code(), error.details().field), (Code::ConfigInvalid, "resource"), "{resource}");
    }
    assert!(forms(&scene).is_empty());
}

#[test]
fn nobody_who_has_logged_out_meanwhile_gets_one() {
    let scene = scene();
    let page = scene.sign_in();
    answers_with(&scene, "refresh_token", json!("second"));
    scene.host.world.slow.set(true);
    let asked = json!({"resource": A});
    let operation = page.api_token(&asked);
    while operation.runs.get() < 2 {
        assert!(operation.run().is_none());
    }
    page.end();
    assert_eq!(operation.end().unwrap_err().code(), Code::NotSignedIn);
    assert!(!page.is_signed_in() && scene.host.stored("kirjaudu.session.").is_empty());
}
