//! Answers that take their time: an operation that has to wait is run again from its beginning, and does nothing twice.
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

use std::fmt::Debug;

use fake_host::{
    page::{Operation, begin},
    *,
};
use kirjaudu::{
    base::{arena::Arena, error::Error},
    flow::{client::Client, logout::LogoutOptions, session},
};

const DISCOVERY: &str = "/realms/city/.well-known/openid-configuration";

/// Runs an operation to its end, and looks that it waited for each answer once.
fn end<T>(operation: &Operation<'_, T>, scene: &Scene) -> Result<T, Error> {
    scene.host.deeds();
    let result = operation.end();
    let deeds = scene.host.world.deeds.borrow().clone();
    assert_eq!(operation.runs.get(), 1 + waits(&deeds), "expected one run for each answer: {deeds:#?}");
    result
}

fn waits(deeds: &[String]) -> usize {
    count(deeds, "fetch ") + count(deeds, "digest ") + count(deeds, "verify ")
}

/// Everything that can be done, as text: what was done, what came of it, and what is known afterwards.
fn story(options: &Value, is_slow: bool, change: impl Fn(&Scene)) -> Vec<String> {
    let scene = Scene::new(options.clone());
    scene.set(json!({"postLogoutRedirectUri": "https://app.example/signed-out"}));
    scene.host.world.slow.set(is_slow);
    *scene.host.world.randomness.borrow_mut() = Randomness::Seeded(4);
    let mut told = Vec::new();
    let mut tell = |page: &Page, result: &dyn Debug| {
        told.extend(scene.host.deeds());
        told.push(format!("{result:?} {} {:?}", page.memory(), scene.host.storage()));
    };
    let page = scene.page();
    let begun = page.login(&json!({"returnTo": "/place", "appState": "[1]"})).end();
    tell(&page, &begun);
    let Ok(begun) = begun else { return told };
    let url = scene.authorize(&begun.url).url();
    change(&scene);
    let page = scene.page();
    for _ in 0..2 {
        tell(&page, &page.callback(&url).end());
    }
    tell(&page, &page.userinfo().end());
    tell(&page, &page.login(&json!({"idTokenHint": true})).end());
    // What is cached is too old then, and asked for again.
    scene.host.pass(3599);
    let leaving = page.leave(LogoutOptions { return_to: Some("/bye"), ..LogoutOptions::default() }).end();
    tell(&page, &leaving);
    if let Ok(Some(state)) = leaving.map(|leaving| parameter(&leaving.url, "state")) {
        let page = scene.page();
        tell(&page, &page.callback(&format!("https://app.example/signed-out?state={state}")).end());
    }
    told
}

#[test]
fn with_waiting_the_same_is_done_and_comes_of_it() {
    let changes: [fn(&Scene); 8] = [
        |_| (),
        |scene| scene.op().rotate_to(SigningKey::rsa("rsa-2", 2)),
        |scene| scene.draft(|draft| draft.header["kid"] = json!("unknown")),
        |scene| scene.draft(|draft| draft.claim("at_hash", json!("wrong"))),
        |scene| scene.answer("token", Answer::Down("no network")),
        |scene| scene.answer("userinfo", Answer::Down("no network")),
        |scene| {
            let claims = json!({"iss": ISSUER, "aud": CLIENT, "sub": "248289761001"});
            let token = scene.op().signing.token(&json!({"alg": "RS256", "kid": "rsa-1"}), &claims.to_string());
            scene.answer("userinfo", Answer::Http(200, "application/jwt", token.into_bytes()));
        },
        |scene| {
            scene.host.tab.storage.borrow_mut().retain(|key, _| key.starts_with("kirjaudu.login."));
            let metadata = scene.op().metadata.clone();
            scene.answer("discovery", Answer::html(404));
            scene.answer("oauth-metadata", Answer::json(200, &metadata));
        },
    ];
    for options in flows() {
        for change in changes {
            let (at_once, slowly) = (story(&options, false, change), story(&options, true, change));
            assert!(at_once.len() > 20, "{at_once:#?}");
            assert_eq!(at_once, slowly, "{options}");
        }
    }
}

#[test]
fn a_login_has_one_state_one_nonce_and_one_verifier() {
    for options in flows() {
        let scene = Scene::slow(&options);
        let page = scene.page();
        let begun = end(&page.login(&json!({})), &scene).unwrap();
        let deeds = scene.host.deeds();
        assert_eq!(scene.asked(), [DISCOVERY, "/jwks"]);
        let has_code = begun.flow.contains("code");
        assert_eq!(count(&deeds, "random "), if has_code { 3 } else { 2 });
        assert_eq!(count(&deeds, "write kirjaudu.login."), 1);
        let [key] = &scene.host.stored("kirjaudu.login.")[..] else { panic!("one login") };
        let login: Value = serde_json::from_str(&scene.host.storage()[key]).unwrap();
        assert_eq!(parameter(&begun.url, "state").unwrap(), key["kirjaudu.login.".len()..]);
        assert_eq!(parameter(&begun.url, "nonce").as_deref(), login["nonce"].as_str());
        // The provider holds the verifier against the challenge.
        let url = scene.authorize(&begun.url).url();
        accepted(&scene.page(), &url);
    }
}

#[test]
fn a_callback_takes_its_login_and_sends_its_code_once() {
    for options in flows() {
        let scene = Scene::slow(&options);
        let url = scene.login().url();
        scene.host.forget_requests();
        let page = scene.page();
        end(&page.callback(&url), &scene).unwrap();
        let deeds = scene.host.deeds();
        assert!(page.is_signed_in());
        assert_eq!(count(&deeds, "write kirjaudu.login."), 1, "{deeds:#?}");
        assert_eq!(count(&deeds, "write kirjaudu.session."), 1, "{deeds:#?}");
        assert_eq!(scene.asked(), if url.contains("code=") { vec!["/token"] } else { vec![] });
    }
}

#[test]
fn userinfo_is_asked_for_once() {
    let scene = Scene::slow(&json!({}));
    let page = scene.sign_in();
    for signed in [false, true] {
        if signed {
            let claims = json!({"iss": ISSUER, "aud": CLIENT, "sub": "248289761001", "email": "maija@example.org"});
            let token = scene.op().signing.token(&json!({"alg": "RS256", "kid": "rsa-1"}), &claims.to_string());
            scene.answer("userinfo", Answer::Http(200, "application/jwt", token.into_bytes()));
        }
        scene.host.forget_requests();
        let text = end(&page.userinfo(), &scene).unwrap();
        assert!(text.contains("maija@example.org"));
        assert_eq!(scene.asked(), ["/userinfo"]);
    }
}

#[test]
fn a_logout_ends_revokes_and_remembers_once() {
    let scene = Scene::slow(&json!({"postLogoutRedirectUri": "https://app.example/signed-out"}));
    let page = scene.sign_in();
    scene.host.tab.storage.borrow_mut().retain(|key, _| key.starts_with("kirjaudu.session."));
    scene.host.forget_requests();
    let operation = page.leave(LogoutOptions::default());
    scene.host.deeds();
    assert!(operation.run().is_none());
    assert!(page.is_logged_out() && scene.host.stored("kirjaudu.session.").is_empty(), "expected it ended at once");
    let leaving = operation.end().unwrap();
    let deeds = scene.host.deeds();
    assert!(parameter(&leaving.url, "id_token_hint").is_some());
    assert_eq!((scene.asked(), count(&deeds, "send ")), (vec![DISCOVERY.to_owned()], 2));
    assert_eq!(count(&deeds, "write kirjaudu.logout."), 1);
    let memory: Value = serde_json::from_str(&page.memory()).unwrap();
    assert_eq!(memory["logouts"], 1);
}

#[test]
fn a_host_that_has_every_answer_needs_no_log() {
    let scene = Scene::code();
    let arena = Arena::default();
    let options = scene.options.borrow().to_string();
    let host = scene.host.new_page();
    let client = Client::new(&host, &arena, &options).unwrap();
    let url = scene.authorize(&begin(&client, &arena, "{}").unwrap().url).url();
    assert_eq!(client.callback(&url).unwrap().kind, "login");
    assert!(matches!(client.state(), session::State::SignedIn { error: "", .. }));
    assert!(client.userinfo().unwrap().contains("maija@example.org"));
    assert!(client.logout(client.end(), &LogoutOptions::default()).unwrap().url.contains("id_token_hint="));
    assert!(matches!(client.state(), session::State::SignedOut { reason: Reason::Logout, error: "" }));
}
