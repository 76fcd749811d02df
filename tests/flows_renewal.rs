//! A session that is renewed: what changes and what stays, and what happens meanwhile.
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
use kirjaudu::flow::renew::RenewalOptions;

fn record(page: &Page) -> Value {
    let State::SignedIn { record, .. } = page.state() else { panic!("expected a session, found {:?}", page.state()) };
    record
}

fn renew(page: &Page) -> Value {
    assert_eq!(page.renew().end().unwrap(), Renewed::Done);
    record(page)
}

fn silent_login(scene: &Scene, page: &Page) {
    let url = scene.begin(page, &json!({"prompt": "none", "inWindow": true})).unwrap();
    assert!(page.silent_answer(&scene.authorize(&url).url()).end().unwrap().is_none());
}

#[test]
fn a_renewal_brings_new_tokens_and_leaves_the_rest() {
    for storage in ["session", "memory", "shared"] {
        let scene = Scene::new(json!({"storage": storage, "scope": "openid profile"}));
        let page = scene.sign_in();
        let before = record(&page);
        scene.host.pass(3000);
        let after = renew(&page);
        for name in ["accessToken", "refreshToken", "idToken", "expiresAt", "obtainedAt"] {
            assert_ne!(before[name], after[name], "{name}");
        }
        for name in ["scope", "flow", "because", "begunAt", "issuer", "clientId"] {
            assert_eq!(before[name], after[name], "{name}");
        }
        assert_eq!(after["expiresAt"], (NOW + 6600) * 1000);
        assert!(page.access_token(3600).is_ok() && page.is_signed_in());
    }
}

#[test]
fn what_the_provider_says_anew_is_taken() {
    let scene = Scene::new(json!({"scope": "openid profile"}));
    let page = scene.sign_in();
    scene.token_response(|response| {
        response["scope"] = "openid".into();
        response["session_state"] = "another".into();
    });
    let after = renew(&page);
    assert_eq!((&after["scope"], &after["sessionState"]), (&json!("openid"), &json!("another")));
    scene.token_response(|_| ());
    assert_eq!(renew(&page)["sessionState"], "another");
}

#[test]
fn when_the_person_signed_in_stays_over_renewals_and_silent_logins() {
    let scene = Scene::code();
    let page = scene.sign_in();
    for _ in 0..2 {
        scene.host.pass(1000);
        assert_eq!(renew(&page)["begunAt"], NOW * 1000);
        scene.host.pass(1000);
        silent_login(&scene, &page);
        assert_eq!(record(&page)["begunAt"], NOW * 1000);
    }
    // A login that the person made begins a session.
    let page = scene.sign_in();
    assert_eq!(record(&page)["begunAt"], (NOW + 4000) * 1000);
}

#[test]
fn a_session_whose_access_token_is_over_is_restored_and_renewed() {
    for storage in ["session", "shared"] {
        let scene = Scene::new(json!({"storage": storage}));
        scene.sign_in();
        scene.host.pass(100_000);
        let page = scene.page();
        assert!(page.is_signed_in());
        assert_eq!(page.access_token(0).unwrap_err().code(), Code::AccessTokenUnavailable);
        assert_eq!(page.renewal_in(0), Some(0));
        renew(&page);
        assert!(page.access_token(3000).is_ok() && page.renewal_in(0).unwrap() > 3_000_000);
    }
    assert_eq!(Scene::new(json!({"autoRenew": false})).sign_in().renewal_in(0), None);
}

#[test]
fn after_a_sleep_the_wall_clock_says_that_a_token_is_over() {
    let scene = Scene::code();
    let page = scene.sign_in();
    // The monotonic clock stood still.
    scene.host.set_wall_clock(3600);
    assert_eq!(page.access_token(0).unwrap_err().code(), Code::AccessTokenUnavailable);
    assert_eq!(page.renewal_in(0), Some(0));
}

#[test]
fn a_clock_set_back_costs_one_renewal() {
    for back in [30, 59, 3600, 90_000] {
        for storage in ["session", "shared"] {
            let scene = Scene::new(json!({"storage": storage}));
            let page = scene.sign_in();
            let other = scene.other_tab().page();
            scene.host.set_wall_clock(-back);
            renew(&page);
            assert!(page.renewal_in(0).unwrap() > 3_000_000, "{back} s back: {:?}", page.renewal_in(0));
            assert!(scene.page().renewal_in(0).unwrap() > 3_000_000, "{back} s back, loaded again");
            if storage == "shared" {
                // Another tab takes what this one got, though it seems to be older.
                renew(&other);
                assert_eq!(scene.op().refresh_tokens.presented.len(), 1, "{back} s back");
            }
        }
    }
}

#[test]
fn keys_that_change_meanwhile_are_asked_for_again() {
    let scene = Scene::code();
    let page = scene.sign_in();
    scene.op().rotate_to(SigningKey::rsa("rsa-2", 2));
    scene.host.forget_requests();
    renew(&page);
    assert_eq!(scene.asked(), ["/token", "/jwks"]);
}

#[test]
fn an_answer_whose_id_token_cannot_be_checked_now_leaves_the_one_before() {
    for answer in [Answer::Down("no network"), Answer::html(500), Answer::html(200)] {
        let scene = Scene::code();
        let page = scene.sign_in();
        let before = record(&page);
        scene.op().rotate_to(SigningKey::rsa("rsa-2", 2));
        scene.answer("jwks", answer);
        let after = renew(&page);
        assert_eq!(before["idToken"], after["idToken"]);
        assert_ne!(before["accessToken"], after["accessToken"]);
    }
}

#[test]
fn a_network_that_fails_at_any_point_costs_no_session() {
    for storage in [Storage::Works, Storage::Blocked] {
        for runs in 1.. {
            let scene = Scene::slow(&json!({}));
            let page = scene.sign_in();
            // Without storage there is nothing cached.
            scene.host.tab.condition.set(storage);
            scene.op().rotate_to(SigningKey::rsa("rsa-2", 2));
            let renewal = page.renew();
            if (0..runs).any(|_| renewal.run().is_some()) {
                assert!(runs > 3, "expected it to wait");
                break;
            }
            for endpoint in ["discovery", "jwks", "token"] {
                scene.answer(endpoint, Answer::Down("no network"));
            }
            match renewal.end() {
                Ok(renewed) => assert_eq!(renewed, Renewed::Done),
                Err(error) => assert_eq!(error.code(), Code::RenewalUnreachable, "after {runs} runs, {storage:?}"),
            }
            scene.op().answers.clear();
            assert!(page.is_signed_in(), "after {runs} runs, {storage:?}: {:?}", page.state());
            if let Renewed::Useless { .. } = page.renew().end().unwrap() {
                let options = RenewalOptions { after: page.obtained_at(), last_resort: true };
                assert_eq!(page.renew_as(options).end().unwrap(), Renewed::Done);
            }
            assert!(scene.op().refresh_tokens.reused.is_empty());
        }
    }
}

#[test]
fn a_clock_that_is_wrong_ends_no_session() {
    for (claim, by) in [("exp", -9000), ("iat", 900)] {
        let scene = Scene::code();
        let page = scene.sign_in();
        scene.draft(move |draft| {
            let time = draft.claims[claim].as_i64().unwrap() + by;
            draft.claim(claim, json!(time));
        });
        let error = page.renew().end().unwrap_err();
        assert_eq!(error.code(), Code::RenewalUnreachable, "{claim}");
        assert!(error.details().found.contains("token_time_invalid") || !error.details().found.is_empty());
        scene.draft(|_| ());
        // The refresh token that came along is kept.
        assert_eq!(page.renew().end().unwrap(), Renewed::Done, "{claim}");
        assert!(scene.op().refresh_tokens.reused.is_empty());
    }
}

#[test]
fn nobody_who_is_not_signed_in_is_renewed() {
    let scene = Scene::code();
    assert_eq!(scene.page().renew().end().unwrap_err().code(), Code::NotSignedIn);
    let page = Scene::implicit().sign_in();
    assert!(matches!(page.renew().end().unwrap(), Renewed::Useless { cut_off: false, refused: false, .. }));
}
