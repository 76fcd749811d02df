//! What happens at a page while an operation waits: a logout, the same callback again, another login, time.
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
fn a_logout_between_two_runs_of_a_callback_leaves_nobody_signed_in() {
    for options in flows() {
        for fails in [false, true] {
            // As many runs before the logout as there are, the last one left out.
            for before in 1.. {
                let scene = Scene::slow(&options);
                if fails {
                    scene.claim("nonce", json!("other"));
                    scene.answer("token", Answer::Down("no network"));
                }
                let url = scene.login().url();
                let page = scene.page();
                let operation = page.callback(&url);
                if (0..before).any(|_| operation.run().is_some()) {
                    assert!(before > 1, "expected it to wait");
                    break;
                }
                page.end();
                operation.end().unwrap();
                assert!(page.is_logged_out(), "{options}, {before} runs: {:?}", page.state());
                assert!(scene.host.stored("kirjaudu.session.").is_empty());
                assert!(page.id_token().is_none() && !scene.page().is_signed_in());
            }
        }
    }
}

#[test]
fn two_callbacks_of_one_url_sign_in_once() {
    for options in flows() {
        for reloaded in [false, true] {
            let scene = Scene::slow(&options);
            let url = scene.login().url();
            scene.host.forget_requests();
            let page = scene.page();
            let other = if reloaded { scene.page() } else { Page { host: page.host.clone(), ..scene.page() } };
            let (first, second) = (page.callback(&url), other.callback(&url));
            scene.host.deeds();
            // By turns, one run each, until both have come to their end.
            let mut ends = [false, false];
            while ends != [true, true] {
                for (ended, operation) in ends.iter_mut().zip([&first, &second]) {
                    *ended = *ended || operation.run().is_some();
                }
            }
            let deeds = scene.host.deeds();
            assert!(page.is_signed_in(), "{options}: {:?}", page.state());
            assert_eq!(count(&deeds, "write kirjaudu.login."), 1, "expected it to be taken once");
            assert_eq!(count(&deeds, "write kirjaudu.session."), 1);
            assert_eq!(scene.asked(), if url.contains("code=") { vec!["/token"] } else { vec![] });
            if reloaded {
                let State::SignedOut { error: Some(error), .. } = other.state() else { panic!("one session") };
                assert_eq!(error.code(), Code::StateAlreadyUsed);
            }
        }
    }
}

#[test]
fn two_logins_at_once_are_two_logins() {
    let scene = Scene::slow(&json!({}));
    let page = scene.page();
    let (first, second) = (page.login(&json!({})), page.login(&json!({})));
    assert!(first.run().is_none() && second.run().is_none() && first.run().is_none());
    let urls = [second.end().unwrap().url, first.end().unwrap().url];
    assert_ne!(parameter(&urls[0], "state"), parameter(&urls[1], "state"));
    assert_eq!(scene.host.stored("kirjaudu.login.").len(), 2);
    for url in urls {
        accepted(&scene.page(), &scene.authorize(&url).url());
    }
}

#[test]
fn what_comes_of_a_callback_is_added_to_what_came_meanwhile() {
    let scene = Scene::slow(&json!({}));
    let (late, early) = (scene.login().url(), scene.login().url());
    let page = scene.page();
    let operation = page.callback(&late);
    assert!(operation.run().is_none());
    page.callback(&early).end().unwrap();
    let token = page.access_token(0).unwrap();
    scene.answer("token", Answer::Down("no network"));
    operation.end().unwrap();
    assert_eq!(session(&page).error.unwrap().code(), Code::TokenUnreachable);
    assert!(token.matches(page.access_token(0).unwrap().expose()));
}

#[test]
fn the_time_of_an_answer_is_taken_off_a_tokens_life() {
    let scene = Scene::code();
    let url = scene.login().url();
    let page = scene.page();
    let operation = page.callback(&url);
    scene.host.world.held.set(true);
    assert!(operation.run().is_none());
    scene.host.pass(100);
    assert!(operation.run().is_none());
    scene.host.world.held.set(false);
    operation.end().unwrap();
    assert_eq!(session(&page).expires_at, NOW + 3600);
    assert!(page.access_token(3500).is_ok());
    assert_eq!(page.access_token(3501).unwrap_err().code(), Code::AccessTokenUnavailable);
}

#[test]
fn a_page_restores_its_session_once_though_its_first_operation_waits() {
    for logs_out in [false, true] {
        let scene = Scene::slow(&json!({}));
        scene.sign_in();
        let url = scene.login().url();
        // Nobody has asked this page for anything.
        let page = Page { host: scene.host.new_page(), ..scene.page() };
        let operation = page.callback(&url);
        assert!(operation.run().is_none());
        assert!(page.is_signed_in(), "expected the session of before until the answer is there");
        if logs_out {
            page.end();
        }
        operation.end().unwrap();
        assert_eq!((page.is_signed_in(), page.is_logged_out()), (!logs_out, logs_out));
        assert_eq!(scene.host.stored("kirjaudu.session.").len(), usize::from(!logs_out));
    }
}
