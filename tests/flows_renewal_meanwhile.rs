//! What happens while a renewal is on its way: logouts, limits, other sign-ins, in this tab and in others.
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

fn record(page: &Page) -> Value {
    let State::SignedIn { record, .. } = page.state() else { panic!("expected a session, found {:?}", page.state()) };
    record
}

fn silent_login(scene: &Scene, page: &Page) {
    let url = scene.begin(page, &json!({"prompt": "none", "inWindow": true})).unwrap();
    assert!(page.silent_answer(&scene.authorize(&url).url()).end().unwrap().is_none());
}

#[test]
fn a_session_that_ends_during_a_renewal_is_not_begun_again_by_it() {
    for storage in ["session", "shared", "memory"] {
        for by_limit in [false, true] {
            for runs in 1.. {
                let scene = Scene::slow(&json!({"storage": storage}));
                let page = scene.sign_in();
                let renewal = page.renew();
                if (0..runs).any(|_| renewal.run().is_some()) {
                    assert!(runs > 2, "expected it to wait");
                    break;
                }
                if by_limit {
                    // As the page does it: no logout, and what is stored is removed.
                    page.host.memory.replace(Some(r#"{"logouts":0,"reason":"idle","error":""}"#.into()));
                    scene.host.tab.storage.borrow_mut().retain(|key, _| !key.starts_with("kirjaudu.session."));
                    scene.host.world.vault.borrow_mut().clear();
                } else {
                    page.end();
                }
                renewal.end().unwrap_err();
                let State::SignedOut { reason, error: None } = page.state() else { panic!("after {runs} runs") };
                assert_eq!(reason, if by_limit { Reason::Idle } else { Reason::Logout });
                assert!(scene.host.stored("kirjaudu.session.").is_empty(), "{storage}, after {runs} runs");
                assert!(scene.host.world.vault.borrow().is_empty(), "{storage}, after {runs} runs");
                assert!(!scene.page().is_signed_in());
            }
        }
    }
}

#[test]
fn a_sign_in_that_ends_during_a_renewal_stays() {
    for for_api in [false, true] {
        for is_silent in [false, true] {
            for runs in 1.. {
                let scene = Scene::slow(&json!({"apiTokens": {"kind": "resource"}}));
                let page = scene.sign_in();
                let renewal = page.renew();
                let asked = json!({"resource": "https://api.example/"});
                let token = page.api_token(&asked);
                let is_over = |_| if for_api { token.run().is_some() } else { renewal.run().is_some() };
                if (0..runs).any(is_over) {
                    assert!(runs > 2, "expected it to wait");
                    break;
                }
                scene.host.pass(10);
                if is_silent {
                    silent_login(&scene, &page);
                } else {
                    scene.claim("sub", json!("another"));
                    let redirect = scene.authorize(&scene.begin(&page, &json!({})).unwrap());
                    accepted(&page, &redirect.url());
                }
                let after = record(&page);
                let _whatever = if for_api { token.end().map(|_| ()) } else { renewal.end().map(|_| ()) };
                assert_eq!(record(&page), after, "api: {for_api}, silent: {is_silent}, after {runs} runs");
            }
        }
    }
}

#[test]
fn another_person_who_signed_in_meanwhile_is_taken_and_not_renewed() {
    let scene = Scene::new(json!({"storage": "shared"}));
    let page = scene.sign_in();
    scene.claim("sub", json!("another"));
    scene.host.pass(10);
    scene.other_tab().sign_in();
    scene.host.forget_requests();
    assert_eq!(page.renew().end().unwrap(), Renewed::Done);
    assert_eq!(session(&page).claims["sub"], "another");
    assert!(scene.asked().is_empty(), "expected nothing sent for a session whose lock nobody holds");
}

#[test]
fn who_gives_up_a_session_leaves_one_alone_that_began_meanwhile() {
    for is_told in [false, true] {
        let scene = Scene::new(json!({"storage": "shared"}));
        let page = scene.sign_in();
        let after = page.obtained_at();
        scene.host.pass(10);
        let other = scene.other_tab().sign_in();
        if is_told {
            page.restore();
        }
        assert!(page.give_up(after, "of no use", true).is_none());
        assert!(page.is_signed_in() && scene.page().is_signed_in());
        assert_eq!(page.obtained_at(), other.obtained_at());
    }
}
