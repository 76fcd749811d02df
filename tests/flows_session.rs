//! The session: restored, expired, clocks that are set, storages that fail, answers that come twice.
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

fn reason(page: &Page) -> Reason {
    match page.state() {
        State::SignedOut { reason, .. } => reason,
        State::SignedIn { .. } => panic!("expected nobody signed in"),
    }
}

#[test]
fn a_reload_restores_the_session() {
    let scene = Scene::code();
    assert_eq!(reason(&scene.page()), Reason::Never);
    let token = scene.sign_in().access_token(0).unwrap();
    scene.host.forget_requests();
    let page = scene.page();
    assert!(token.matches(page.access_token(0).unwrap().expose()));
    assert_eq!(session(&page).flow, "code");
    assert!(page.id_token().is_some() && scene.asked().is_empty());
}

#[test]
fn h_07_a_session_of_another_client_issuer_or_version_is_thrown_away() {
    let scene = Scene::code();
    scene.sign_in();
    let [key] = &scene.host.stored("kirjaudu.session.")[..] else { panic!("one session") };
    let text = scene.host.storage()[key].clone();
    for (from, to) in [
        ("\"v\":1", "\"v\":2"),
        (ISSUER, "https://evil.example"),
        (CLIENT, "other"),
        ("{", "["),
        ("idToken\":\"", "idToken\":\"x"),
    ] {
        scene.host.tab.storage.borrow_mut().insert(key.clone(), text.replacen(from, to, 1));
        assert_eq!(reason(&scene.page()), Reason::Never, "{from}");
        assert!(scene.host.stored("kirjaudu.session.").is_empty(), "{from}: expected it thrown away");
    }
    let huge = format!(r#"{{"v":1,"padding":"{}"}}"#, "x".repeat(2_000_000));
    for poison in
        ["", "null", "7", r#"{"__proto__":{"v":1}}"#, r#"{"v":1,"v":1}"#, r#"{"v":1e0}"#, &"[".repeat(100_000), &huge]
    {
        scene.host.tab.storage.borrow_mut().insert(key.clone(), poison.into());
        assert_eq!(reason(&scene.page()), Reason::Never);
        assert!(scene.host.stored("kirjaudu.session.").is_empty());
    }
    // The other records are read as carefully: what can't be read is as good as not there.
    for name in scene.host.stored("kirjaudu.") {
        scene.host.tab.storage.borrow_mut().insert(name, r#"{"__proto__":1}"#.into());
    }
    accepted(&scene.page(), &scene.login().url());
}

#[test]
fn the_session_ends_when_its_time_is_over() {
    let scene = Scene::new(json!({"autoRenew": false}));
    let page = scene.sign_in();
    scene.host.pass(3599);
    assert!(page.access_token(1).is_ok());
    assert_eq!(page.access_token(2).unwrap_err().code(), Code::AccessTokenUnavailable);
    assert!(matches!(scene.page().state(), State::SignedIn { .. }));
    let before = page.memory();
    scene.host.pass(1);
    assert_eq!(reason(&page), Reason::Expired);
    assert_ne!(page.memory(), before);
    assert!(scene.host.stored("kirjaudu.session.").is_empty());
}

#[test]
fn an_expired_session_is_not_restored() {
    let scene = Scene::new(json!({"autoRenew": false}));
    scene.sign_in();
    scene.host.pass(3600);
    assert_eq!(reason(&scene.page()), Reason::Expired);
    assert!(scene.host.stored("kirjaudu.session.").is_empty());
}

#[test]
fn a_computer_that_slept_ends_the_session_by_the_wall_clock() {
    let scene = Scene::new(json!({"autoRenew": false}));
    let page = scene.sign_in();
    scene.host.set_wall_clock(3600);
    assert_eq!(reason(&page), Reason::Expired);
}

#[test]
fn a_page_that_was_away_looks_at_the_storage_again() {
    let scene = Scene::code();
    let away = scene.sign_in();
    away.restore();
    assert!(matches!(away.state(), State::SignedIn { .. }));
    scene.page().end();
    away.restore();
    assert_eq!(reason(&away), Reason::Logout);
    assert!(away.id_token().is_none());
    // In memory mode there is nothing to look at.
    let scene = Scene::code();
    scene.set(json!({"storage": "memory"}));
    let page = scene.sign_in();
    page.restore();
    assert!(matches!(page.state(), State::SignedIn { .. }));
}

#[test]
fn h_08_memory_storage_keeps_no_session_and_no_token() {
    let scene = Scene::new(json!({"storage": "memory"}));
    let page = scene.sign_in();
    assert!(page.access_token(0).is_ok());
    for secret in &scene.op().issued {
        assert!(!format!("{:?}", scene.host.storage()).contains(secret), "{secret}");
    }
    assert_eq!(reason(&scene.page()), Reason::Never);
}

#[test]
fn a_session_stored_before_the_change_to_memory_is_thrown_away() {
    let scene = Scene::code();
    scene.sign_in();
    scene.set(json!({"storage": "memory"}));
    assert_eq!(reason(&scene.page()), Reason::Never);
    assert!(scene.host.stored("kirjaudu.session.").is_empty());
}

#[test]
fn without_storage_no_login_begins() {
    for condition in [Storage::Blocked, Storage::Full] {
        let scene = Scene::code();
        scene.host.tab.condition.set(condition);
        let error = scene.begin(&scene.page(), &json!({})).unwrap_err();
        assert_eq!(error.code(), Code::StorageUnavailable);
    }
}

#[test]
fn a_storage_that_fills_up_meanwhile_costs_the_reload_only() {
    let scene = Scene::code();
    let redirect = scene.login();
    scene.host.tab.condition.set(Storage::Full);
    let page = scene.page();
    accepted(&page, &redirect.url());
    assert_eq!(reason(&scene.page()), Reason::Never);
}

#[test]
fn the_same_answer_twice_changes_nothing() {
    let scene = Scene::code();
    let redirect = scene.login();
    let page = scene.page();
    accepted(&page, &redirect.url());
    scene.host.forget_requests();
    let memory = page.memory();
    let again = callback(&page, &redirect.url());
    assert_eq!((again.kind, again.return_to.as_str()), ("login", "/"));
    assert!(matches!(page.state(), State::SignedIn { error: None, .. }));
    assert_eq!(page.memory(), memory);
    // The back button, or a reload of the callback's address.
    let page = scene.page();
    callback(&page, &redirect.url());
    assert!(matches!(page.state(), State::SignedIn { error: None, .. }));
    assert!(scene.asked().is_empty());
}

#[test]
fn two_callbacks_at_once_make_one_request_and_one_session() {
    let scene = Scene::code();
    let redirect = scene.login();
    let (page, url) = (scene.page(), redirect.url());
    scene.host.forget_requests();
    scene.host.world.held.set(true);
    let (first, second) = (page.callback(&url), page.callback(&url));
    assert!(first.run().is_none());
    assert!(second.run().is_some());
    scene.host.world.held.set(false);
    first.end().unwrap();
    assert!(matches!(page.state(), State::SignedIn { error: None, .. }), "{:?}", page.state());
    assert_eq!(scene.asked(), ["/token"]);
}

#[test]
fn a_logout_during_the_callback_is_not_undone_by_it() {
    let scene = Scene::code();
    let redirect = scene.login();
    let (page, url) = (scene.page(), redirect.url());
    scene.host.world.held.set(true);
    let waiting = page.callback(&url);
    assert!(waiting.run().is_none());
    page.end();
    scene.host.world.held.set(false);
    waiting.end().unwrap();
    assert_eq!(reason(&page), Reason::Logout);
    assert!(scene.host.stored("kirjaudu.session.").is_empty());
}

#[test]
fn a_later_login_replaces_the_session() {
    let scene = Scene::code();
    let first = scene.sign_in().access_token(0).unwrap();
    scene.claim("sub", json!("another"));
    let page = scene.sign_in();
    assert_eq!(session(&page).claims["sub"], "another");
    assert!(!first.matches(page.access_token(0).unwrap().expose()));
    let [key] = &scene.host.stored("kirjaudu.session.")[..] else { panic!("one session") };
    assert!(!scene.host.storage()[key].contains(first.expose()));
}

#[test]
fn a_failed_login_does_not_end_the_session() {
    let scene = Scene::code();
    scene.sign_in();
    let redirect = scene.login();
    scene.answer("token", Answer::Down("no network"));
    let page = scene.page();
    callback(&page, &redirect.url());
    assert_eq!(session(&page).error.unwrap().code(), Code::TokenUnreachable);
    assert!(matches!(scene.page().state(), State::SignedIn { error: None, .. }));
}

#[test]
fn h_09_nothing_secret_is_shown() {
    for scene in [Scene::code(), Scene::implicit(), Scene::hybrid("code id_token token")] {
        let page = scene.sign_in();
        let shown = format!("{page:?}");
        for secret in &scene.op().issued {
            assert!(!shown.contains(secret), "{secret} in {shown}");
        }
    }
}
