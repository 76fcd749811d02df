//! Whole logins from the click to the session, and what each asks the provider.
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
fn code_with_pkce() {
    let scene = Scene::code();
    let page = scene.page();
    let url = scene.begin(&page, &json!({"returnTo": "/berths/12?a=b#c", "appState": {"step": [1, 2]}})).unwrap();
    assert!(url.starts_with("https://op.example/authorize?"));
    for (name, value) in [
        ("client_id", CLIENT),
        ("redirect_uri", REDIRECT_URI),
        ("response_type", "code"),
        ("scope", "openid"),
        ("code_challenge_method", "S256"),
    ] {
        assert_eq!(parameter(&url, name).as_deref(), Some(value));
    }
    assert_eq!(parameter(&url, "response_mode"), None);
    let redirect = scene.authorize(&url);
    let page = scene.page();
    let returned = callback(&page, &redirect.url());
    assert_eq!((returned.kind, returned.return_to.as_str()), ("login", "/berths/12?a=b#c"));
    assert_eq!(app_state(&returned), Some(json!({"step": [1, 2]})));
    let session = session(&page);
    assert_eq!(session.claims["name"], "Maija Meikäläinen");
    assert_eq!((session.scope, session.error), (vec!["openid".to_owned()], None));
    assert_eq!(page.access_token(0).unwrap().expose(), "access-token-1-of-op.example");
    assert_eq!(page.id_token().unwrap(), scene.op().issued[3]);
}

#[test]
fn code_in_the_fragment_when_asked_for() {
    let scene = Scene::new(json!({"responseMode": "fragment"}));
    let redirect = scene.login();
    assert!(redirect.fragment);
    accepted(&scene.page(), &redirect.url());
}

#[test]
fn implicit_with_an_access_token() {
    let scene = Scene::implicit();
    let url = scene.begin(&scene.page(), &json!({})).unwrap();
    assert_eq!(parameter(&url, "response_type").as_deref(), Some("id_token token"));
    assert_eq!(parameter(&url, "code_challenge"), None);
    let redirect = scene.authorize(&url);
    let page = scene.page();
    let record = accepted(&page, &redirect.url());
    assert_eq!(page.access_token(0).unwrap().expose(), redirect.value("access_token"));
    assert_eq!(record.expires_at, NOW + 3600);
}

#[test]
fn implicit_without_an_access_token() {
    let scene = Scene::new(json!({"flow": "implicit", "responseType": "id_token"}));
    let redirect = scene.login();
    let page = scene.page();
    let record = accepted(&page, &redirect.url());
    assert_eq!(page.id_token().unwrap(), redirect.value("id_token"));
    assert_eq!(page.access_token(0).unwrap_err().code(), Code::AccessTokenUnavailable);
    // As long as the ID token, and what clocks may differ by.
    assert_eq!(record.expires_at, NOW + 3600 + 60);
}

#[test]
fn hybrid_in_all_three_forms() {
    for response_type in ["code id_token", "code token", "code id_token token"] {
        let scene = Scene::hybrid(response_type);
        let url = scene.begin(&scene.page(), &json!({})).unwrap();
        assert_eq!(parameter(&url, "response_type").as_deref(), Some(response_type));
        assert_eq!(parameter(&url, "code_challenge_method").as_deref(), Some("S256"));
        let redirect = scene.authorize(&url);
        let page = scene.page();
        let record = accepted(&page, &redirect.url());
        assert_eq!(record.flow, response_type);
        // The tokens of the token endpoint count, not those that stood in the URL.
        let token = page.access_token(0).unwrap();
        assert!(!redirect.text().contains(token.expose()), "{response_type}");
        assert!(!redirect.text().contains(&page.id_token().unwrap()), "{response_type}");
    }
}

#[test]
fn hybrid_does_not_look_at_the_token_that_it_drops() {
    let scene = Scene::hybrid("code token");
    let redirect = scene.login().with("token_type", "odd").with("expires_in", "soon");
    accepted(&scene.page(), &redirect.url());
}

#[test]
fn hybrid_needs_one_person_in_both_id_tokens() {
    let scene = Scene::hybrid("code id_token");
    scene.draft(|draft| {
        if draft.place == Place::Token {
            draft.claim("sub", json!("another"));
        }
    });
    let redirect = scene.login();
    let error = rejected(&scene, &redirect.url());
    assert_eq!((error.code(), error.details().field), (Code::ClaimInvalid, "sub"));
}

#[test]
fn auto_chooses_by_the_metadata_and_says_why() {
    let choice = |response_types: Value| {
        let scene = Scene::new(json!({"flow": "auto"}));
        scene.metadata("response_types_supported", response_types);
        let page = scene.page();
        let begun = scene.begin_and_tell(&page, &json!({}));
        begun.map(|begun| (begun.flow, begun.because)).map_err(|error| error.code())
    };
    let (flow, because) = choice(json!(["id_token token", "code"])).unwrap();
    assert_eq!(flow, "code");
    assert!(because.contains("offers code") && because.contains("PKCE with S256"), "{because}");
    assert_eq!(choice(json!(null)).unwrap().0, "code");
    let (flow, because) = choice(json!(["token id_token", "id_token"])).unwrap();
    assert_eq!(flow, "id_token token");
    assert!(because.contains("does not offer code"), "{because}");
    assert_eq!(choice(json!(["id_token"])).unwrap().0, "id_token");
    assert_eq!(choice(json!(["token", "none"])), Err(Code::FlowUnsupported));
}

#[test]
fn a_flow_that_was_asked_for_is_not_replaced_by_another() {
    for (options, offered) in [
        (json!({"flow": "code"}), json!(["id_token"])),
        (json!({"flow": "implicit"}), json!(["code", "id_token"])),
        (json!({"flow": "hybrid"}), json!(["code", "id_token token"])),
    ] {
        let scene = Scene::new(options.clone());
        scene.metadata("response_types_supported", offered);
        assert_eq!(scene.begin(&scene.page(), &json!({})).unwrap_err().code(), Code::FlowUnsupported, "{options}");
    }
    for (options, field) in [
        (json!({"flow": "implicit", "responseType": "code"}), "responseType"),
        (json!({"flow": "hybrid", "responseType": "id_token"}), "responseType"),
        (json!({"flow": "code", "responseType": "code token"}), "responseType"),
        (json!({"flow": "implicit", "responseType": "token"}), "responseType"),
        (json!({"flow": "implicit", "responseMode": "query"}), "responseMode"),
    ] {
        let scene = Scene::new(options);
        let error = scene.begin(&scene.page(), &json!({})).unwrap_err();
        assert_eq!((error.code(), error.details().field), (Code::ConfigInvalid, field));
    }
}

#[test]
fn every_option_of_a_login_is_sent() {
    let scene = Scene::new(json!({"scope": "openid email", "uiLocales": "fi"}));
    scene.metadata("authorization_endpoint", json!("https://op.example/authorize?realm=city"));
    let options = json!({
        "prompt": "login", "display": "page", "loginHint": "maija@example.org", "uiLocales": "sv en", "claimsLocales": "fi",
        "acrValues": "high low", "maxAge": 60, "resource": ["https://a.example", "https://b.example"],
        "claims": {"userinfo": {"email": null}}, "scope": "openid profile",
        "extraParams": {"kc_action": "UPDATE_PASSWORD", "ä b": "1&2"},
    });
    let url = scene.begin(&scene.page(), &options).unwrap();
    assert!(url.starts_with("https://op.example/authorize?realm=city&client_id="), "{url}");
    for (name, value) in [
        ("prompt", "login"),
        ("display", "page"),
        ("login_hint", "maija@example.org"),
        ("ui_locales", "sv en"),
        ("claims_locales", "fi"),
        ("acr_values", "high low"),
        ("max_age", "60"),
        ("claims", r#"{"userinfo":{"email":null}}"#),
        ("scope", "openid profile"),
        ("kc_action", "UPDATE_PASSWORD"),
        ("ä b", "1&2"),
    ] {
        assert_eq!(parameter(&url, name).as_deref(), Some(value));
    }
    let resources: Vec<String> =
        parameters(&url).into_iter().filter(|(n, _)| n == "resource").map(|(_, v)| v).collect();
    assert_eq!(resources, ["https://a.example", "https://b.example"]);
    assert_eq!(parameter(&scene.begin(&scene.page(), &json!({})).unwrap(), "ui_locales").as_deref(), Some("fi"));
}

#[test]
fn the_id_token_of_the_session_is_a_hint_when_asked_for() {
    let scene = Scene::code();
    let page = scene.sign_in();
    assert_eq!(parameter(&scene.begin(&page, &json!({})).unwrap(), "id_token_hint"), None);
    let url = scene.begin(&page, &json!({"idTokenHint": true})).unwrap();
    assert_eq!(parameter(&url, "id_token_hint").unwrap(), page.id_token().unwrap());

    // A city employee's token may have 32 kB, which no server takes in a URL.
    let scene = Scene::code();
    scene.claim("ad_groups", json!("x".repeat(5000)));
    let page = scene.sign_in();
    let begun = scene.begin_and_tell(&page, &json!({"idTokenHint": true})).unwrap();
    assert_eq!(parameter(&begun.url, "id_token_hint"), None);
    assert!(begun.because.contains("too long for a hint"), "{}", begun.because);
}

#[test]
fn es256_ps256_and_ed25519_sign_too() {
    for key in [SigningKey::es256("k"), SigningKey::es384("k"), SigningKey::ed25519("k")] {
        let scene = Scene::implicit();
        scene.metadata("id_token_signing_alg_values_supported", json!(null));
        scene.op().rotate_to(key);
        accepted(&scene.page(), &scene.login().url());
    }
    let scene = Scene::implicit();
    let key = SigningKey::rsa("k", 2);
    scene.op().rotate_to(key);
    scene.op().published = Vec::new();
    let mut jwk = scene.op().signing.jwk.clone();
    jwk["alg"] = json!("PS256");
    scene.answer("jwks", Answer::json(200, &json!({"keys": [jwk]})));
    scene.draft(|draft| draft.header["alg"] = json!("PS256"));
    accepted(&scene.page(), &scene.login().url());
}
