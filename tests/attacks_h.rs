//! Attack table, part H: renewal, what is stored, several tabs; and G-15.
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

const STORAGES: [&str; 2] = ["session", "shared"];

fn cut_off(renewed: &Renewed) -> bool {
    matches!(renewed, Renewed::Useless { cut_off: true, refused: false, .. })
}

/// The marks in the journal, the newest first.
fn marks(scene: &Scene) -> String {
    let shared = scene.host.world.shared.borrow();
    let journal = shared.iter().find(|(key, _)| key.starts_with("kirjaudu.refresh."));
    journal.map_or_else(String::new, |(_, text)| text.lines().map(|line| &line[..1]).collect())
}

fn presented(scene: &Scene) -> usize {
    scene.op().refresh_tokens.presented.len()
}

fn last_resort(page: &Page) -> Renewed {
    page.renew_as(RenewalOptions { after: page.obtained_at(), last_resort: true }).end().unwrap()
}

#[test]
fn h_01_a_refresh_token_that_was_refused_is_not_sent_again() {
    for error in ["invalid_grant", "invalid_client", "unauthorized_client", "invalid_scope"] {
        let scene = Scene::code();
        let page = scene.sign_in();
        scene.op().refresh_tokens.instead =
            Some(Answer::json(400, &json!({"error": error, "error_description": "Token is not active"})));
        let renewed = page.renew().end().unwrap();
        let Renewed::Useless { because, cut_off: false, refused: true } = &renewed else { panic!("{renewed:?}") };
        assert!(because.contains("Token is not active"), "{because}");
        for page in [&page, &scene.page()] {
            let again = page.renew().end().unwrap();
            // Still the provider's word, whatever came in between.
            assert!(matches!(again, Renewed::Useless { cut_off: false, refused: true, .. }), "{again:?}");
        }
        assert_eq!((presented(&scene), marks(&scene).as_str()), (1, "r"));
        assert!(page.is_signed_in(), "expected a silent login to be tried first");
        assert_eq!(page.give_up(page.obtained_at(), because, true).unwrap().code(), Code::ReauthenticationRequired);
        let State::SignedOut { reason: Reason::Expired, error: Some(error) } = page.state() else { panic!("ended") };
        assert!(error.details().found.contains("Token is not active"));
        assert!(scene.host.stored("kirjaudu.session.").is_empty());
        assert_eq!(page.renewal_in(0), None);
    }
}

#[test]
fn h_02_a_failure_that_is_not_the_providers_word_keeps_the_session() {
    let portal = || Answer::Http(200, "text/html", b"<title>Free wireless network</title>".to_vec());
    for (answer, mark, retry_after) in [
        (Answer::Down("no network"), "s", 0),
        (Answer::html(500), "s", 0),
        (Answer::html(502), "s", 7),
        (Answer::html(408), "s", 0),
        (Answer::html(425), "s", 0),
        (Answer::html(429), "", 30),
        (Answer::html(503), "", 120),
        (Answer::html(403), "s", 0),
        // What gateways and frameworks say in JSON, and servers of themselves.
        (Answer::json(403, &json!({"message": "Forbidden"})), "s", 0),
        (Answer::json(404, &json!({"error": "Not Found", "status": 404})), "s", 0),
        (Answer::json(400, &json!({"error": "temporarily_unavailable"})), "s", 0),
        (Answer::json(200, &json!({"error": "server_error"})), "s", 0),
        (portal(), "s", 0),
    ] {
        for storage in STORAGES {
            let scene = Scene::new(json!({"storage": storage}));
            let page = scene.sign_in();
            let before = (page.memory(), scene.host.storage(), scene.host.world.vault.borrow().clone());
            scene.answer("token", answer.clone());
            scene.op().retry_after = Some(retry_after).filter(|seconds| *seconds > 0);
            let error = page.renew().end().unwrap_err();
            assert_eq!(error.code(), Code::RenewalUnreachable, "{answer:?}");
            if !matches!(answer, Answer::Down(_)) {
                let wait = format!("200, perhaps after {retry_after} s");
                assert_eq!(error.details().expected, if retry_after > 0 { &wait } else { "200" });
            }
            assert_eq!(before, (page.memory(), scene.host.storage(), scene.host.world.vault.borrow().clone()));
            assert_eq!(marks(&scene), mark, "{answer:?}");
            // Also after the access token's end.
            scene.host.pass(4000);
            assert!(page.is_signed_in() && page.renewal_in(1).unwrap() >= 1000);
            scene.op().answers.clear();
            let renewed = page.renew().end().unwrap();
            if mark == "s" {
                // It may have been used up.
                assert!(cut_off(&renewed) && presented(&scene) == 0, "{renewed:?}");
                assert_eq!(last_resort(&page), Renewed::Done);
            } else {
                assert_eq!(renewed, Renewed::Done);
            }
            assert_eq!((presented(&scene), scene.op().refresh_tokens.reused.len()), (1, 0));
            assert!(page.access_token(3000).is_ok());
        }
    }
}

#[test]
fn h_03_a_refreshed_id_token_of_another_login_ends_the_session() {
    type Change = (&'static str, Value, Code);
    let changes: [Change; 11] = [
        ("sub", json!("another"), Code::ClaimInvalid),
        ("sub", json!(null), Code::ClaimInvalid),
        ("iss", json!("https://evil.example"), Code::ClaimInvalid),
        ("aud", json!("other"), Code::ClaimInvalid),
        ("aud", json!(["other", CLIENT]), Code::ClaimInvalid),
        ("azp", json!("other"), Code::ClaimInvalid),
        ("nonce", json!("another"), Code::NonceMismatch),
        ("auth_time", json!(NOW - 31), Code::ClaimInvalid),
        ("auth_time", json!(NOW - 29), Code::ClaimInvalid),
        ("auth_time", json!("then"), Code::ClaimInvalid),
        ("at_hash", json!("AAAAAAAAAAAAAAAAAAAAAA"), Code::HashMismatch),
    ];
    for (name, value, code) in changes {
        for storage in STORAGES {
            let scene = Scene::new(json!({"storage": storage}));
            let page = scene.sign_in();
            let change = value.clone();
            scene.draft(move |draft| {
                if draft.place == Place::Refresh {
                    draft.claim(name, change.clone());
                }
            });
            scene.host.pass(10);
            let error = page.renew().end().unwrap_err();
            assert_eq!(error.code(), code, "{name} {value}");
            let State::SignedOut { reason: Reason::Expired, error: Some(shown) } = page.state() else {
                panic!("{name} {value}: {:?}", page.state())
            };
            assert_eq!(shown.code(), error.code());
            assert_eq!(error.details().field, name, "{value}");
            assert!(scene.host.stored("kirjaudu.session.").is_empty() && scene.host.world.vault.borrow().is_empty());
            assert!(!scene.page().is_signed_in());
        }
    }
}

#[test]
fn h_03_a_later_authentication_is_told_in_the_session_of_the_same_sid() {
    let is_renewed = |sid: Value, auth_time: Value| {
        let scene = Scene::code();
        scene.claim("sid", json!("s-1"));
        let page = scene.sign_in();
        let before = session(&page).claims["auth_time"].clone();
        let told = auth_time.clone();
        scene.draft(move |draft| {
            draft.claim("sid", sid.clone());
            draft.claim("auth_time", told.clone());
        });
        let result = page.renew().end();
        assert_eq!(before, json!(NOW - 30));
        assert_eq!(page.is_signed_in(), result.is_ok());
        result.map(|_| assert_eq!(session(&page).claims["auth_time"], auth_time)).is_ok()
    };
    assert!(is_renewed(json!("s-1"), json!(NOW - 29)));
    assert!(!is_renewed(json!("s-2"), json!(NOW - 29)));
    assert!(!is_renewed(json!(null), json!(NOW - 29)));
    assert!(!is_renewed(json!("s-1"), json!(NOW - 31)));
    assert!(!is_renewed(json!("s-1"), json!("then")));
}

#[test]
fn h_03_a_refreshed_id_token_under_another_key_ends_the_session() {
    for header in [json!({"alg": "RS256", "kid": "rsa-1"}), json!({"alg": "none"})] {
        let scene = Scene::code();
        let page = scene.sign_in();
        scene.draft(move |draft| {
            draft.header = header.clone();
            draft.key = SigningKey::rsa("rsa-1", 2);
        });
        page.renew().end().unwrap_err();
        assert!(matches!(page.state(), State::SignedOut { reason: Reason::Expired, error: Some(_) }));
    }
}

#[test]
fn h_03_a_refreshed_id_token_under_a_key_that_is_not_published_is_left_out() {
    let scene = Scene::code();
    let page = scene.sign_in();
    let before = page.id_token();
    scene.draft(|draft| {
        draft.claim("name", json!("Another"));
        draft.header["kid"] = json!("x");
    });
    for _ in 0..2 {
        assert_eq!(page.renew().end().unwrap(), Renewed::Done);
    }
    assert_eq!(page.id_token(), before);
}

#[test]
fn h_03_what_a_refreshed_id_token_may_say_renews_the_session() {
    let changes: [fn(&Scene); 6] = [
        |scene| scene.token_response(|response| _ = response.as_object_mut().unwrap().remove("id_token")),
        |scene| scene.claim("auth_time", json!(null)),
        |scene| scene.claim("at_hash", json!(null)),
        |scene| {
            let login: Value = session(&scene.page()).claims["nonce"].clone();
            scene.claim("nonce", login);
        },
        |scene| {
            scene.set(json!({"trustedAudiences": ["profile-api"]}));
            scene.draft(|draft| {
                draft.claim("aud", json!([CLIENT, "profile-api"]));
                draft.claim("azp", json!(CLIENT));
            });
        },
        |scene| scene.claim("sid", json!("another")),
    ];
    for change in changes {
        let scene = Scene::code();
        scene.sign_in();
        change(&scene);
        let page = scene.page();
        assert_eq!(page.renew().end().unwrap(), Renewed::Done);
        assert!(page.is_signed_in());
    }
}

#[test]
fn h_04_the_newest_refresh_token_is_kept() {
    for (storage, rotates) in [("session", true), ("session", false), ("shared", true), ("shared", false)] {
        let scene = Scene::new(json!({"storage": storage}));
        scene.sign_in();
        scene.op().refresh_tokens.rotate = rotates;
        for _ in 0..3 {
            scene.host.pass(100);
            // Each page has nothing but what is stored.
            assert_eq!(scene.page().renew().end().unwrap(), Renewed::Done);
        }
        let sent = scene.op().refresh_tokens.presented.clone();
        assert_eq!(sent.len(), 3);
        assert!(if rotates {
            sent.windows(2).all(|two| two[0] != two[1])
        } else {
            sent.iter().all(|one| *one == sent[0])
        });
        assert!(scene.op().refresh_tokens.reused.is_empty());
        assert_eq!(marks(&scene), if rotates { "uuu" } else { "" });
    }
}
