//! What a page does beside another one, of its tab or of its origin, in which somebody has signed in later.
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

fn access_token(page: &Page) -> String {
    page.access_token(0).unwrap().expose().into()
}

#[test]
fn a_session_that_is_over_takes_no_later_one_of_its_tab_along() {
    let scene = Scene::new(json!({"autoRenew": false}));
    let first = scene.sign_in();
    scene.host.pass(1000);
    let second = scene.sign_in();
    scene.host.pass(2700);
    assert!(!first.is_signed_in());
    assert!(second.is_signed_in() && scene.page().is_signed_in());
    scene.host.pass(1000);
    assert!(!second.is_signed_in());
    assert!(scene.host.stored("kirjaudu.session.").is_empty());
}

#[test]
fn a_logout_ends_every_session_of_the_tab() {
    let scene = Scene::code();
    let first = scene.sign_in();
    scene.host.pass(1);
    scene.sign_in();
    first.end();
    assert!(!scene.page().is_signed_in());
}

#[test]
fn whoever_has_signed_in_is_not_replaced_by_an_earlier_session_that_is_still_stored() {
    // Without a refresh token the journal tells nothing.
    for options in [json!({"storage": "shared"}), json!({"storage": "shared", "flow": "implicit"})] {
        let scene = Scene::new(options);
        scene.sign_in();
        scene.host.pass(1);
        // What stands there can be read, and not be replaced.
        scene.host.world.vault_condition.set(Storage::Full);
        let redirect = scene.login();
        let page = scene.page();
        callback(&page, &redirect.url());
        let mine = access_token(&page);
        page.restore();
        assert_eq!(access_token(&page), mine);
        // A later one it is that counts.
        scene.host.world.vault_condition.set(Storage::Works);
        scene.host.pass(1);
        let later = scene.sign_in();
        page.restore();
        assert_eq!(access_token(&page), access_token(&later));
    }
}

#[test]
fn a_sign_in_that_lies_ahead_was_made_by_another_clock_and_is_replaced() {
    let scene = Scene::new(json!({"storage": "shared", "flow": "implicit"}));
    let page = scene.sign_in();
    scene.host.pass(-7200);
    let after = scene.sign_in();
    page.restore();
    assert_eq!(access_token(&page), access_token(&after));
}
