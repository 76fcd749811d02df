//! Attack table, part A: construction of the authorization request.
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

use std::collections::HashSet;

use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
use fake_host::{redirect::form, *};
use kirjaudu::base::error::Error;

fn begin(scene: &Scene, options: Value) -> Result<String, Error> {
    scene.begin(&scene.page(), &options)
}

/// With metadata and keys given, so that many logins cost little.
fn quick(options: Value) -> Scene {
    let scene = Scene::new(options);
    let metadata = scene.op().metadata.clone();
    let jwk = scene.op().signing.jwk.clone();
    scene.set(json!({"metadata": metadata, "jwks": {"keys": [jwk]}}));
    scene
}

#[test]
fn a_01_every_value_is_new_and_from_the_random_source() {
    let scene = quick(json!({}));
    let page = scene.page();
    let mut seen = HashSet::new();
    for _ in 0..10_000 {
        let url = scene.begin(&page, &json!({})).unwrap();
        let given: Vec<Vec<u8>> = scene.host.world.random_given.borrow_mut().drain(..).collect();
        let values: Vec<String> = given.iter().map(|bytes| URL_SAFE_NO_PAD.encode(bytes)).collect();
        assert!(given.iter().all(|bytes| bytes.len() >= 32), "expected 256 bits");
        let [state, nonce, verifier] = &values[..] else {
            panic!("expected state, nonce and verifier, found {values:?}")
        };
        assert_eq!(parameter(&url, "state").as_ref(), Some(state));
        assert_eq!(parameter(&url, "nonce").as_ref(), Some(nonce));
        let challenge = ring::digest::digest(&ring::digest::SHA256, verifier.as_bytes());
        assert_eq!(parameter(&url, "code_challenge"), Some(URL_SAFE_NO_PAD.encode(challenge)));
        seen.extend(values);
        scene.host.tab.storage.borrow_mut().clear();
    }
    assert_eq!(seen.len(), 30_000, "expected no value twice");
}

#[test]
fn a_01_without_a_random_source_no_login_begins() {
    for options in [json!({}), json!({"flow": "implicit"})] {
        let scene = quick(options);
        *scene.host.world.randomness.borrow_mut() = Randomness::Missing;
        assert_eq!(begin(&scene, json!({})).unwrap_err().code(), Code::CryptoUnavailable);
        assert!(scene.host.storage().is_empty());
    }
}

#[test]
fn a_02_a_verifier_of_the_wrong_length_or_alphabet_is_never_sent() {
    let verifier_stored = |verifier: &str| {
        let scene = Scene::code();
        scene.op().checks_pkce = false;
        let redirect = scene.login();
        let key = scene.host.stored("kirjaudu.login.").remove(0);
        let mut record: Value = serde_json::from_str(&scene.host.storage()[&key]).unwrap();
        record["verifier"] = json!(verifier);
        scene.host.tab.storage.borrow_mut().insert(key, record.to_string());
        scene.host.forget_requests();
        (scene, redirect)
    };
    for verifier in ["a".repeat(42), "a".repeat(129), format!("{}+", "a".repeat(42)), String::new()] {
        let (scene, redirect) = verifier_stored(&verifier);
        assert_eq!(failed(&scene.page(), &redirect.url()).code(), Code::StateUnknown, "{verifier}");
        assert!(scene.asked().is_empty());
    }
    for verifier in ["a".repeat(43), format!("{}-._~", "Z9".repeat(62))] {
        let (scene, redirect) = verifier_stored(&verifier);
        accepted(&scene.page(), &redirect.url());
        let body = form(scene.host.requests()[0].form.unwrap());
        assert!(body.contains(&("code_verifier".into(), verifier)));
    }
}

#[test]
fn a_03_the_challenge_of_rfc_7636_appendix_b() {
    let scene = Scene::code();
    let verifier = URL_SAFE_NO_PAD.decode("dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk").unwrap();
    *scene.host.world.randomness.borrow_mut() = Randomness::Fixed(vec![vec![1; 32], vec![2; 32], verifier]);
    let url = begin(&scene, json!({})).unwrap();
    assert_eq!(parameter(&url, "code_challenge").as_deref(), Some("E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM"));
}

#[test]
fn a_04_plain_is_never_sent() {
    for methods in [json!(["plain"]), json!([]), json!(["s256", "S512"])] {
        for options in [json!({}), json!({"flow": "hybrid"})] {
            let scene = Scene::new(options);
            scene.metadata("code_challenge_methods_supported", methods.clone());
            assert_eq!(begin(&scene, json!({})).unwrap_err().code(), Code::PkceUnsupported, "{methods}");
            assert!(scene.host.stored("kirjaudu.login.").is_empty());
        }
    }
}

#[test]
fn a_05_s256_is_sent_where_pkce_is_not_advertised() {
    let scene = Scene::code();
    scene.metadata("code_challenge_methods_supported", json!(null));
    let page = scene.page();
    let Begun { url, because, .. } = scene.begin_and_tell(&page, &json!({})).unwrap();
    assert_eq!(parameter(&url, "code_challenge_method").as_deref(), Some("S256"));
    assert!(because.contains("not advertised"), "expected a warning, found {because}");
    scene.set(json!({"requireAdvertisedPkce": true}));
    assert_eq!(begin(&scene, json!({})).unwrap_err().code(), Code::PkceUnsupported);
}

#[test]
fn a_06_parameters_of_the_protocol_are_refused_in_extra_params() {
    let scene = Scene::code();
    let reserved = [
        "state",
        "nonce",
        "code_challenge",
        "code_challenge_method",
        "redirect_uri",
        "client_id",
        "response_type",
        "response_mode",
        "request",
        "request_uri",
        "iss",
        "scope",
        "prompt",
        "max_age",
        "claims",
        "id_token_hint",
        "client_secret",
    ];
    // An array has no names to send.
    let error = begin(&scene, json!({"extraParams": ["x"]})).unwrap_err();
    assert_eq!((error.code(), error.details().field), (Code::ConfigInvalid, "extraParams"));
    for name in reserved {
        let error = begin(&scene, json!({"extraParams": {"fine": "1", name: "x"}})).unwrap_err();
        assert_eq!(error.code(), Code::ParameterReserved);
        assert!(error.to_string().contains(name), "{error}");
    }
    assert!(scene.host.stored("kirjaudu.login.").is_empty());
}

#[test]
fn a_08_an_authorization_endpoint_that_is_no_web_address_is_refused() {
    let wrong = [
        "javascript:alert(1)",
        "javascript://op.example/%0aalert(1)",
        "data:text/html,x",
        "http://op.example/authorize",
        "https://op.example/authorize#x",
        "//op.example/authorize",
        "https://user@op.example/",
        "https:op.example",
        "",
        "https://op.example\\@evil.example/",
        "http://localhost.evil.example/",
    ];
    for endpoint in wrong {
        for given in [false, true] {
            let scene = Scene::code();
            if given {
                scene.set(json!({"metadata": {"authorization_endpoint": endpoint}}));
            } else {
                scene.metadata("authorization_endpoint", json!(endpoint));
            }
            let error = begin(&scene, json!({})).unwrap_err();
            assert_eq!(
                (error.code(), error.details().field),
                (Code::MetadataInvalid, "authorization_endpoint"),
                "{endpoint}"
            );
            assert!(scene.host.storage().is_empty(), "expected nothing remembered of such metadata");
        }
    }
    for endpoint in
        ["http://localhost:8080/authorize", "http://127.0.0.1/authorize", "https://other.example/authorize?a=b"]
    {
        let scene = Scene::code();
        scene.metadata("authorization_endpoint", json!(endpoint));
        assert!(begin(&scene, json!({})).unwrap().starts_with(endpoint));
    }
}

#[test]
fn a_11_two_tabs_never_disturb_one_another() {
    let first = Scene::code();
    let second = first.other_tab();
    let (one, two) = (first.login(), second.login());
    assert_eq!(ignored(&first, &two.url()).code(), Code::StateUnknown);
    accepted(&second.page(), &two.url());
    accepted(&first.page(), &one.url());
}

#[test]
fn a_12_only_a_path_of_this_origin_is_returned_to() {
    let evil = [
        "//evil.example",
        "https://evil",
        "/\\evil",
        "\\\\evil",
        "javascript:alert(1)",
        "/%2f%2fevil",
        "/%2F/evil",
        "/%5cevil",
        "/\t/evil",
        "/\n/evil",
        "\t//evil",
        "berths",
    ];
    for target in evil {
        let scene = Scene::code();
        assert_eq!(begin(&scene, json!({"returnTo": target})).unwrap_err().code(), Code::ReturnToInvalid, "{target}");
        // Nor where it is written into the storage later.
        let redirect = scene.login_with(&json!({"returnTo": "/place"}));
        let key = scene.host.stored("kirjaudu.login.").remove(0);
        let mut record: Value = serde_json::from_str(&scene.host.storage()[&key]).unwrap();
        record["returnTo"] = json!(target);
        scene.host.tab.storage.borrow_mut().insert(key, record.to_string());
        assert_eq!(callback(&scene.page(), &redirect.url()).return_to, "/", "{target}");
    }
}

#[test]
fn a_13_the_state_says_nothing() {
    let scene = Scene::code();
    let options = json!({"returnTo": "/secret-place", "appState": "secret-thing", "loginHint": "maija"});
    let url = begin(&scene, options).unwrap();
    assert!(!url.contains("secret"), "{url}");
    let state = parameter(&url, "state").unwrap();
    assert_eq!(URL_SAFE_NO_PAD.decode(&state).unwrap(), scene.host.world.random_given.borrow()[0]);
    let page = scene.page();
    let returned = callback(&page, &scene.authorize(&url).url());
    assert_eq!(returned.return_to, "/secret-place");
}

#[test]
fn a_15_implicit_always_has_a_nonce_of_its_own() {
    let mut seen = HashSet::new();
    for options in [
        json!({"flow": "implicit"}),
        json!({"flow": "implicit", "responseType": "id_token"}),
        json!({"flow": "hybrid"}),
    ] {
        let scene = Scene::new(options);
        for _ in 0..10 {
            let nonce = parameter(&begin(&scene, json!({})).unwrap(), "nonce").unwrap();
            assert!(nonce.len() >= 22, "expected 128 bits");
            seen.insert(nonce);
        }
    }
    assert_eq!(seen.len(), 30);
}
