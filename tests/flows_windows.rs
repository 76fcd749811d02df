//! Logins and logouts in windows and frames, what is asked about a session that goes on or has ended, and logins that nobody asked for.
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
use kirjaudu::{base::error::Error, flow::logout::LogoutOptions};

/// Handles the response of a window (`true`) or of a frame.
fn answer(page: &Page, url: &str, show_failure: bool) -> Result<(), Code> {
    page.start(|client, arena| {
        let (_, failure) = client.answer(arena.text(url), show_failure)?;
        Ok(failure.map_or(Ok(()), |error| Err(error.code())))
    })
    .end()
    .unwrap()
}

fn userinfo_status(page: &Page, record: &str) -> Result<u16, Error> {
    page.start(|client, arena| client.userinfo_status(client.read(arena.text(record)))).end()
}

fn in_window() -> LogoutOptions<'static> {
    LogoutOptions { in_window: true, keep_tokens: true, ..LogoutOptions::default() }
}

#[test]
fn the_state_of_a_window_is_told_apart_and_as_long_as_any() {
    for (options, begins) in [(json!({}), false), (json!({"inWindow": true}), true)] {
        let state = Scene::code().login_with(&options).state();
        assert_eq!(state.starts_with("w-"), begins, "{state}");
        assert!(state.trim_start_matches("w-").len() >= 42, "{state}");
    }
}

#[test]
fn a_window_signs_in_as_a_page_does() {
    for options in flows() {
        let scene = Scene::slow(&options);
        let page = scene.page();
        let url = scene.begin(&page, &json!({"inWindow": true})).unwrap();
        let response = scene.authorize(&url).url();
        assert_eq!(answer(&page, &response, true), Ok(()), "{options}");
        assert!(page.is_signed_in());
        assert_eq!(answer(&page, &response, true), Err(Code::StateAlreadyUsed));
        assert!(page.is_signed_in());
    }
}

#[test]
fn a_window_that_failed_is_shown_and_a_frame_is_not() {
    for (show, signed_in) in [(true, false), (true, true), (false, false), (false, true)] {
        let scene = Scene::code();
        let page = if signed_in { scene.sign_in() } else { scene.page() };
        let before = page.memory();
        let url = scene.begin(&page, &json!({"inWindow": true, "prompt": "none"})).unwrap();
        let refused = scene.authorize(&url).error("login_required").url();
        assert_eq!(answer(&page, &refused, show), Err(Code::LoginRequired));
        assert_eq!(page.memory() == before, !show, "shown: {show}, signed in: {signed_in}");
        assert_eq!(matches!(page.state(), State::SignedIn { .. }), signed_in);
        // Its login is used up either way.
        assert_eq!(answer(&page, &refused, show), Err(Code::StateAlreadyUsed));
    }
}

#[test]
fn i_10_a_frame_that_fails_leaves_other_logins_as_they_are() {
    let scene = Scene::code();
    let page = scene.page();
    let of_page = scene.begin(&page, &json!({})).unwrap();
    let of_frame = scene.begin(&page, &json!({"inWindow": true, "prompt": "none"})).unwrap();
    let refused = scene.authorize(&of_frame).error("login_required").url();
    assert_eq!(answer(&page, &refused, false), Err(Code::LoginRequired));
    let response = scene.authorize(&of_page).url();
    callback(&page, &response);
    assert!(page.is_signed_in());
}

#[test]
fn a_frame_signs_in_nobody_in_the_place_of_another_person() {
    let scene = Scene::code();
    let page = scene.sign_in();
    let before = page.memory();
    scene.claim("sub", json!("another"));
    let url = scene.begin(&page, &json!({"inWindow": true, "prompt": "none"})).unwrap();
    let response = scene.authorize(&url).url();
    assert_eq!(answer(&page, &response, false), Err(Code::ClaimInvalid));
    assert_eq!(page.memory(), before);
    // A window does: the person has seen who it is.
    let url = scene.begin(&page, &json!({"inWindow": true})).unwrap();
    let response = scene.authorize(&url).url();
    assert_eq!(answer(&page, &response, true), Ok(()));
    assert_ne!(page.memory(), before);
}

#[test]
fn a_logout_while_a_window_is_answered_leaves_nobody_signed_in() {
    let scene = Scene::slow(&json!({}));
    let page = scene.page();
    let url = scene.begin(&page, &json!({"inWindow": true})).unwrap();
    let response = scene.authorize(&url).url();
    let operation = page.start(|client, arena| client.answer(arena.text(&response), true).map(|_| ()));
    assert!(operation.run().is_none(), "expected it to wait");
    page.end();
    operation.end().unwrap();
    assert!(page.is_logged_out());
}

#[test]
fn a_logout_in_a_window_leaves_no_record_and_revokes_afterwards() {
    let scene = Scene::new(json!({"postLogoutRedirectUri": "https://app.example/logged-out.html"}));
    let page = scene.sign_in();
    let record = page.end().unwrap();
    scene.host.world.sent.borrow_mut().clear();
    let leaving = page.logout(Some(&record), in_window()).end().unwrap();
    assert!(parameter(&leaving.url, "state").unwrap().starts_with("w-"));
    assert!(scene.host.stored("kirjaudu.logout.").is_empty());
    assert!(scene.host.world.sent.borrow().is_empty());
    let revoke =
        |record: &str| page.start(|client, arena| client.revoke(client.read(arena.text(record)))).end().unwrap();
    assert!(revoke(&record) && !revoke(""));
    assert_eq!(scene.host.world.sent.borrow().len(), 2);
    scene.metadata("revocation_endpoint", json!(null));
    let other = scene.sign_in();
    let record = other.end().unwrap();
    scene.host.tab.storage.borrow_mut().clear();
    assert!(!revoke(&record), "expected a provider without the endpoint to be told apart");
}

#[test]
fn userinfo_tells_whether_an_access_token_is_still_good() {
    let scene = Scene::code();
    let page = scene.sign_in();
    let record = page.end().unwrap();
    assert_eq!(userinfo_status(&page, &record), Ok(200));
    for status in [401, 403, 500] {
        scene.answer("userinfo", Answer::html(status));
        assert_eq!(userinfo_status(&page, &record), Ok(status));
    }
    scene.answer("userinfo", Answer::Down("no network"));
    assert_eq!(userinfo_status(&page, &record).unwrap_err().code(), Code::UserinfoUnreachable);
    assert_eq!(userinfo_status(&page, "").unwrap_err().code(), Code::AccessTokenUnavailable);
    scene.host.forget_requests();
    scene.host.pass(4000);
    // That an old token is refused is no evidence of anything.
    assert_eq!(userinfo_status(&page, &record).unwrap_err().code(), Code::AccessTokenUnavailable);
    assert!(scene.asked().is_empty());
}

#[test]
fn the_record_keeps_session_state_and_the_metadata_name_the_frame() {
    let scene = Scene::code();
    scene.metadata("check_session_iframe", json!("https://op.example/check"));
    let page = scene.page();
    let url = scene.begin(&page, &json!({})).unwrap();
    let response = scene.authorize(&url).and("session_state", "abc.def").url();
    callback(&page, &response);
    let record: Value = serde_json::from_str(&page.end().unwrap()).unwrap();
    assert_eq!(record["sessionState"], "abc.def");
    let frame = page.start(|client, _| Ok(client.endpoint("check_session_iframe")?.map(String::from))).end().unwrap();
    assert_eq!(frame.as_deref(), Some("https://op.example/check"));
}

#[test]
fn pain_10_logins_that_nobody_asked_for_are_stopped_when_they_become_a_loop() {
    let scene = Scene::code();
    let automatic = json!({"automatic": "the last one failed: nonce_mismatch"});
    for answered in [true, false, true, false, true] {
        let url = scene.begin(&scene.page(), &automatic).unwrap();
        if answered {
            callback(&scene.page(), &scene.authorize(&url).error("login_required").url());
        }
    }
    let error = scene.begin(&scene.page(), &automatic).unwrap_err();
    assert_eq!(error.code(), Code::RedirectLoop);
    assert_eq!(error.details().found, "the last one failed: nonce_mismatch");
    // Somebody's click is no loop, and neither is another client's or another time's.
    scene.begin(&scene.page(), &json!({})).unwrap();
    scene.set(json!({"clientId": "other"}));
    scene.begin(&scene.page(), &automatic).unwrap();
    scene.set(json!({"clientId": CLIENT}));
    assert_eq!(scene.begin(&scene.page(), &automatic).unwrap_err().code(), Code::RedirectLoop);
    scene.host.pass(61);
    scene.begin(&scene.page(), &automatic).unwrap();
}

#[test]
fn logins_that_were_asked_for_are_never_a_loop() {
    let scene = Scene::code();
    for _ in 0..40 {
        scene.begin(&scene.page(), &json!({})).unwrap();
    }
}

#[test]
fn what_ended_elsewhere_is_remembered() {
    for (name, reason) in
        [("logout-elsewhere", Reason::LogoutElsewhere), ("ended-by-provider", Reason::EndedByProvider)]
    {
        let page = Scene::code().page();
        *page.host.memory.borrow_mut() = Some(json!({"logouts": 1, "reason": name, "error": ""}).to_string());
        assert!(matches!(page.state(), State::SignedOut { reason: found, .. } if found == reason), "{name}");
    }
}
