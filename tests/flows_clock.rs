//! The provider's clock: what is learned of it, and used for.
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
use kirjaudu::{
    base::{arena::Arena, config::Config, time::Timestamp},
    flow::{clock, host::Run},
};

/// Milliseconds that the provider's clock is ahead of ours, as far as is known.
fn offset(scene: &Scene) -> i64 {
    let key = format!("kirjaudu.clock.{ISSUER}");
    scene.host.storage().get(&key).map_or(0, |text| text.parse().unwrap())
}

/// From now on the provider's clock is ahead by that, or behind.
fn provider_is_ahead(scene: &Scene, seconds: i64) {
    scene.draft(move |draft| {
        for name in ["iat", "exp"] {
            let time = draft.claims[name].as_i64().unwrap() + seconds;
            draft.claim(name, json!(time));
        }
    });
}

#[test]
fn a_provider_whose_clock_is_ahead_is_learned_from_and_believed_later() {
    let scene = Scene::code();
    provider_is_ahead(&scene, 50);
    let page = scene.sign_in();
    assert_eq!(offset(&scene), 50_000);
    // More than clocks may differ by, but not more than that from what is known.
    provider_is_ahead(&scene, 100);
    assert_eq!(page.renew().end().unwrap(), Renewed::Done);
    assert_eq!(offset(&scene), 100_000);
    // Without what was learned it is refused.
    scene.host.tab.storage.borrow_mut().retain(|key, _| !key.starts_with("kirjaudu.clock."));
    let error = page.renew().end().unwrap_err();
    assert!(error.code() == Code::RenewalUnreachable && page.is_signed_in(), "{error}");
}

#[test]
fn an_id_token_that_was_set_back_says_nothing_of_a_clock() {
    for seconds in [-1, -50, -300] {
        let scene = Scene::code();
        provider_is_ahead(&scene, seconds);
        let page = scene.sign_in();
        assert_eq!(offset(&scene), 0, "{seconds}");
        assert_eq!(page.renew().end().unwrap(), Renewed::Done);
        assert_eq!(offset(&scene), 0, "{seconds}");
    }
}

#[test]
fn our_clock_that_was_put_right_is_learned_again() {
    let scene = Scene::code();
    provider_is_ahead(&scene, 50);
    let page = scene.sign_in();
    // It was ours that was behind.
    scene.host.set_wall_clock(50);
    provider_is_ahead(&scene, 0);
    assert_eq!(page.renew().end().unwrap(), Renewed::Done);
    assert!(offset(&scene) < 1000, "{}", offset(&scene));
}

#[test]
fn what_is_learned_is_bounded() {
    let learned = |before: &str, received: i64, learn: &dyn Fn(&Run<'_, FakeHost>)| {
        let scene = Scene::code();
        let key = format!("kirjaudu.clock.{ISSUER}");
        scene.host.tab.storage.borrow_mut().insert(key, before.into());
        scene.host.world.now.set(received);
        let arena = Arena::default();
        let options = scene.options.borrow().to_string();
        let config = Config::parse(&arena, arena.text(&options)).unwrap();
        let run = Run { host: &scene.host, arena: &arena, config };
        learn(&run);
        clock::offset(&run)
    };
    // A time that may have been set back, in whole seconds, said between two moments of ours: what fits is left as it is.
    let iat = |said, sent, received, before| {
        learned(before, received, &|run| clock::learn_from_iat(run, Timestamp(said), Timestamp(sent)))
    };
    assert_eq!(iat(1000, 1000, 1500, "0"), 0);
    assert_eq!(iat(1000, 1000, 1500, "999"), 999);
    assert_eq!(iat(1000, 1000, 1500, "1001"), 999);
    assert_eq!(iat(1000, 1000, 1500, "-501"), -500);
    assert_eq!(iat(0, 9000, 9500, "0"), 0);
    assert_eq!(iat(9000, 1000, 1500, "0"), 7500);
    assert_eq!(iat(601_500, 1000, 1500, "0"), 600_000);
    assert_eq!(iat(602_000, 1000, 1500, "7"), 7);
    // What a clock showed.
    let date =
        |said, received, before| learned(before, received, &|run| _ = clock::learn_from_date(run, Timestamp(said)));
    assert_eq!(date(0, 9000, "0"), -9000);
    assert_eq!(date(9000, 1000, "0"), 8000);
    assert_eq!(date(5000, 1000, "0"), 0, "expected nothing learned of what the way takes");
    // Further off than is believed, in what is said and in what is stored.
    assert_eq!(date(601_000, 1000, "7"), 600_000);
    assert_eq!(date(602_000, 1000, "7"), 7);
    assert_eq!(date(1000, 901_000, "7"), 7);
    assert_eq!(date(1000, 1000, "999999999"), 0);
}
