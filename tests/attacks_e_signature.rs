//! Attack table, part E: signatures, algorithms and headers of ID tokens, each in a whole login.
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
    engine::general_purpose::{STANDARD, URL_SAFE_NO_PAD},
};
use fake_host::{
    keys::{hs256_token, signing_input},
    *,
};
use kirjaudu::base::error::Error;

/// The error of an implicit login, and of a code login, whose ID token is changed so; both must agree.
fn rejected_id_token(change: impl Fn(&mut Draft) + Clone + 'static) -> Error {
    let [implicit, code] = [Scene::implicit(), Scene::code()].map(|scene| {
        scene.metadata("id_token_signing_alg_values_supported", json!(["RS256", "ES256"]));
        scene.draft(change.clone());
        let redirect = scene.login();
        rejected(&scene, &redirect.url())
    });
    assert_eq!(implicit.code(), code.code());
    code
}

fn replaced(replace: impl Fn(String) -> String + Clone + 'static) -> Error {
    rejected_id_token(move |draft| draft.replace = Some(Box::new(replace.clone())))
}

#[test]
fn e_01_alg_none_is_refused() {
    for alg in [json!("none"), json!("None"), json!("nOnE"), json!("NONE"), json!(""), json!(null), json!(["RS256"])] {
        for keep_signature in [false, true] {
            let alg = alg.clone();
            let error = rejected_id_token(move |draft| {
                draft.header["alg"] = alg.clone();
                draft.replace = Some(Box::new(move |token| {
                    let unsigned = token.rsplit_once('.').unwrap().0.to_owned() + ".";
                    if keep_signature { token } else { unsigned }
                }));
            });
            assert_eq!(error.code(), Code::AlgorithmRefused);
        }
    }
    // Nor where the provider lists it, or somebody registers it.
    let scene = Scene::code();
    scene.metadata("id_token_signing_alg_values_supported", json!(["none", "HS256"]));
    assert_eq!(rejected(&scene, &scene.login().url()).code(), Code::AlgorithmRefused);
    let scene = Scene::new(json!({"idTokenSignedResponseAlg": "none"}));
    assert_eq!(rejected(&scene, &scene.login().url()).code(), Code::AlgorithmRefused);
}

#[test]
fn e_02_a_public_key_is_no_shared_secret() {
    let key = SigningKey::rsa("rsa-1", 1);
    let n = key.jwk["n"].as_str().unwrap().to_owned();
    let pem = format!("-----BEGIN PUBLIC KEY-----\n{}\n-----END PUBLIC KEY-----\n", STANDARD.encode(&n));
    for secret in [
        pem.into_bytes(),
        key.jwk.to_string().into_bytes(),
        URL_SAFE_NO_PAD.decode(&n).unwrap(),
        n.into_bytes(),
        Vec::new(),
    ] {
        for listed in [json!(null), json!(["HS256"]), json!(["HS256", "RS256"])] {
            let scene = Scene::implicit();
            let secret = secret.clone();
            scene.metadata("id_token_signing_alg_values_supported", listed);
            scene.draft(move |draft| {
                let (header, secret, payload) =
                    (json!({"alg": "HS256", "kid": "rsa-1"}), secret.clone(), draft.claims.to_string());
                draft.replace = Some(Box::new(move |_| hs256_token(&header, &payload, &secret)));
            });
            let redirect = scene.login();
            assert_eq!(rejected(&scene, &redirect.url()).code(), Code::AlgorithmRefused);
        }
    }
}

#[test]
fn e_03_a_changed_signature_or_payload_is_refused() {
    let with_signature = |change: fn(Vec<u8>) -> Vec<u8>| {
        replaced(move |token| {
            let (input, signature) = token.rsplit_once('.').unwrap();
            format!("{input}.{}", URL_SAFE_NO_PAD.encode(change(URL_SAFE_NO_PAD.decode(signature).unwrap())))
        })
    };
    let changes: [fn(Vec<u8>) -> Vec<u8>; 8] = [
        |mut signature| {
            signature[0] ^= 0x80;
            signature
        },
        |mut signature| {
            signature[255] ^= 1;
            signature
        },
        |signature| signature[..255].to_vec(),
        |signature| [signature, vec![0]].concat(),
        |signature| [vec![0], signature].concat(),
        |_| Vec::new(),
        |_| vec![0; 256],
        |signature| signature.repeat(2),
    ];
    for change in changes {
        assert_eq!(with_signature(change).code(), Code::SignatureInvalid);
    }
    let error = rejected_id_token(|draft| {
        let mut claims = draft.claims.clone();
        claims["name"] = json!("Somebody Else");
        let header = draft.header.clone();
        draft.replace = Some(Box::new(move |token| {
            let signature = token.rsplit_once('.').unwrap().1;
            format!("{}.{signature}", signing_input(&header, &claims.to_string()))
        }));
    });
    assert_eq!(error.code(), Code::SignatureInvalid);
    // By another key under the same kid.
    let error = rejected_id_token(|draft| draft.key = SigningKey::rsa("rsa-1", 2));
    assert_eq!(error.code(), Code::SignatureInvalid);
}

#[test]
fn e_17_only_the_algorithm_that_is_expected() {
    for (registered, listed, alg) in [
        (json!("RS256"), json!(["RS256", "RS512"]), "RS512"),
        (json!("RS256"), json!(null), "PS256"),
        (json!(null), json!(["RS256"]), "RS512"),
        (json!(null), json!(["RS256"]), "PS256"),
        (json!("PS256"), json!(["RS256"]), "RS256"),
    ] {
        let scene = Scene::code();
        scene.set(json!({"idTokenSignedResponseAlg": registered}));
        scene.metadata("id_token_signing_alg_values_supported", listed);
        let mut jwk = scene.op().signing.jwk.clone();
        jwk.as_object_mut().unwrap().remove("alg");
        scene.answer("jwks", Answer::json(200, &json!({"keys": [jwk]})));
        scene.draft(move |draft| {
            draft.header["alg"] = json!(alg);
            draft.claim("at_hash", json!(null));
        });
        let redirect = scene.login();
        assert_eq!(rejected(&scene, &redirect.url()).code(), Code::AlgorithmRefused, "{alg}");
        // The same token is good where its algorithm is expected.
        scene.set(json!({"idTokenSignedResponseAlg": alg}));
        accepted(&scene.page(), &scene.login().url());
    }
}

#[test]
fn e_17_a_key_of_another_type_under_the_same_kid_is_not_used() {
    let error = rejected_id_token(|draft| {
        draft.key = SigningKey::es256("rsa-1");
        draft.header["alg"] = json!("ES256");
    });
    assert_eq!(error.code(), Code::KeyUnknown);
    let scene = Scene::code();
    scene.op().rotate_to(SigningKey::es256("one"));
    scene.draft(|draft| draft.header["alg"] = json!("RS256"));
    assert_eq!(rejected(&scene, &scene.login().url()).code(), Code::KeyUnknown);
}

#[test]
fn e_18_critical_header_parameters_are_refused() {
    for (name, value) in [
        ("crit", json!(["exp"])),
        ("crit", json!(["unknown"])),
        ("crit", json!([])),
        ("crit", json!(null)),
        ("b64", json!(false)),
        ("b64", json!(true)),
    ] {
        let error = rejected_id_token(move |draft| draft.header[name] = value.clone());
        assert_eq!((error.code(), error.details().field), (Code::JwtMalformed, "crit"));
    }
}

#[test]
fn e_19_a_key_in_the_header_is_not_looked_at() {
    let attacker = SigningKey::rsa("attacker", 2);
    let jwk = attacker.jwk.clone();
    let members = [
        ("jwk", jwk.clone()),
        ("jku", json!("https://evil.example/jwks")),
        ("x5u", json!("https://evil.example/x5c")),
        ("x5c", json!(["MIIB"])),
    ];
    for (name, value) in members {
        for kid in ["rsa-1", "attacker"] {
            let scene = Scene::code();
            let (attacker, value) = (attacker.clone(), value.clone());
            scene.draft(move |draft| {
                draft.key = attacker.clone();
                draft.header = json!({"alg": "RS256", "kid": kid, name: value.clone()});
            });
            let redirect = scene.login();
            let error = rejected(&scene, &redirect.url());
            assert_eq!(error.code(), if kid == "rsa-1" { Code::SignatureInvalid } else { Code::KeyUnknown });
            assert!(scene.host.requests().iter().all(|request| request.url.starts_with("https://op.example/")));
        }
    }
    let scene = Scene::code();
    scene.draft(move |draft| draft.header["jwk"] = jwk.clone());
    accepted(&scene.page(), &scene.login().url());
}

#[test]
fn e_25_an_ecdsa_signature_has_one_form() {
    let der = [&[0x30, 0x44, 0x02, 0x20][..], &[1; 32], &[0x02, 0x20], &[1; 32]].concat();
    let order = "ffffffff00000000ffffffffffffffffbce6faada7179e84f3b9cac2fc632551";
    let n: Vec<u8> = (0..32).map(|at| u8::from_str_radix(&order[at * 2..at * 2 + 2], 16).unwrap()).collect();
    let wrong = [
        der,
        vec![0; 64],
        [vec![0; 32], vec![1; 32]].concat(),
        [vec![1; 32], vec![0; 32]].concat(),
        [n.clone(), vec![1; 32]].concat(),
        [vec![1; 32], n].concat(),
        vec![1; 63],
        vec![1; 65],
        Vec::new(),
    ];
    for signature in wrong {
        let scene = Scene::implicit();
        scene.op().rotate_to(SigningKey::es256("one"));
        let text = URL_SAFE_NO_PAD.encode(&signature);
        scene.draft(move |draft| {
            let text = text.clone();
            draft.replace = Some(Box::new(move |token| format!("{}.{text}", token.rsplit_once('.').unwrap().0)));
        });
        let redirect = scene.login();
        assert_eq!(rejected(&scene, &redirect.url()).code(), Code::SignatureInvalid, "{signature:?}");
        assert!(signature.len() == 64 || scene.host.world.signatures_checked.get() == 0);
    }
}

#[test]
fn e_28_only_the_compact_form_in_three_parts() {
    let changes: [fn(String) -> String; 10] = [
        |token| token.replace('.', ""),
        |token| token.split('.').take(2).collect::<Vec<_>>().join("."),
        |token| token + ".",
        |token| token + ".AAAA.AAAA",
        |token| format!(".{token}"),
        |token| format!(" {token}"),
        |token| format!("{token}\n"),
        |token| format!("{token}="),
        |token| format!("Bearer {token}"),
        |token| {
            let parts: Vec<&str> = token.split('.').collect();
            json!({"protected": parts[0], "payload": parts[1], "signature": parts[2]}).to_string()
        },
    ];
    for change in changes {
        assert_eq!(replaced(change).code(), Code::JwtMalformed);
    }
}

#[test]
fn e_30_a_token_of_1_mb_is_refused_at_once() {
    let scene = Scene::code();
    scene.claim("padding", json!("x".repeat(740_000)));
    let redirect = scene.login();
    assert_eq!(rejected(&scene, &redirect.url()).code(), Code::JwtTooLarge);
    let scene = Scene::implicit();
    scene.claim("padding", json!("x".repeat(740_000)));
    let redirect = scene.login();
    assert_eq!(rejected(&scene, &redirect.url()).code(), Code::ResponseTooLarge);
    assert_eq!(scene.host.world.signatures_checked.get(), 0);
    for scene in [Scene::code(), Scene::implicit()] {
        scene.claim("groups", json!("x".repeat(24_000)));
        accepted(&scene.page(), &scene.login().url());
    }
}
