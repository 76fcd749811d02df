//! What is asked of the provider, how often, and what is remembered: discovery, keys, userinfo.
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

const DISCOVERY: &str = "/realms/city/.well-known/openid-configuration";

#[test]
fn the_callback_makes_one_request_and_none_for_implicit() {
    for (scene, expected) in [
        (Scene::code(), vec!["/token"]),
        (Scene::implicit(), vec![]),
        (Scene::new(json!({"flow": "implicit", "responseType": "id_token"})), vec![]),
        (Scene::hybrid("code id_token"), vec!["/token"]),
        (Scene::hybrid("code token"), vec!["/token"]),
        (Scene::hybrid("code id_token token"), vec!["/token"]),
    ] {
        let redirect = scene.login();
        assert_eq!(scene.asked(), [DISCOVERY, "/jwks"]);
        scene.host.forget_requests();
        accepted(&scene.page(), &redirect.url());
        assert_eq!(scene.asked(), expected);
        assert!(scene.host.world.sent.borrow().is_empty());
    }
}

#[test]
fn a_person_who_takes_long_costs_no_further_request() {
    let scene = Scene::code();
    scene.login();
    // A login from the cache as it is about to become stale, and half an hour at the provider.
    scene.host.pass(3500);
    let url = scene.begin(&scene.page(), &json!({})).unwrap();
    scene.host.pass(1700);
    let redirect = scene.authorize(&url);
    scene.host.forget_requests();
    accepted(&scene.page(), &redirect.url());
    assert_eq!(scene.asked(), ["/token"]);
}

#[test]
fn metadata_and_keys_are_remembered_for_a_while() {
    let scene = Scene::code();
    scene.login();
    scene.host.forget_requests();
    scene.host.pass(299);
    scene.login();
    assert!(scene.asked().is_empty());
    scene.host.pass(1);
    scene.login();
    assert_eq!(scene.asked(), ["/jwks"]);
    scene.host.forget_requests();
    scene.host.pass(3600);
    scene.login();
    assert_eq!(scene.asked(), [DISCOVERY, "/jwks"]);
    let documents = scene.host.requests();
    assert!(
        documents
            .iter()
            .all(|request| request.follow_same_origin && request.form.is_none() && request.authorization.is_none())
    );
}

#[test]
fn given_metadata_needs_no_discovery() {
    let scene = Scene::code();
    let metadata = scene.op().metadata.clone();
    scene.set(json!({"metadata": metadata}));
    scene.answer("discovery", Answer::html(500));
    let redirect = scene.login();
    accepted(&scene.page(), &redirect.url());
    assert_eq!(scene.asked(), ["/jwks", "/token"]);
}

#[test]
fn given_keys_are_not_asked_for() {
    let scene = Scene::code();
    let jwk = scene.op().signing.jwk.clone();
    let metadata = scene.op().metadata.clone();
    scene.set(json!({"jwks": {"keys": [jwk]}, "metadata": metadata}));
    accepted(&scene.page(), &scene.login().url());
    assert_eq!(scene.asked(), ["/token"]);
    let other_tab = scene.other_tab();
    scene.op().rotate_to(SigningKey::rsa("rsa-2", 2));
    let error = rejected(&other_tab, &other_tab.login().url());
    assert_eq!(error.code(), Code::KeyUnknown);
    assert_eq!(scene.asked(), ["/token", "/token"]);
}

#[test]
fn given_metadata_stands_over_what_is_discovered() {
    let scene = Scene::new(json!({"metadata": {"authorization_endpoint": "https://op.example/other"}}));
    let url = scene.begin(&scene.page(), &json!({})).unwrap();
    assert!(url.starts_with("https://op.example/other?"), "{url}");
    assert_eq!(scene.asked()[0], DISCOVERY);
    scene.set(json!({"metadata": {"token_endpoint": "http://op.example/token"}}));
    let error = scene.begin(&scene.page(), &json!({})).unwrap_err();
    assert_eq!((error.code(), error.details().field), (Code::MetadataInvalid, "token_endpoint"));
}

#[test]
fn a_server_that_knows_only_rfc_8414_is_found() {
    let scene = Scene::code();
    let metadata = scene.op().metadata.clone();
    scene.answer("discovery", Answer::html(404));
    scene.answer("oauth-metadata", Answer::json(200, &metadata));
    accepted(&scene.page(), &scene.login().url());
    assert_eq!(scene.asked()[..2], [DISCOVERY, "/.well-known/oauth-authorization-server/realms/city"]);
    let scene = Scene::code();
    scene.answer("discovery", Answer::html(404));
    let error = scene.begin(&scene.page(), &json!({})).unwrap_err();
    assert_eq!(error.code(), Code::DiscoveryRefused);
    assert!(error.to_string().contains("404"), "{error}");
}

#[test]
fn k_04_booleans_as_strings_are_read() {
    for (promised, needed) in [(json!("true"), true), (json!("false"), false), (json!("yes"), false), (json!(1), false)]
    {
        let scene = Scene::code();
        scene.metadata("authorization_response_iss_parameter_supported", promised.clone());
        let redirect = scene.login();
        if needed {
            assert_eq!(rejected(&scene, &redirect.url()).code(), Code::IssMissing, "{promised}");
        } else {
            accepted(&scene.page(), &redirect.url());
        }
    }
}

#[test]
fn a_provider_that_is_down_is_told_and_may_come_back() {
    let scene = Scene::code();
    scene.answer("discovery", Answer::Down("no network"));
    let error = scene.begin(&scene.page(), &json!({})).unwrap_err();
    assert_eq!(error.code(), Code::DiscoveryUnreachable);
    assert!(error.to_string().contains(DISCOVERY), "{error}");
    assert!(scene.host.storage().is_empty());
    scene.op().answers.clear();
    accepted(&scene.page(), &scene.login().url());
}

#[test]
fn new_keys_between_two_logins_are_noticed() {
    let scene = Scene::code();
    scene.sign_in();
    scene.op().rotate_to(SigningKey::rsa("rsa-2", 2));
    let redirect = scene.login();
    scene.host.forget_requests();
    accepted(&scene.page(), &redirect.url());
    assert_eq!(scene.asked(), ["/token", "/jwks"]);
    let reload = scene.host.requests().pop().unwrap();
    assert!(reload.reload, "expected the browser's cache to be passed by");
}

#[test]
fn userinfo_comes_with_the_token_in_the_header() {
    let scene = Scene::code();
    let page = scene.sign_in();
    scene.host.forget_requests();
    assert_eq!(userinfo(&page).unwrap()["email"], "maija@example.org");
    let [request] = &scene.host.requests()[..] else { panic!("one request") };
    assert_eq!(request.url, "https://op.example/userinfo");
    assert_eq!(request.authorization, Some("Bearer access-token-1-of-op.example"));
    assert!(request.form.is_none() && request.reload && !request.follow_same_origin);
    assert!(session(&page).claims["email"].is_null(), "expected nothing merged over the ID token's claims");
}

#[test]
fn userinfo_may_be_signed() {
    let scene = Scene::code();
    let page = scene.sign_in();
    let key = scene.op().signing.clone();
    let payload = json!({"iss": ISSUER, "aud": [CLIENT], "sub": "248289761001", "email": "maija@example.org"});
    let token = key.token(&json!({"alg": "RS256", "kid": "rsa-1"}), &payload.to_string());
    scene.answer("userinfo", Answer::Http(200, "application/jwt", token.into_bytes()));
    assert_eq!(userinfo(&page).unwrap()["email"], "maija@example.org");
}

#[test]
fn userinfo_failures_are_told_apart() {
    let scene = Scene::code();
    let signed_out = scene.page();
    assert_eq!(userinfo(&signed_out).unwrap_err().code(), Code::NotSignedIn);
    let page = scene.sign_in();
    for (answer, code) in [
        (Answer::Down("no network"), Code::UserinfoUnreachable),
        (Answer::json(401, &json!({"error": "invalid_token"})), Code::UserinfoRefused),
        (Answer::html(200), Code::UserinfoInvalid),
    ] {
        scene.answer("userinfo", answer);
        assert_eq!(userinfo(&page).unwrap_err().code(), code);
        assert!(matches!(page.state(), State::SignedIn { error: None, .. }));
    }
    let scene = Scene::code();
    scene.metadata("userinfo_endpoint", json!(null));
    let page = scene.sign_in();
    let error = userinfo(&page).unwrap_err();
    assert_eq!((error.code(), error.details().field), (Code::EndpointMissing, "userinfo_endpoint"));
}
