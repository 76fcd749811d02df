//! Attack table, part E: userinfo of somebody else, and clocks that are set.
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
fn e_34_userinfo_about_another_person_is_dropped() {
    let scene = Scene::code();
    let page = scene.sign_in();
    for sub in [
        json!("another"),
        json!(null),
        json!(""),
        json!(248_289_761_001_i64),
        json!(["248289761001"]),
        json!("248289761001 "),
    ] {
        scene.op().userinfo["sub"] = sub.clone();
        let error = userinfo(&page).unwrap_err();
        assert_eq!((error.code(), error.details().field), (Code::UserinfoInvalid, "sub"), "{sub}");
        let session = session(&page);
        assert!(session.error.is_none() && session.claims["email"].is_null(), "expected nothing merged");
    }
}

#[test]
fn e_34_signed_userinfo_is_verified() {
    let scene = Scene::code();
    let page = scene.sign_in();
    let signed = |key: &SigningKey, header: Value, claims: Value| {
        let token = key.token(&header, &claims.to_string());
        scene.answer("userinfo", Answer::Http(200, "application/jwt", token.into_bytes()));
        userinfo(&page).map(|_| ()).map_err(|error| (error.code(), error.details().field))
    };
    let (good, bad) = (SigningKey::rsa("rsa-1", 1), SigningKey::rsa("rsa-1", 2));
    let header = json!({"alg": "RS256", "kid": "rsa-1"});
    let claims = json!({"iss": ISSUER, "aud": CLIENT, "sub": "248289761001"});
    let with = |name: &str, value: Value| {
        let mut claims = claims.clone();
        claims[name] = value;
        claims
    };
    assert_eq!(signed(&good, header.clone(), claims.clone()), Ok(()));
    assert_eq!(signed(&bad, header.clone(), claims.clone()), Err((Code::SignatureInvalid, "signature")));
    assert_eq!(signed(&good, json!({"alg": "none"}), claims.clone()), Err((Code::AlgorithmRefused, "alg")));
    assert_eq!(signed(&good, json!({"alg": "RS256", "kid": "x"}), claims.clone()), Err((Code::KeyUnknown, "kid")));
    for (name, value) in [
        ("iss", json!("https://evil.example")),
        ("iss", json!(null)),
        ("aud", json!("other")),
        ("aud", json!([])),
        ("aud", json!(null)),
        ("sub", json!("another")),
        ("sub", json!(null)),
    ] {
        assert_eq!(signed(&good, header.clone(), with(name, value)), Err((Code::UserinfoInvalid, name)));
    }
    scene.answer("userinfo", Answer::Http(200, "application/jwt", b"\xff.\xff.\xff".to_vec()));
    assert_eq!(userinfo(&page).unwrap_err().code(), Code::UserinfoUnreachable);
    scene.answer("userinfo", Answer::Http(200, "application/jwt", b"x.y".to_vec()));
    assert_eq!(userinfo(&page).unwrap_err().code(), Code::JwtMalformed);
}

#[test]
fn e_36_a_clock_set_back_does_not_lengthen_a_session() {
    let scene = Scene::new(json!({"autoRenew": false}));
    let page = scene.sign_in();
    scene.host.pass(1800);
    scene.host.set_wall_clock(-3600);
    assert!(page.access_token(1800).is_ok());
    assert_eq!(page.access_token(1801).unwrap_err().code(), Code::AccessTokenUnavailable);
    scene.host.pass(1799);
    assert!(page.access_token(0).is_ok());
    scene.host.pass(1);
    assert!(matches!(page.state(), State::SignedOut { reason: Reason::Expired, .. }));
}

#[test]
fn e_36_a_page_loaded_under_a_clock_set_back_believes_it_no_more() {
    let scene = Scene::new(json!({"autoRenew": false}));
    scene.sign_in();
    scene.host.set_wall_clock(-60);
    assert!(matches!(scene.page().state(), State::SignedIn { .. }), "expected what clocks may differ by to be allowed");
    scene.host.set_wall_clock(-1);
    assert!(matches!(scene.page().state(), State::SignedOut { reason: Reason::Expired, .. }));
    assert!(scene.host.stored("kirjaudu.session.").is_empty());
}

#[test]
fn e_36_id_tokens_are_held_against_the_clock_with_its_tolerance() {
    for (difference, good) in [(-60, true), (-61, false), (60, true), (660, true), (661, false)] {
        let scene = Scene::code();
        let redirect = scene.login();
        // The provider's clock is right.
        let issued_at = scene.host.seconds();
        scene.draft(move |draft| {
            draft.claim("iat", json!(issued_at));
            draft.claim("exp", json!(issued_at + 3600));
        });
        let page = scene.page();
        // A login that seems to begin in the future has no time limit that can be believed.
        let key = scene.host.stored("kirjaudu.login.").remove(0);
        let earlier = (issued_at + difference.min(0)) * 1000;
        let text = scene.host.storage()[&key].replace(&(issued_at * 1000).to_string(), &earlier.to_string());
        scene.host.tab.storage.borrow_mut().insert(key, text);
        scene.host.set_wall_clock(difference);
        callback(&page, &redirect.url());
        assert_eq!(matches!(page.state(), State::SignedIn { .. }), good, "{difference}: {:?}", page.state());
    }
}

#[test]
fn e_36_a_login_that_seems_to_begin_in_the_future_is_refused() {
    let scene = Scene::code();
    let redirect = scene.login();
    scene.host.set_wall_clock(-3600);
    assert_eq!(rejected(&scene, &redirect.url()).code(), Code::StateExpired);
}
