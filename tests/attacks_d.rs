//! Attack table, part D: the token endpoint.
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

use fake_host::{redirect::form, *};
use kirjaudu::base::error::Error;

/// A code flow whose token endpoint answers so.
fn rejected_answer(answer: Answer) -> Error {
    let scene = Scene::code();
    let redirect = scene.login();
    scene.answer("token", answer);
    scene.host.forget_requests();
    let error = rejected(&scene, &redirect.url());
    assert_eq!(scene.asked(), ["/token"], "expected the code to be sent once");
    error
}

/// A code flow whose token response is changed so.
fn rejected_response(change: impl Fn(&mut Value) + 'static) -> Error {
    let scene = Scene::code();
    let redirect = scene.login();
    scene.token_response(change);
    rejected(&scene, &redirect.url())
}

#[test]
fn d_01_what_is_no_token_response_is_refused() {
    let refused = |status, body: Value| rejected_answer(Answer::json(status, &body));
    assert_eq!(rejected_answer(Answer::html(200)).code(), Code::TokenResponseInvalid);
    assert_eq!(rejected_answer(Answer::html(500)).code(), Code::TokenRefused);
    assert_eq!(rejected_answer(Answer::json(200, &json!([]))).code(), Code::TokenResponseInvalid);
    assert_eq!(refused(200, json!({"error": "invalid_client"})).code(), Code::TokenRefused);
    assert_eq!(refused(200, json!({"error": "invalid_grant"})).code(), Code::InvalidGrant);
    assert_eq!(refused(400, json!({"error": "invalid_grant"})).code(), Code::InvalidGrant);
    let error = refused(
        400,
        json!({"error": "invalid_request", "error_description": "a\u{7}b", "error_uri": "https://op.example/e"}),
    );
    assert_eq!(error.code(), Code::TokenRefused);
    let words = error.details().provider.as_ref().unwrap();
    assert_eq!((words.error.as_str(), words.description.as_deref()), ("invalid_request", Some("ab")));
    // Tunnistamo's own words, when the session behind a refresh token has ended.
    let error = refused(400, json!({"error": "Session not found or expired", "error_description": null}));
    let words = error.details().provider.as_ref().unwrap();
    assert_eq!((words.error.as_str(), words.description.as_deref()), ("Session not found or expired", None));
    assert_eq!(error.code(), Code::TokenRefused);
    let tokens = json!({"access_token": "a", "token_type": "Bearer", "id_token": "x.y.z"});
    for status in [201, 204, 400, 401, 500] {
        assert_eq!(refused(status, tokens.clone()).code(), Code::TokenRefused, "{status}");
    }
    for (name, value) in [
        ("access_token", json!(null)),
        ("access_token", json!(7)),
        ("id_token", json!({})),
        ("access_token", json!(["a"])),
    ] {
        let set = value.clone();
        let error = rejected_response(move |response| response[name] = set.clone());
        assert_eq!((error.code(), error.details().field), (Code::TokenResponseInvalid, name), "{value}");
    }
    let twice = Answer::Http(
        200,
        "application/json",
        br#"{"access_token":"a","access_token":"b","token_type":"Bearer"}"#.into(),
    );
    assert_eq!(rejected_answer(twice).code(), Code::TokenResponseInvalid);
}

#[test]
fn d_02_only_bearer_tokens_in_any_case() {
    for token_type in [
        json!("mac"),
        json!("dpop"),
        json!("DPoP"),
        json!("N_A"),
        json!(""),
        json!("bearer "),
        json!(null),
        json!(["Bearer"]),
    ] {
        let set = token_type.clone();
        let error = rejected_response(move |response| response["token_type"] = set.clone());
        assert_eq!((error.code(), error.details().field), (Code::TokenResponseInvalid, "token_type"), "{token_type}");
    }
    for token_type in ["bearer", "BEARER", "Bearer", "bEaReR"] {
        let scene = Scene::code();
        let redirect = scene.login();
        scene.token_response(move |response| response["token_type"] = json!(token_type));
        accepted(&scene.page(), &redirect.url());
        let scene = Scene::implicit();
        accepted(&scene.page(), &scene.login().with("token_type", token_type).url());
    }
    for token_type in ["mac", "", "dpop"] {
        let scene = Scene::implicit();
        let error = rejected(&scene, &scene.login().with("token_type", token_type).url());
        assert_eq!((error.code(), error.details().field), (Code::TokenResponseInvalid, "token_type"));
    }
    let scene = Scene::implicit();
    assert_eq!(rejected(&scene, &scene.login().without("token_type").url()).code(), Code::TokenResponseInvalid);
}

#[test]
fn d_03_a_redirect_is_not_followed() {
    let scene = Scene::code();
    accepted(&scene.page(), &scene.login().url());
    let token_request = scene.host.requests().pop().unwrap();
    assert!(!token_request.follow_same_origin, "expected the host to be told to follow none");
    for status in [301, 302, 303, 307, 308] {
        assert_eq!(rejected_answer(Answer::html(status)).code(), Code::TokenRefused, "{status}");
    }
}

#[test]
fn d_04_a_code_is_never_sent_again() {
    let error = rejected_answer(Answer::Down("the connection was lost"));
    assert_eq!(error.code(), Code::TokenUnreachable);
    assert!(error.to_string().contains("the connection was lost"), "{error}");
    let scene = Scene::code();
    let redirect = scene.login();
    scene.answer("token", Answer::Down("the connection was lost"));
    failed(&scene.page(), &redirect.url());
    scene.op().answers.clear();
    scene.host.forget_requests();
    assert_eq!(failed(&scene.page(), &redirect.url()).code(), Code::StateAlreadyUsed);
    assert!(scene.asked().is_empty());
}

#[test]
fn d_05_a_smaller_scope_is_shown_and_a_missing_id_token_refused() {
    let scene = Scene::new(json!({"scope": "openid email profile"}));
    for (scope, expected) in [
        (json!("openid  email"), vec!["openid", "email"]),
        (json!(""), vec![]),
        (json!(null), vec!["openid", "email", "profile"]),
    ] {
        let redirect = scene.login();
        scene.token_response(move |response| response["scope"] = scope.clone());
        assert_eq!(accepted(&scene.page(), &redirect.url()).scope, expected);
    }
    for change in [
        |response: &mut Value| response["id_token"] = json!(null),
        |response: &mut Value| {
            response.as_object_mut().unwrap().remove("id_token");
        },
    ] {
        let error = rejected_response(change);
        assert_eq!((error.code(), error.details().field), (Code::TokenResponseInvalid, "id_token"));
    }
    let scene = Scene::implicit();
    assert_eq!(accepted(&scene.page(), &scene.login().with("scope", "openid a").url()).scope, ["openid", "a"]);
}

#[test]
fn d_06_an_id_token_for_another_client_spoils_the_whole_response() {
    let scene = Scene::code();
    scene.claim("aud", json!("another-client"));
    let redirect = scene.login();
    let error = rejected(&scene, &redirect.url());
    assert_eq!((error.code(), error.details().field), (Code::ClaimInvalid, "aud"));
}

#[test]
fn d_08_the_token_request_is_a_form_with_nothing_in_the_url() {
    let scene = Scene::code();
    let redirect = scene.login();
    scene.host.forget_requests();
    accepted(&scene.page(), &redirect.url());
    let [request] = &scene.host.requests()[..] else { panic!("one request") };
    assert_eq!(request.url, "https://op.example/token");
    let body = form(request.form.unwrap());
    let names: Vec<&str> = body.iter().map(|(name, _)| name.as_str()).collect();
    assert_eq!(names, ["grant_type", "client_id", "redirect_uri", "code", "code_verifier"]);
    assert_eq!(
        body[..4].iter().map(|(_, value)| value.as_str()).collect::<Vec<_>>(),
        ["authorization_code", CLIENT, REDIRECT_URI, &redirect.value("code")]
    );
    assert!(request.reload && request.authorization.is_none() && !request.follow_same_origin && !request.keepalive);
}

#[test]
fn d_09_a_browser_has_no_client_secret() {
    for name in ["clientSecret", "client_secret"] {
        let scene = Scene::new(json!({name: "a-secret-that-is-none"}));
        let error = scene.config().unwrap_err();
        assert_eq!((error.code(), error.details().field), (Code::ConfigInvalid, "clientSecret"));
        assert!(!error.to_string().contains("a-secret-that-is-none"));
    }
}

#[test]
fn d_10_a_slow_endpoint_is_asked_once() {
    let scene = Scene::code();
    let redirect = scene.login();
    scene.host.forget_requests();
    let (page, reloaded, url) = (scene.page(), scene.page(), redirect.url());
    scene.host.world.held.set(true);
    let first = page.callback(&url);
    assert!(first.run().is_none());
    assert_eq!(failed(&reloaded, &url).code(), Code::StateAlreadyUsed);
    assert!(first.run().is_none());
    scene.host.world.held.set(false);
    first.end().unwrap();
    assert!(matches!(page.state(), State::SignedIn { .. }));
    assert_eq!(scene.asked(), ["/token"]);
}
