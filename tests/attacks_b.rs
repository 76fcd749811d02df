//! Attack table, part B: the callback.
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
use kirjaudu::{base::arena::Arena, protocol::authorization_response::AuthorizationResponse};

#[test]
fn b_01_an_unknown_state_is_refused_without_a_request() {
    let scene = Scene::code();
    scene.login();
    let url = format!("{REDIRECT_URI}?code=some-code-of-nobody&state=UNKNOWN");
    assert_eq!(ignored(&scene, &url).code(), Code::StateUnknown);
}

#[test]
fn b_02_the_state_must_be_there_and_exactly_right() {
    let scene = Scene::code();
    // With a letter in it, so that there is another case.
    *scene.host.world.randomness.borrow_mut() = Randomness::Seeded(7);
    let redirect = scene.login();
    let state = redirect.state();
    assert_ne!(state.to_lowercase(), state);
    for wrong in [
        state.to_lowercase(),
        format!("{state} "),
        format!(" {state}"),
        format!("{state}\0"),
        state.chars().skip(1).collect(),
        format!("{state}="),
    ] {
        assert_eq!(
            ignored(&scene, &redirect.clone().with("state", &wrong).url()).code(),
            Code::StateUnknown,
            "{wrong:?}"
        );
    }
    assert_eq!(ignored(&scene, &redirect.clone().with("state", "").url()).code(), Code::StateMissing);
    assert_eq!(ignored(&scene, &redirect.clone().without("state").url()).code(), Code::StateMissing);
    accepted(&scene.page(), &redirect.url());
}

#[test]
fn b_02_implicit_needs_the_state_too() {
    let scene = Scene::implicit();
    let redirect = scene.login();
    assert_eq!(ignored(&scene, &redirect.clone().without("state").url()).code(), Code::StateMissing);
    assert_eq!(ignored(&scene, &redirect.with("state", "other").url()).code(), Code::StateUnknown);
}

#[test]
fn b_03_the_wrong_part_of_the_url_is_refused() {
    for scene in [
        Scene::code(),
        Scene::new(json!({"responseMode": "fragment"})),
        Scene::implicit(),
        Scene::hybrid("code id_token"),
    ] {
        let redirect = scene.login();
        scene.host.forget_requests();
        assert_eq!(rejected(&scene, &redirect.in_the_other_part().url()).code(), Code::ResponseModeWrong);
        assert!(scene.asked().is_empty());
    }
}

#[test]
fn b_03_both_parts_are_refused() {
    let scene = Scene::code();
    let redirect = scene.login();
    scene.host.forget_requests();
    let url = format!("{}#{}", redirect.url(), redirect.text());
    assert_eq!(rejected(&scene, &url).code(), Code::ResponseModeWrong);
    assert!(scene.asked().is_empty());
}

#[test]
fn b_04_a_parameter_twice_is_refused() {
    for name in ["code", "iss", "error", "id_token", "access_token", "expires_in"] {
        let scene = Scene::code();
        let redirect = scene.login();
        scene.host.forget_requests();
        let doubled = redirect.clone().without(name).and(name, "one-of-the-two").and(name, "another-of-the-two");
        let error = rejected(&scene, &doubled.url());
        assert_eq!((error.code(), error.details().field), (Code::ResponseParameterRepeated, name));
        assert!(scene.asked().is_empty());
    }
}

#[test]
fn b_04_a_state_twice_is_refused() {
    for (first, second) in [(true, false), (false, true), (true, true)] {
        let scene = Scene::code();
        let redirect = scene.login();
        scene.host.forget_requests();
        let value = |right| if right { redirect.state() } else { "bad".into() };
        let doubled = redirect.clone().without("state").and("state", &value(first)).and("state", &value(second));
        let error = failed(&scene.page(), &doubled.url());
        assert_eq!((error.code(), error.details().field), (Code::ResponseParameterRepeated, "state"));
        assert!(scene.asked().is_empty());
    }
}

#[test]
fn b_05_a_response_counts_once() {
    let scene = Scene::new(json!({"storage": "memory"}));
    let redirect = scene.login();
    accepted(&scene.page(), &redirect.url());
    scene.host.forget_requests();
    assert_eq!(failed(&scene.page(), &redirect.url()).code(), Code::StateAlreadyUsed);
    let other_code = redirect.with("code", "another-code");
    assert_eq!(failed(&scene.page(), &other_code.url()).code(), Code::StateAlreadyUsed);
    assert!(scene.asked().is_empty());
}

#[test]
fn b_06_a_login_that_took_too_long_is_refused() {
    for (seconds, life) in [(600, true), (3600, false)] {
        let scene = Scene::code();
        let url = scene.begin(&scene.page(), &json!({})).unwrap();
        scene.host.pass(seconds);
        let redirect = scene.authorize(&url);
        scene.host.forget_requests();
        if life {
            accepted(&scene.page(), &redirect.url());
        } else {
            assert_eq!(rejected(&scene, &redirect.url()).code(), Code::StateExpired);
            assert!(scene.asked().is_empty());
        }
    }
}

#[test]
fn b_07_access_denied_is_told_and_changes_no_session() {
    let scene = Scene::code();
    let redirect = scene.login_with(&json!({"returnTo": "/place"})).error("access_denied");
    assert_eq!(rejected(&scene, &redirect.url()).code(), Code::AccessDenied);
    let scene = Scene::code();
    let page = scene.sign_in();
    let redirect = scene.login_with(&json!({"returnTo": "/place"})).error("access_denied");
    assert_eq!(callback(&page, &redirect.url()).return_to, "/place");
    assert_eq!(session(&page).error.unwrap().code(), Code::AccessDenied);
    assert!(page.access_token(0).is_ok() && scene.page().access_token(0).is_ok());
}

#[test]
fn b_07_every_error_of_the_provider_has_its_code() {
    for (error, code) in [
        ("login_required", Code::LoginRequired),
        ("interaction_required", Code::InteractionRequired),
        ("consent_required", Code::ConsentRequired),
        ("account_selection_required", Code::AccountSelectionRequired),
        ("temporarily_unavailable", Code::TemporarilyUnavailable),
        ("server_error", Code::ServerError),
        ("invalid_scope", Code::ProviderError),
        ("no_such_thing", Code::ProviderError),
    ] {
        for scene in [Scene::code(), Scene::implicit()] {
            let redirect = scene.login().error(error);
            scene.host.forget_requests();
            // Some providers put the error of an implicit login into the query.
            let other = scene.login().error(error).in_the_other_part();
            for redirect in [redirect, other] {
                let found = rejected(&scene, &redirect.url());
                assert_eq!(found.code(), code);
                assert_eq!(found.details().provider.as_ref().unwrap().error, error);
            }
            assert!(scene.asked().is_empty());
        }
    }
    let scene = Scene::code();
    let error = scene.login().error("access_denied").with("state", "UNKNOWN");
    assert_eq!(ignored(&scene, &error.url()).code(), Code::StateUnknown);
}

#[test]
fn b_09_the_providers_words_are_text_only() {
    let scene = Scene::code();
    let html = "<img src=x onerror=alert(1)>";
    let description = format!("{html}\u{0}\u{1b}[31m\u{202e}{}", "x".repeat(1000));
    let redirect = scene
        .login()
        .error("access_denied")
        .with("error_description", &description)
        .with("error_uri", "https://op.example/\nx");
    let error = rejected(&scene, &redirect.url());
    let words = error.details().provider.clone().unwrap();
    let shown = words.description.unwrap();
    assert!(shown.starts_with(&format!("{html}[31mx")) && shown.chars().count() == 500, "{shown}");
    assert_eq!(words.uri.as_deref(), Some("https://op.example/x"));
    assert!(!error.to_string().contains("onerror"));
    let redirect = scene.login().error(&format!("<script>\n{}", "y".repeat(1000)));
    let error = rejected(&scene, &redirect.url());
    assert!(error.details().provider.as_ref().unwrap().error.len() == 64 && !error.to_string().contains('\n'));
}

#[test]
fn b_11_a_code_of_100_kb_is_refused() {
    let scene = Scene::code();
    let redirect = scene.login();
    scene.host.forget_requests();
    let error = rejected(&scene, &redirect.with("code", &"c".repeat(100000)).url());
    assert_eq!((error.code(), error.details().field), (Code::ResponseTooLarge, "code"));
    assert!(scene.asked().is_empty());
}

#[test]
fn b_15_another_address_than_the_registered_one_is_refused() {
    for place in [
        "https://evil.example/callback",
        "http://app.example/callback",
        "https://app.example:8443/callback",
        "https://app.example/callback/",
        "https://app.example/Callback",
        "https://app.example/",
    ] {
        let scene = Scene::code();
        let redirect = scene.login();
        scene.host.forget_requests();
        assert_eq!(rejected(&scene, &redirect.at(place).url()).code(), Code::RedirectUriMismatch, "{place}");
        assert!(scene.asked().is_empty());
    }
}

#[test]
fn b_16_a_frame_takes_no_response_of_the_page() {
    let scene = Scene::code();
    let redirect = scene.login();
    scene.host.tab.framed.set(true);
    assert_eq!(ignored(&scene, &redirect.url()).code(), Code::CallbackInFrame);
    scene.host.tab.framed.set(false);
    accepted(&scene.page(), &redirect.url());
}

#[test]
fn b_17_the_attackers_response_signs_nobody_in() {
    for options in [json!({"flow": "code"}), json!({"flow": "implicit"}), json!({"flow": "hybrid"})] {
        let attacker = Scene::new(options);
        let victim = attacker.other_tab();
        let redirect = attacker.login();
        assert_eq!(ignored(&victim, &redirect.url()).code(), Code::StateUnknown);
        victim.login();
        assert_eq!(ignored(&victim, &redirect.url()).code(), Code::StateUnknown);
    }
}

#[test]
fn b_18_an_injected_code_fails_by_pkce_and_by_nonce() {
    for (checks_pkce, code) in [(true, Code::InvalidGrant), (false, Code::NonceMismatch)] {
        let victim = Scene::code();
        victim.op().checks_pkce = checks_pkce;
        let attacker = victim.other_tab();
        let stolen = attacker.login().value("code");
        let redirect = victim.login().with("code", &stolen);
        assert_eq!(rejected(&victim, &redirect.url()).code(), code);
    }
}

#[test]
fn b_19_a_url_without_a_response_is_no_callback() {
    let scene = Scene::code();
    scene.login();
    for url in
        ["?foo=1", "", "?", "#", "?state=x", "#/route?code=1", "?iss=https://op.example", "?foo=code=1&session_state=2"]
    {
        let url = format!("{REDIRECT_URI}{url}");
        assert!(AuthorizationResponse::read(&Arena::default(), &url).unwrap().is_none(), "{url}");
        assert_eq!(ignored(&scene, &url).code(), Code::ResponseMissing);
    }
}
