//! Logins on their way: two at once, too many, too old.
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
fn two_logins_in_one_tab_come_back_in_any_order() {
    let scene = Scene::code();
    let (first, second) = (scene.login_with(&json!({"returnTo": "/1"})), scene.login_with(&json!({"returnTo": "/2"})));
    for (redirect, place) in [(second, "/2"), (first, "/1")] {
        let page = scene.page();
        assert_eq!(callback(&page, &redirect.url()).return_to, place);
        assert!(matches!(page.state(), State::SignedIn { error: None, .. }));
    }
}

#[test]
fn a_login_lives_half_an_hour() {
    let scene = Scene::code();
    let url = scene.begin(&scene.page(), &json!({})).unwrap();
    scene.host.pass(1799);
    accepted(&scene.page(), &scene.authorize(&url).url());
    let scene = Scene::code();
    let url = scene.begin(&scene.page(), &json!({})).unwrap();
    scene.host.pass(1800);
    assert_eq!(rejected(&scene, &scene.authorize(&url).url()).code(), Code::StateExpired);
}

#[test]
fn old_logins_are_thrown_away_when_a_new_one_begins() {
    let scene = Scene::code();
    scene.login();
    scene.host.pass(1000);
    scene.login();
    scene.host.pass(900);
    scene.login();
    assert_eq!(scene.host.stored("kirjaudu.login.").len(), 2);
}

#[test]
fn sixteen_logins_are_kept_and_the_oldest_makes_room() {
    let scene = Scene::code();
    let mut redirects = Vec::new();
    for _ in 0..20 {
        redirects.push(scene.login());
        scene.host.pass(1);
    }
    assert_eq!(scene.host.stored("kirjaudu.login.").len(), 16);
    for redirect in &redirects[..4] {
        assert_eq!(ignored(&scene, &redirect.url()).code(), Code::StateUnknown);
    }
    accepted(&scene.page(), &redirects[4].url());
}

#[test]
fn what_somebody_else_keeps_in_the_storage_is_left_alone() {
    let scene = Scene::code();
    let theirs = [("theirs", "x"), ("kirjaudu.else", "y")];
    scene.host.tab.storage.borrow_mut().extend(theirs.map(|(key, value)| (key.into(), value.into())));
    let page = scene.sign_in();
    page.end();
    for (key, value) in theirs {
        assert_eq!(scene.host.storage()[key], value);
    }
}

#[test]
fn a_used_login_keeps_nothing_but_that_it_was_used() {
    let scene = Scene::code();
    let redirect = scene.login();
    let key = scene.host.stored("kirjaudu.login.").remove(0);
    let before = scene.host.storage()[&key].clone();
    assert!(before.contains("verifier") && before.contains("nonce"));
    accepted(&scene.page(), &redirect.url());
    let after = scene.host.storage()[&key].clone();
    assert!(!after.contains("verifier") && !after.contains("nonce"), "{after}");
    assert_eq!(failed(&scene.other_tab().page(), &redirect.url()).code(), Code::StateUnknown);
}

#[test]
fn a_login_record_that_was_tampered_with_is_no_login() {
    let change = |from: &str, to: &str| {
        let scene = Scene::code();
        let redirect = scene.login();
        let key = scene.host.stored("kirjaudu.login.").remove(0);
        let text = scene.host.storage()[&key].replace(from, to);
        scene.host.tab.storage.borrow_mut().insert(key, text);
        failed(&scene.page(), &redirect.url()).code()
    };
    for (from, to) in [
        ("{", "["),
        ("\"v\":1", "\"v\":2"),
        ("\"verifier\":", "\"unifier\":"),
        ("\"responseType\":\"code\"", "\"responseType\":\"token\""),
        (CLIENT, "other"),
        (ISSUER, "https://evil.example"),
    ] {
        assert_eq!(change(from, to), Code::StateUnknown, "{from}");
    }
    assert_eq!(change("\"redirectUri\":", "\"redirect\":"), Code::RedirectUriMismatch);
    let scene = Scene::implicit();
    let redirect = scene.login();
    let key = scene.host.stored("kirjaudu.login.").remove(0);
    let text = scene.host.storage()[&key].replace("\"nonce\":\"", "\"nonce\":\"x");
    scene.host.tab.storage.borrow_mut().insert(key, text);
    assert_eq!(rejected(&scene, &redirect.url()).code(), Code::NonceMismatch);
}

#[test]
fn an_account_action_of_keycloak_is_told_apart() {
    let scene = Scene::code();
    let redirect = scene.login_with(&json!({"extraParams": {"kc_action": "UPDATE_PASSWORD"}}));
    let page = scene.page();
    let returned = callback(&page, &redirect.with("kc_action_status", "success").url());
    assert_eq!((returned.kind, returned.action_status.as_deref()), ("action", Some("success")));
    assert!(matches!(page.state(), State::SignedIn { .. }));
}
