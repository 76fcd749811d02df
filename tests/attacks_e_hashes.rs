//! Attack table, part E: what binds an ID token to the access token, the code and the state beside it.
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

use base64::{
    Engine,
    engine::general_purpose::{STANDARD, STANDARD_NO_PAD, URL_SAFE, URL_SAFE_NO_PAD},
};
use fake_host::{op::left_half, *};
use kirjaudu::base::error::Error;

/// All the ways to write a token hash but the right one.
fn wrong_forms(value: &str) -> Vec<Value> {
    let digest = ring::digest::digest(&ring::digest::SHA256, value.as_bytes());
    let (whole, half, right) = (digest.as_ref(), &digest.as_ref()[..16], &digest.as_ref()[16..]);
    let mut forms = vec![
        json!(URL_SAFE_NO_PAD.encode(whole)),
        json!(URL_SAFE.encode(half)),
        json!(STANDARD.encode(half)),
        json!(URL_SAFE_NO_PAD.encode(right)),
        json!(half.iter().map(|byte| format!("{byte:02x}")).collect::<String>()),
        json!(STANDARD.encode(&whole[..17])),
        json!(left_half("RS512", value)),
        json!(left_half("RS256", "another value")),
        json!(""),
        json!([left_half("RS256", value)]),
        json!(7),
    ];
    // Plain base64 differs only where there is a `+` or a `/`.
    let plain = STANDARD_NO_PAD.encode(half);
    if plain != left_half("RS256", value) {
        forms.push(json!(plain));
    }
    forms
}

fn rejected_at(scene: &Scene, place: Place, name: &'static str, value: Value) -> Error {
    scene.draft(move |draft| {
        if draft.place == place {
            draft.claim(name, value.clone());
        }
    });
    let redirect = scene.login();
    rejected(scene, &redirect.url())
}

#[test]
fn e_13_implicit_needs_the_right_at_hash() {
    let error = rejected_at(&Scene::implicit(), Place::Authorization, "at_hash", json!(null));
    assert_eq!((error.code(), error.details().field), (Code::HashMismatch, "at_hash"));
    for form in wrong_forms("access-token-0-of-op.example") {
        let error = rejected_at(&Scene::implicit(), Place::Authorization, "at_hash", form.clone());
        assert_eq!((error.code(), error.details().field), (Code::HashMismatch, "at_hash"), "{form}");
    }
}

#[test]
fn e_13_plain_base64_and_the_puavo_form_of_one_token_are_refused() {
    // The hash of this token has a `/`: PEaenWxYddN6Q/NT1PiOYQ.
    for (hash, good) in [
        ("PEaenWxYddN6Q_NT1PiOYQ", true),
        ("PEaenWxYddN6Q/NT1PiOYQ", false),
        ("PEaenWxYddN6Q/NT1PiOYQ==", false),
        ("PEaenWxYddN6Q/NT1PiOYfw=", false),
    ] {
        let scene = Scene::implicit();
        scene.claim("at_hash", json!(hash));
        let redirect = scene.login().with("access_token", "token");
        if good {
            accepted(&scene.page(), &redirect.url());
        } else {
            assert_eq!(rejected(&scene, &redirect.url()).code(), Code::HashMismatch, "{hash}");
        }
    }
}

#[test]
fn n_01_without_the_quirk_the_padded_half_hash_is_refused() {
    // The access token of OIDC Core Appendix A.3.
    let scene = Scene::implicit();
    scene.claim("at_hash", json!("77QmUPtjPfzWtF2AnpK9RWo="));
    let redirect = scene.login().with("access_token", "jHkWEdUXMU1BwAsC4vtUsZwnNvTIxEl0z9K3vx5KF0Y");
    assert_eq!(rejected(&scene, &redirect.url()).code(), Code::HashMismatch);
}

#[test]
fn e_13_a_swapped_access_token_is_refused() {
    for scene in [Scene::implicit(), Scene::hybrid("code id_token token")] {
        let redirect = scene.login().with("access_token", "the-token-of-the-attacker");
        scene.host.forget_requests();
        let error = rejected(&scene, &redirect.url());
        assert_eq!((error.code(), error.details().field), (Code::HashMismatch, "at_hash"));
        assert!(scene.asked().is_empty(), "expected the code not to be sent");
    }
}

#[test]
fn e_13_in_the_code_flow_at_hash_may_be_missing_and_never_wrong() {
    let scene = Scene::code();
    scene.claim("at_hash", json!(null));
    accepted(&scene.page(), &scene.login().url());
    for form in wrong_forms("access-token-1-of-op.example") {
        let error = rejected_at(&Scene::code(), Place::Token, "at_hash", form.clone());
        assert_eq!((error.code(), error.details().field), (Code::HashMismatch, "at_hash"), "{form}");
    }
    let scene = Scene::code();
    let redirect = scene.login();
    scene.token_response(|response| response["access_token"] = json!("the-token-of-the-attacker"));
    assert_eq!(rejected(&scene, &redirect.url()).code(), Code::HashMismatch);
}

#[test]
fn e_13_the_hash_is_that_of_the_algorithm() {
    for (key, wrong) in [(SigningKey::es384("k"), "ES256"), (SigningKey::ed25519("k"), "ES384")] {
        let scene = Scene::implicit();
        scene.metadata("id_token_signing_alg_values_supported", json!(null));
        scene.op().rotate_to(key);
        accepted(&scene.page(), &scene.login().url());
        scene.page().end();
        scene.draft(move |draft| draft.claim("at_hash", json!(left_half(wrong, "whatever"))));
        assert_eq!(rejected(&scene, &scene.login().url()).code(), Code::HashMismatch);
    }
}

#[test]
fn e_15_hybrid_needs_the_right_c_hash() {
    for response_type in ["code id_token", "code id_token token"] {
        let number = usize::from(response_type.contains(" token"));
        let forms = wrong_forms(&format!("code-{number}-of-op.example"));
        for form in [json!(null)].into_iter().chain(forms) {
            let scene = Scene::hybrid(response_type);
            let error = rejected_at(&scene, Place::Authorization, "c_hash", form.clone());
            assert_eq!((error.code(), error.details().field), (Code::HashMismatch, "c_hash"), "{form}");
            assert!(!scene.asked().contains(&"/token".to_owned()), "expected the code not to be sent");
        }
    }
    // OIDC Core 3.3.2.11 asks for none in the second one, but it is never wrong.
    let error = rejected_at(&Scene::hybrid("code id_token"), Place::Token, "c_hash", json!("wrong"));
    assert_eq!((error.code(), error.details().field), (Code::HashMismatch, "c_hash"));
}

#[test]
fn e_15_a_swapped_code_is_refused() {
    let scene = Scene::hybrid("code id_token");
    let stolen = scene.other_tab().login().value("code");
    let redirect = scene.login().with("code", &stolen);
    scene.host.forget_requests();
    let error = rejected(&scene, &redirect.url());
    assert_eq!((error.code(), error.details().field), (Code::HashMismatch, "c_hash"));
    assert!(scene.asked().is_empty());
}

#[test]
fn e_15_s_hash_is_never_wrong() {
    for options in [json!({"flow": "implicit"}), json!({"flow": "hybrid", "responseType": "code id_token"})] {
        for value in [json!("wrong"), json!(""), json!(7)] {
            let error = rejected_at(&Scene::new(options.clone()), Place::Authorization, "s_hash", value);
            assert_eq!((error.code(), error.details().field), (Code::HashMismatch, "s_hash"));
        }
        let scene = Scene::new(options);
        let url = scene.begin(&scene.page(), &json!({})).unwrap();
        let s_hash = left_half("RS256", &parameter(&url, "state").unwrap());
        scene.claim("s_hash", json!(s_hash));
        accepted(&scene.page(), &scene.authorize(&url).url());
    }
}
