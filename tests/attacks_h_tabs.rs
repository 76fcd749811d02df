//! Attack table, part H: tabs that die in the middle of a renewal, or renew at the same time; and G-15.
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

fn cut_off(renewed: &Renewed) -> bool {
    matches!(renewed, Renewed::Useless { cut_off: true, refused: false, .. })
}

fn last_resort(page: &Page) -> Renewed {
    page.renew_as(RenewalOptions { after: page.obtained_at(), last_resort: true }).end().unwrap()
}

#[test]
fn h_04_a_tab_that_dies_anywhere_uses_no_refresh_token_twice() {
    for (storage, rotates) in [("session", true), ("session", false), ("shared", true), ("shared", false)] {
        let mut ends = Vec::new();
        for waits in 1.. {
            let mut is_over = false;
            for is_done in [true, false] {
                let scene = Scene::slow(&json!({"storage": storage}));
                scene.op().refresh_tokens.rotate = rotates;
                let page = scene.sign_in();
                let operation = page.renew();
                is_over = (0..waits).any(|_| operation.run().is_some());
                if is_over {
                    break;
                }
                operation.die(is_done);
                let next = scene.page();
                let renewed = next.renew().end().unwrap();
                let used = presented(&scene);
                assert_eq!(scene.op().refresh_tokens.reused.len(), 0, "{storage}, {waits} waits, done {is_done}");
                if renewed == Renewed::Done {
                    ends.push("kept");
                    continue;
                }
                // Its answer is lost, or the request never was. Which one it was nobody knows.
                assert!(cut_off(&renewed), "{renewed:?}");
                let is_lost = used == 1 && rotates;
                assert_eq!(last_resort(&next) == Renewed::Done, !is_lost, "{storage}, {waits} waits, done {is_done}");
                ends.push(if is_lost { "lost" } else { "kept by the last resort" });
            }
            if is_over {
                break;
            }
        }
        let count = |end| ends.iter().filter(|found| **found == end).count();
        // While the answer is on its way; and where it is to be shared, until that is done.
        let (lost, last) = match (storage, rotates) {
            ("session", true) => (1, 1),
            ("session", false) => (0, 2),
            (_, true) => (2, 1),
            (_, false) => (0, 2),
        };
        assert_eq!((count("lost"), count("kept by the last resort")), (lost, last), "{storage} {rotates}: {ends:?}");
        assert!(count("kept") >= 5, "{ends:?}");
    }
}

#[test]
fn h_05_who_waited_for_another_tab_takes_what_it_got() {
    let scene = Scene::new(json!({"storage": "shared"}));
    let pages = [scene.sign_in(), scene.other_tab().page(), scene.other_tab().page()];
    let after = pages[0].obtained_at();
    scene.host.pass(3000);
    for page in &pages {
        // All of them asked for a renewal of the same session, and got the lock one after the other.
        let options = RenewalOptions { after, last_resort: false };
        assert_eq!(page.renew_as(options).end().unwrap(), Renewed::Done);
        assert!(page.access_token(3500).is_ok());
    }
    assert_eq!(presented(&scene), 1);
    let tokens = pages.map(|page| session(&page).access_token);
    assert!(tokens[0] == tokens[1] && tokens[1] == tokens[2]);
}

#[test]
fn h_05_without_a_lock_no_two_tabs_send_the_same_refresh_token() {
    for storage in ["session", "shared"] {
        for runs in 1.. {
            let scene = Scene::slow(&json!({"storage": storage}));
            let first = scene.sign_in();
            let other = scene.other_tab();
            // A tab that was duplicated, or one that shares the session.
            *other.host.tab.storage.borrow_mut() = scene.host.storage();
            let second = other.page();
            let renewal = first.renew();
            if (0..runs).any(|_| renewal.run().is_some()) {
                assert!(runs > 3, "expected it to wait");
                break;
            }
            let between = second.renew().end();
            renewal.end().unwrap();
            assert_eq!(scene.op().refresh_tokens.reused.len(), 0, "{storage}, after {runs} runs: {between:?}");
            if storage == "session" {
                assert_eq!(presented(&scene), 1, "after {runs} runs: {between:?}");
            }
        }
    }
}

#[test]
fn h_05_a_copied_tab_leaves_the_refresh_token_to_the_first_who_used_it() {
    let scene = Scene::code();
    let first = scene.sign_in();
    let other = scene.other_tab();
    *other.host.tab.storage.borrow_mut() = scene.host.storage();
    let copy = other.page();
    assert_eq!(first.renew().end().unwrap(), Renewed::Done);
    let renewed = copy.renew().end().unwrap();
    assert!(matches!(&renewed, Renewed::Useless { cut_off: false, refused: false, .. }), "{renewed:?}");
    // It lives as long as its access token.
    copy.give_up(copy.obtained_at(), "of no use", false).unwrap();
    assert!(matches!(copy.state(), State::SignedIn { error: Some(_), .. }) && copy.renewal_in(0).is_none());
    scene.host.pass(3600);
    assert!(matches!(copy.state(), State::SignedOut { reason: Reason::Expired, .. }));
    assert_eq!((presented(&scene), first.renew().end().unwrap()), (1, Renewed::Done));
}

#[test]
fn g_15_two_refreshes_one_after_the_other_use_two_refresh_tokens() {
    for storage in ["session", "shared", "memory"] {
        let scene = Scene::new(json!({"storage": storage}));
        let page = scene.sign_in();
        for _ in 0..3 {
            assert_eq!(page.renew().end().unwrap(), Renewed::Done);
        }
        let sent = scene.op().refresh_tokens.presented.clone();
        assert_eq!(sent.len(), 3);
        assert!(scene.op().refresh_tokens.reused.is_empty() && sent.windows(2).all(|two| two[0] != two[1]));
    }
}

#[test]
fn g_15_two_refreshes_at_once_send_no_refresh_token_twice() {
    for runs in 1.. {
        let scene = Scene::slow(&json!({}));
        let page = scene.sign_in();
        let (first, second) = (page.renew(), page.renew());
        if (0..runs).any(|_| first.run().is_some()) {
            assert!(runs > 2, "expected it to wait");
            break;
        }
        let _any = second.end().unwrap();
        let _any = first.end().unwrap();
        assert!(scene.op().refresh_tokens.reused.is_empty(), "after {runs} runs");
    }
}

fn presented(scene: &Scene) -> usize {
    scene.op().refresh_tokens.presented.len()
}
