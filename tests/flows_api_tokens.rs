//! Tokens for APIs: what is asked for, and what is taken.
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

use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
use fake_host::*;
use kirjaudu::base::error::Error;

const TUNNISTAMO: &str = "https://op.example/api-tokens/";

fn uma() -> Scene {
    Scene::new(json!({"apiTokens": {"kind": "uma-ticket"}}))
}

fn tunnistamo() -> Scene {
    Scene::new(json!({"apiTokens": {"kind": "tunnistamo", "url": TUNNISTAMO}}))
}

fn told(result: Result<Value, Error>) -> (Code, String) {
    let error = result.unwrap_err();
    let provider = error.details().provider.as_ref().map(|words| words.error.clone());
    (error.code(), provider.unwrap_or_else(|| error.details().field.into()))
}

#[test]
fn a_uma_ticket_is_asked_for_exactly_so() {
    let scene = uma();
    let page = scene.sign_in();
    scene.host.forget_requests();
    let given = page.api_token(&json!({"audience": "profile-api-test"})).end().unwrap();
    assert_eq!(given, json!({"tokens": {"profile-api-test": "ticket"}, "seconds": 300, "dpop": false}));
    let [request] = &scene.host.requests()[..] else { panic!("one request") };
    assert_eq!(request.url, "https://op.example/token");
    assert_eq!(request.authorization, Some("Bearer access-token-1-of-op.example"));
    assert_eq!(
        request.form,
        Some(
            "audience=profile-api-test&grant_type=urn%3Aietf%3Aparams%3Aoauth%3Agrant-type%3Auma-ticket&permission=%23access"
        )
    );
    assert!(request.dpop.is_none() && request.reload && !request.follow_same_origin);
}

#[test]
fn the_permission_is_that_of_the_call_or_of_the_configuration() {
    let permission = "https://api.hel.fi/auth/parkingpermits#readwrite";
    let scene = Scene::new(json!({"apiTokens": {"kind": "uma-ticket", "permission": permission}}));
    let page = scene.sign_in();
    let sent = |asked: Value| {
        scene.host.forget_requests();
        page.api_token(&asked).end().unwrap();
        scene.host.requests()[0].form.unwrap().split_once("&permission=").unwrap().1.to_owned()
    };
    assert_eq!(sent(json!({"audience": "a"})), "https%3A%2F%2Fapi.hel.fi%2Fauth%2Fparkingpermits%23readwrite");
    assert_eq!(sent(json!({"audience": "a", "permission": "#gdprquery"})), "%23gdprquery");
}

#[test]
fn what_the_token_endpoint_refuses_is_told_in_its_words() {
    let scene = uma();
    let page = scene.sign_in();
    for (status, error, code) in [
        (403, "access_denied", Code::ApiTokenRefused),
        (400, "invalid_scope", Code::ApiTokenRefused),
        (400, "invalid_request", Code::ApiTokenRefused),
        (400, "invalid_grant", Code::InvalidGrant),
        // Some servers say so in a good answer.
        (200, "access_denied", Code::ApiTokenRefused),
    ] {
        scene.answer("uma", Answer::json(status, &json!({"error": error, "error_description": "not_authorized"})));
        assert_eq!(told(page.api_token(&json!({"audience": "a"})).end()), (code, error.into()));
    }
    for (answer, code) in [
        (Answer::Down("no network"), Code::ApiTokenUnreachable),
        (Answer::html(503), Code::ApiTokenUnreachable),
        (Answer::json(500, &json!({"error": "unknown_error"})), Code::ApiTokenUnreachable),
        (Answer::html(429), Code::ApiTokenUnreachable),
        (Answer::html(404), Code::ApiTokenRefused),
        (Answer::html(200), Code::TokenResponseInvalid),
    ] {
        scene.answer("uma", answer);
        assert_eq!(told(page.api_token(&json!({"audience": "a"})).end()).0, code);
    }
    assert!(page.is_signed_in(), "expected none of it to end the session");
}

#[test]
fn g_13_invalid_target_is_told_as_such() {
    let scene = uma();
    let page = scene.sign_in();
    scene.answer("uma", Answer::json(400, &json!({"error": "invalid_target"})));
    let expected = (Code::InvalidTarget, "invalid_target".into());
    assert_eq!(told(page.api_token(&json!({"audience": "a"})).end()), expected);
}

#[test]
fn a_ticket_is_checked_like_any_token_response() {
    let scene = uma();
    let page = scene.sign_in();
    let good = json!({"access_token": "ticket", "token_type": "bearer", "expires_in": "60"});
    let with = |name: &str, value: Value| {
        let mut body = good.clone();
        body[name] = value;
        scene.answer("uma", Answer::json(200, &body));
        page.api_token(&json!({"audience": "a"})).end()
    };
    assert_eq!(with("refresh_token", json!("r")).unwrap()["seconds"], 60);
    for (name, value) in [
        ("token_type", json!("mac")),
        ("token_type", json!(null)),
        ("access_token", json!(null)),
        ("access_token", json!({})),
        ("expires_in", json!(-1)),
        ("expires_in", json!("soon")),
    ] {
        assert_eq!(told(with(name, value)), (Code::TokenResponseInvalid, name.into()));
    }
    // A month at most.
    assert_eq!(with("expires_in", json!(1_000_000_000_000_i64)).unwrap()["seconds"], 2_592_000);
}

#[test]
fn tunnistamo_gives_the_tokens_of_all_apis() {
    let scene = tunnistamo();
    let page = scene.sign_in();
    let jwt = |iat: i64, exp: i64| {
        let part = |value: Value| URL_SAFE_NO_PAD.encode(value.to_string());
        format!("{}.{}.c2ln", part(json!({"alg": "RS256"})), part(json!({"iat": iat, "exp": exp})))
    };
    let asked = |tokens: Value| {
        scene.answer("other", Answer::json(200, &tokens));
        page.api_token(&json!({"audience": "https://api.hel.fi/auth/helsinkiprofile"})).end()
    };
    scene.host.pass(100);
    scene.host.forget_requests();
    let tokens =
        json!({"https://api.hel.fi/auth/helsinkiprofile": jwt(0, 9999), "https://api.hel.fi/auth/other": "opaque"});
    // As long as the access token, of whose hour something is gone.
    assert_eq!(asked(tokens.clone()).unwrap(), json!({"tokens": tokens, "seconds": 3500, "dpop": false}));
    let [request] = &scene.host.requests()[..] else { panic!("one request") };
    assert_eq!((request.url, request.form), (TUNNISTAMO, Some("")));
    assert_eq!(request.authorization, Some("Bearer access-token-1-of-op.example"));
    // Shorter where one says so, whatever the clock of this computer.
    scene.host.set_wall_clock(500);
    let tokens = json!({"a": jwt(5, 605), "b": jwt(5, 3605)});
    assert_eq!(asked(tokens).unwrap()["seconds"], 600);
    assert_eq!(asked(json!({})).unwrap()["tokens"], json!({}));
}

#[test]
fn what_tunnistamo_gives_ends_with_the_access_token_after_a_sleep_too() {
    let scene = tunnistamo();
    let page = scene.sign_in();
    // Some computers stop the monotonic clock while they sleep.
    scene.host.set_wall_clock(3000);
    scene.answer("other", Answer::json(200, &json!({"a": "opaque"})));
    assert_eq!(page.api_token(&json!({"audience": "a"})).end().unwrap()["seconds"], 600);
}

#[test]
fn what_tunnistamo_refuses() {
    let scene = tunnistamo();
    let page = scene.sign_in();
    for (answer, code) in [
        (Answer::Http(401, "", vec![]), Code::InvalidGrant),
        (Answer::Http(403, "", vec![]), Code::ApiTokenRefused),
        (Answer::html(502), Code::ApiTokenUnreachable),
        (Answer::Down("no network"), Code::ApiTokenUnreachable),
        (Answer::html(200), Code::TokenResponseInvalid),
        (Answer::json(200, &json!(["t"])), Code::TokenResponseInvalid),
        (Answer::json(200, &json!({"a": {"token": "t"}})), Code::TokenResponseInvalid),
    ] {
        scene.answer("other", answer);
        assert_eq!(told(page.api_token(&json!({"audience": "a"})).end()).0, code);
    }
}

#[test]
fn options_that_mean_nothing_to_the_strategy_are_refused_without_a_request() {
    for (strategy, asked, field) in [
        (json!(null), json!({"audience": "a"}), "audience"),
        (json!(null), json!({"resource": "https://api.example"}), "resource"),
        (json!({"kind": "access-token"}), json!({"scope": "openid"}), "scope"),
        (json!({"kind": "uma-ticket"}), json!({"audience": "a", "scope": "s"}), "scope"),
        (json!({"kind": "uma-ticket"}), json!({"permission": "#a"}), "audience"),
        (json!({"kind": "uma-ticket"}), json!({"resource": "https://api.example"}), "resource"),
        (json!({"kind": "uma-ticket"}), json!({"audience": 1}), "audience"),
        (json!({"kind": "tunnistamo", "url": TUNNISTAMO}), json!({"audience": "a", "permission": "#a"}), "permission"),
        (json!({"kind": "resource"}), json!({"audience": "a"}), "audience"),
        (json!({"kind": "resource"}), json!({"scope": "openid"}), "audience"),
    ] {
        let scene = Scene::new(json!({"apiTokens": strategy}));
        let page = scene.sign_in();
        scene.host.forget_requests();
        let expected = (Code::ConfigInvalid, field.into());
        assert_eq!(told(page.api_token(&asked).end()), expected, "{strategy} {asked}");
        assert!(scene.asked().is_empty());
    }
}

#[test]
fn nobody_gets_a_token_without_a_session() {
    for scene in [uma(), tunnistamo()] {
        let asked = json!({"audience": "a"});
        assert_eq!(told(scene.page().api_token(&asked).end()).0, Code::NotSignedIn);
        let page = scene.sign_in();
        // An access token that would end on its way is to be renewed first.
        scene.host.pass(3596);
        scene.host.forget_requests();
        assert_eq!(told(page.api_token(&asked).end()).0, Code::AccessTokenUnavailable);
        assert!(scene.asked().iter().all(|url| url.contains("well-known")), "{:?}", scene.asked());
    }
    let scene =
        Scene::new(json!({"flow": "implicit", "responseType": "id_token", "apiTokens": {"kind": "uma-ticket"}}));
    let page = scene.sign_in();
    assert_eq!(told(page.api_token(&json!({"audience": "a"})).end()).0, Code::AccessTokenUnavailable);
}

#[test]
fn a_flow_that_waits_asks_once() {
    let scene = uma();
    let page = scene.sign_in();
    scene.host.forget_requests();
    scene.host.world.slow.set(true);
    let operation = page.api_token(&json!({"audience": "a"}));
    assert!(operation.run().is_none());
    assert_eq!(operation.end().unwrap()["tokens"], json!({"a": "ticket"}));
    assert_eq!(scene.asked(), ["/token"]);
}

#[test]
fn nothing_secret_in_what_is_shown() {
    let scene = uma();
    let page = scene.sign_in();
    page.api_token(&json!({"audience": "a"})).end().unwrap();
    scene.answer("uma", Answer::json(403, &json!({"error": "access_denied"})));
    let error = page.api_token(&json!({"audience": "a"})).end().unwrap_err();
    let shown = format!("{error} {error:?} {page:?}");
    assert!(!shown.contains("ticket") && !shown.contains("access-token"), "{shown}");
    assert!(!page.memory().contains("ticket") && !format!("{:?}", scene.host.storage()).contains("ticket"));
}
