//! Attack table, part H: what is stored, by whomever, and for how long.
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

const POISON: [&str; 9] = [
    "",
    "null",
    "7",
    "\n\n\n",
    "s\nu\nx y z\n",
    r#"{"__proto__":{"v":1}}"#,
    "u \ns \n",
    "99999999999999999999999999999999999999999",
    "-99999999999999999999",
];

#[test]
fn h_07_a_poisoned_journal_keeps_nobody_from_renewing() {
    let huge = "s AAAAAAAAAAAAAAAAAAAAAA\n".repeat(20_000);
    let endless = "s".repeat(500_000);
    for poison in POISON.into_iter().chain([huge.as_str(), endless.as_str()]) {
        let scene = Scene::code();
        let page = scene.sign_in();
        let key = format!("kirjaudu.refresh.{CLIENT} {ISSUER}");
        for _ in 0..2 {
            scene.host.world.shared.borrow_mut().insert(key.clone(), poison.into());
            assert_eq!(page.renew().end().unwrap(), Renewed::Done, "{poison:.40}");
        }
        let journal = scene.host.world.shared.borrow()[&key].clone();
        assert!(journal.lines().count() <= 1024, "expected it to stay short");
        let sent = scene.op().refresh_tokens.presented.last().cloned().unwrap();
        assert!(journal.starts_with("u ") && !journal.contains(&sent));
    }
}

#[test]
fn h_07_a_mark_that_somebody_forged_costs_a_silent_login_and_no_session() {
    for mark in ["u", "s"] {
        let scene = Scene::code();
        let page = scene.sign_in();
        // The name of the token, as a renewal that does not arrive leaves it.
        scene.answer("token", Answer::Down("no network"));
        page.renew().end().unwrap_err();
        scene.op().answers.clear();
        for text in scene.host.world.shared.borrow_mut().values_mut() {
            *text = format!("{mark}{}", &text[1..]);
        }
        let renewed = page.renew().end().unwrap();
        assert!(matches!(&renewed, Renewed::Useless { cut_off, refused: false, .. } if *cut_off == (mark == "s")));
        let url = scene.begin(&page, &json!({"prompt": "none", "inWindow": true})).unwrap();
        assert!(page.silent_answer(&scene.authorize(&url).url()).end().unwrap().is_none());
        assert_eq!(page.renew().end().unwrap(), Renewed::Done);
    }
}

#[test]
fn h_07_a_poisoned_clock_is_bounded() {
    for poison in POISON.into_iter().chain(["600001", "9223372036854775807", "-9223372036854775808", "50000", "-50000"])
    {
        let scene = Scene::code();
        let page = scene.sign_in();
        scene.host.tab.storage.borrow_mut().insert(format!("kirjaudu.clock.{ISSUER}"), poison.into());
        assert_eq!(page.renew().end().unwrap(), Renewed::Done, "{poison}");
        // Not one that ended longer ago than was said, and than clocks may differ by.
        let ended = scene.host.seconds() - 111;
        scene.claim("exp", json!(ended));
        page.renew().end().unwrap_err();
    }
}

#[test]
fn h_07_a_poisoned_shared_session_is_lost_and_the_page_usable() {
    let elsewhere = Scene::new(json!({"storage": "shared"}));
    elsewhere.sign_in();
    let (key, good) =
        elsewhere.host.world.vault.borrow().first_key_value().map(|(k, v)| (k.clone(), v.clone())).unwrap();
    let spoilt = [
        good.replacen("\"v\":1", "\"v\":2", 1),
        good.replacen(ISSUER, "https://evil.example", 1),
        good.replacen(CLIENT, "other", 1),
        good.replacen("idToken\":\"", "idToken\":\"x", 1),
        good[..good.len() / 2].to_owned(),
    ];
    for poison in
        POISON.into_iter().skip(1).map(String::from).chain(spoilt).chain(["?".to_owned(), "[".repeat(100_000)])
    {
        let scene = Scene::new(json!({"storage": "shared"}));
        scene.host.world.vault.borrow_mut().insert(key.clone(), poison.clone());
        let State::SignedOut { reason, error: None } = scene.page().state() else { panic!("{poison:.40}") };
        assert_eq!(reason, Reason::StorageLost, "{poison:.40}");
        assert!(scene.host.world.vault.borrow().is_empty(), "expected it thrown away");
        accepted(&scene.page(), &scene.login().url());
        assert!(scene.page().is_signed_in());
    }
}

#[test]
fn h_07_a_shared_storage_that_fails_costs_the_sharing_only() {
    for condition in [Storage::Blocked, Storage::Full, Storage::Unreadable] {
        let scene = Scene::new(json!({"storage": "shared"}));
        let redirect = scene.login();
        scene.host.world.vault_condition.set(condition);
        let page = scene.page();
        callback(&page, &redirect.url());
        assert_eq!(session(&page).error.unwrap().code(), Code::StorageUnavailable);
        for _ in 0..2 {
            assert_eq!(page.renew().end().unwrap(), Renewed::Done, "{condition:?}");
        }
        assert!(page.access_token(3000).is_ok() && scene.op().refresh_tokens.reused.is_empty());
        let reason = if condition == Storage::Unreadable { Reason::StorageLost } else { Reason::Never };
        assert!(matches!(scene.page().state(), State::SignedOut { reason: found, .. } if found == reason));
    }
}

#[test]
fn h_07_a_storage_that_is_wiped_or_full_between_renewals_loses_no_session() {
    for storage in ["session", "shared"] {
        for wiped in [false, true] {
            let scene = Scene::new(json!({"storage": storage}));
            let page = scene.sign_in();
            let (tab, world) = (&scene.host.tab, &scene.host.world);
            if !wiped {
                tab.condition.set(Storage::Full);
                world.vault_condition.set(Storage::Full);
            }
            for _ in 0..3 {
                if wiped {
                    tab.storage.borrow_mut().clear();
                    world.vault.borrow_mut().clear();
                    world.shared.borrow_mut().clear();
                }
                // What stands there is older than what the page knows.
                assert_eq!(page.renew().end().unwrap(), Renewed::Done, "{storage}, wiped {wiped}");
            }
            assert!(scene.op().refresh_tokens.reused.is_empty());
            let next = scene.page().renew().end().unwrap();
            assert_eq!(next == Renewed::Done, wiped, "{next:?}");
            assert!(scene.op().refresh_tokens.reused.is_empty());
        }
    }
}

#[test]
fn h_08_what_all_scripts_of_the_origin_can_read_holds_no_token() {
    for storage in ["shared", "memory"] {
        let scene = Scene::new(json!({"storage": storage}));
        let page = scene.sign_in();
        page.renew().end().unwrap();
        page.renew().end().unwrap();
        scene.answer("token", Answer::Down("no network"));
        page.renew().end().unwrap_err();
        let readable = format!("{:?} {:?}", scene.host.storage(), scene.host.world.shared.borrow());
        assert!(readable.contains("kirjaudu.refresh."));
        for secret in scene.op().issued.iter().filter(|secret| !secret.starts_with("code-")) {
            assert!(!readable.contains(secret), "{secret} in {readable}");
        }
    }
    // Nor where the session is that of one tab.
    let scene = Scene::code();
    scene.sign_in().renew().end().unwrap();
    let readable = format!("{:?}", scene.host.world.shared.borrow());
    assert!(scene.op().issued.iter().all(|secret| !readable.contains(secret)));
}

#[test]
fn h_16_a_refresh_token_whose_time_is_over_is_not_sent() {
    for name in ["refresh_expires_in", "rt_expires_in"] {
        let scene = Scene::code();
        scene.op().refresh_tokens.life = Some((name, 1800));
        let page = scene.sign_in();
        // It is used before it ends, though the access token lives longer.
        assert!((1_700_000..1_800_000).contains(&page.renewal_in(0).unwrap()), "{name}");
        scene.host.pass(1799);
        assert_eq!(page.renew().end().unwrap(), Renewed::Done);
        // Each new one has a life of its own.
        scene.host.pass(1799);
        assert_eq!(page.renew().end().unwrap(), Renewed::Done);
        scene.host.pass(1800);
        let renewed = scene.page().renew().end().unwrap();
        assert!(matches!(renewed, Renewed::Useless { cut_off: false, refused: false, .. }), "{renewed:?}");
        assert_eq!(scene.op().refresh_tokens.presented.len(), 2);
    }
}

#[test]
fn h_16_a_refresh_token_that_nothing_is_said_of_has_no_end() {
    for life in [None, Some(0), Some(-1)] {
        let scene = Scene::code();
        scene.token_response(move |response| {
            response.as_object_mut().unwrap().remove("refresh_expires_in");
            if let Some(seconds) = life {
                response["refresh_expires_in"] = seconds.into();
            }
        });
        let page = scene.sign_in();
        scene.host.pass(90 * 24 * 3600);
        assert_eq!(page.renew().end().unwrap(), Renewed::Done);
    }
    // The end of one is not that of the next.
    let scene = Scene::code();
    scene.op().refresh_tokens.life = Some(("refresh_expires_in", 60));
    let page = scene.sign_in();
    scene.op().refresh_tokens.life = None;
    for _ in 0..2 {
        assert_eq!(page.renew().end().unwrap(), Renewed::Done);
        scene.host.pass(100);
    }
}
