//! Attack table, part F: tokens that are bound to a key, the keys, and the clock (DPoP).
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

use fake_host::{redirect::form, *};
use kirjaudu::{
    base::{arena::Arena, json::Json},
    flow::{host::Host, logout::LogoutOptions},
    protocol::token,
};

#[test]
fn f_11_a_token_that_is_not_bound_is_no_answer() {
    for token_type in [json!("Bearer"), json!("bearer"), json!("mac"), json!(null), json!("")] {
        let scene = bound(json!({}));
        let redirect = scene.login();
        let set = token_type.clone();
        scene.token_response(move |response| response["token_type"] = set.clone());
        let error = rejected(&scene, &redirect.url());
        assert_eq!((error.code(), error.details().field), (Code::TokenResponseInvalid, "token_type"), "{token_type}");
        assert_eq!(key_names(&scene), Vec::<String>::new());
    }
    for token_type in ["DPoP", "dpop", "DPOP"] {
        let scene = bound(json!({}));
        let redirect = scene.login();
        scene.token_response(move |response| response["token_type"] = json!(token_type));
        accepted(&scene.page(), &redirect.url());
    }
    // And on refresh.
    let arena = Arena::default();
    let answer = |token_type: &str| {
        let tokens = json!({"access_token": "a", "token_type": token_type}).to_string();
        Json::parse(&arena, arena.text(&tokens)).unwrap()
    };
    assert!(token::check(answer("DPoP"), true).is_ok() && token::check(answer("Bearer"), false).is_ok());
    for (token_type, is_bound) in [("Bearer", true), ("DPoP", false)] {
        assert_eq!(token::check(answer(token_type), is_bound).unwrap_err().code(), Code::TokenResponseInvalid);
    }
}

#[test]
fn f_12_a_bound_token_is_never_sent_as_bearer() {
    let scene = bound(json!({}));
    let page = scene.sign_in();
    scene.answer("userinfo", Answer::html(401));
    userinfo(&page).unwrap_err();
    scene.host.world.keys.borrow_mut().clear();
    assert_eq!(userinfo(&page).unwrap_err().code(), Code::DpopKeyLost);
    let sent = scene.host.requests().into_iter().filter_map(|request| Some((request.authorization?, request.dpop)));
    let sent: Vec<_> = sent.collect();
    assert!(!sent.is_empty());
    for (authorization, proof) in sent {
        assert!(authorization.starts_with("DPoP ") && proof.is_some(), "{authorization}");
    }
}

#[test]
fn f_14_nothing_of_the_key_is_stored_or_shown() {
    let scene = bound(json!({}));
    let page = scene.sign_in();
    let jwk = proofs_of(&scene)[0].header["jwk"].clone();
    let shown = format!("{page:?} {} {:?}", page.memory(), scene.host.storage());
    for part in [&jwk["x"], &jwk["y"]] {
        assert!(!shown.contains(part.as_str().unwrap()), "expected not even the public half");
    }
    let State::SignedIn { record, .. } = page.state() else { panic!("expected a session") };
    assert_eq!(key_names(&scene), [record["dpopKey"].as_str().unwrap()]);
}

#[test]
fn f_15_a_lost_key_is_a_new_login() {
    let scene = bound(json!({}));
    let redirect = scene.login();
    scene.host.world.keys.borrow_mut().clear();
    scene.host.forget_requests();
    let error = rejected(&scene, &redirect.url());
    assert_eq!(error.code(), Code::DpopKeyLost);
    assert_eq!(scene.asked(), Vec::<String>::new(), "expected the code to be kept back");
    let page = scene.sign_in();
    scene.host.world.keys.borrow_mut().clear();
    assert_eq!(userinfo(&page).unwrap_err().code(), Code::DpopKeyLost);
    assert!(page.is_signed_in());
    // Nothing was sent, so the refresh token is not under suspicion.
    let renewed = page.renew().end().unwrap();
    assert!(matches!(renewed, Renewed::Useless { cut_off: false, refused: false, .. }), "{renewed:?}");
    assert!(!scene.host.world.shared.borrow().keys().any(|key| key.starts_with("kirjaudu.refresh.")));
    userinfo(&scene.sign_in()).unwrap();
}

#[test]
fn f_15_each_login_has_its_own_key_which_goes_with_it() {
    let scene = bound(json!({"storage": "shared"}));
    let jkt = |url: &str| parameter(url, "dpop_jkt").unwrap();
    let first = scene.begin(&scene.page(), &json!({})).unwrap();
    let second = scene.begin(&scene.page(), &json!({})).unwrap();
    assert_ne!(jkt(&first), jkt(&second));
    accepted(&scene.page(), &scene.authorize(&first).url());
    assert_eq!(key_names(&scene).len(), 2);
    // The second takes its place.
    accepted(&scene.page(), &scene.authorize(&second).url());
    let key = parameter(&second, "state").unwrap();
    assert_eq!(key_names(&scene), [&*key]);
    // One that fails leaves it alone.
    let refused = scene.login().error("access_denied");
    callback(&scene.page(), &refused.url());
    assert_eq!(key_names(&scene), [&*key]);
    // One that comes back too late, and one that never does.
    let late = scene.login();
    scene.login();
    assert_eq!(key_names(&scene).len(), 3);
    scene.host.pass(1801);
    callback(&scene.page(), &late.url());
    assert_eq!(key_names(&scene).len(), 2);
    scene.login();
    assert_eq!(key_names(&scene).len(), 2, "expected the key of the new one beside that of the session");
    // A logout ends them all, unless a window is still to ask with the old token.
    let page = scene.page();
    let record = page.end().unwrap();
    assert_eq!(key_names(&scene), [&*key]);
    page.logout(Some(&record), LogoutOptions { in_window: true, keep_tokens: true, ..LogoutOptions::default() })
        .end()
        .unwrap();
    assert_eq!(key_names(&scene), [key]);
    page.logout(Some(&record), LogoutOptions::default()).end().unwrap();
    assert_eq!(key_names(&scene), Vec::<String>::new());
}

#[test]
fn f_15_a_copy_of_the_tab_keeps_its_key() {
    let scene = bound(json!({}));
    scene.sign_in();
    let key = key_names(&scene).remove(0);
    // "Duplicate tab" copies the session, and there is one store of keys for both: a login in one of them takes nothing from the other.
    scene.sign_in();
    assert!(key_names(&scene).contains(&key) && key_names(&scene).len() == 2);
}

#[test]
fn f_15_too_many_logins_leave_no_keys() {
    let scene = bound(json!({}));
    for _ in 0..20 {
        scene.login();
        scene.host.pass(1);
    }
    assert_eq!(key_names(&scene).len(), 16);
    scene.page().end();
    assert_eq!(key_names(&scene), Vec::<String>::new());
}

#[test]
fn f_18_the_provider_clock_is_learned_once() {
    for (ahead, refusal) in [(300, "invalid_dpop_proof"), (-300, "invalid_request"), (590, "invalid_dpop_proof")] {
        let scene = bound(json!({}));
        scene.op().dpop.clock_ahead = ahead;
        scene.op().dpop.refusal = refusal;
        let page = scene.sign_in();
        let learned: i64 = scene.host.storage()[&format!("kirjaudu.clock.{ISSUER}")].parse().unwrap();
        assert!((learned - ahead * 1000).abs() < 1000, "{learned}");
        userinfo(&page).unwrap();
        scene.sign_in();
        let sent: Vec<i64> =
            proofs_of(&scene).iter().map(|proof| proof.claims["iat"].as_i64().unwrap() - NOW).collect();
        assert_eq!(sent, [-5, ahead - 5, ahead - 5, ahead - 5], "expected one retry in all");
    }
    // A clock that is right is not to blame, one that is too wrong is not believed, and one that can't be seen is not known.
    for (ahead, exposes, requests) in [(0, true, 1), (605, true, 1), (-605, true, 1), (300, false, 1)] {
        let scene = bound(json!({}));
        scene.op().dpop.clock_ahead = ahead;
        scene.op().dpop.exposes_date = exposes;
        if ahead == 0 {
            scene.answer("token", Answer::json(400, &json!({"error": "invalid_dpop_proof"})));
        }
        let (error, asked) = fails(&scene);
        assert_eq!((error.code(), asked.len()), (Code::DpopProofRefused, requests), "{ahead}");
        assert_eq!(scene.host.stored("kirjaudu.clock."), Vec::<String>::new(), "{ahead}");
    }
    // A server that is never content.
    let scene = bound(json!({}));
    scene.op().dpop.clock_ahead = 300;
    let words = json!({"error": "invalid_request", "error_description": "DPoP proof has already been used"});
    scene.answer("token", Answer::json(400, &words));
    let (error, asked) = fails(&scene);
    assert_eq!((error.code(), asked.len()), (Code::DpopProofRefused, 2));
    assert_eq!(error.details().provider.as_ref().unwrap().description.as_deref(), words["error_description"].as_str());
    // Another complaint is another error.
    let scene = bound(json!({}));
    scene
        .answer("token", Answer::json(400, &json!({"error": "invalid_request", "error_description": "no DPoP proof"})));
    let (error, asked) = fails(&scene);
    assert_eq!((error.code(), asked.len()), (Code::TokenRefused, 1));
}

#[test]
fn f_19_the_key_is_the_one_that_was_announced() {
    for pushed in [false, true] {
        let scene = bound(json!({"par": pushed}));
        scene.metadata("pushed_authorization_request_endpoint", json!("https://op.example/par"));
        let url = scene.begin(&scene.page(), &json!({})).unwrap();
        let jkt = if pushed {
            let request = scene.host.requests().into_iter().find(|request| request.url.ends_with("/par")).unwrap();
            assert_eq!(request.dpop, None, "Keycloak lets browsers send no such header there");
            form(request.form.unwrap()).into_iter().find(|(name, _)| name == "dpop_jkt").unwrap().1
        } else {
            parameter(&url, "dpop_jkt").unwrap()
        };
        let redirect = scene.authorize(&url);
        accepted(&scene.page(), &redirect.url());
        assert_eq!(thumbprint(&proofs_of(&scene)[0].header["jwk"]), jkt);
    }
    // Somebody puts another key in its place.
    let scene = bound(json!({}));
    let redirect = scene.login();
    scene.host.make_key(&Arena::default(), &redirect.state()).unwrap();
    scene.host.forget_requests();
    let error = rejected(&scene, &redirect.url());
    assert_eq!((error.code(), error.details().field), (Code::DpopKeyLost, "dpop_jkt"));
    assert_eq!(scene.asked(), Vec::<String>::new());
}
