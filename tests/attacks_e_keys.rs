//! Attack table, part E: which key verifies, and what happens where there is none.
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

fn publish(scene: &Scene, keys: &[Value]) {
    scene.answer("jwks", Answer::json(200, &json!({"keys": keys})));
}

fn without(mut value: Value, name: &str) -> Value {
    value.as_object_mut().unwrap().remove(name);
    value
}

#[test]
fn e_21_without_kid_only_a_single_fitting_key() {
    let scene = Scene::code();
    scene.draft(|draft| draft.header = json!({"alg": "RS256"}));
    let rsa = scene.op().signing.jwk.clone();
    let others = [SigningKey::es256("a").jwk.clone(), SigningKey::ed25519("b").jwk.clone()];
    publish(&scene, &[others[0].clone(), without(rsa.clone(), "kid"), others[1].clone()]);
    accepted(&scene.page(), &scene.login().url());
    scene.page().end();
    for second in [SigningKey::rsa("rsa-2", 2).jwk.clone(), rsa.clone()] {
        let scene = scene.other_tab();
        publish(&scene, &[rsa.clone(), second]);
        assert_eq!(rejected(&scene, &scene.login().url()).code(), Code::KeyUnknown);
    }
}

#[test]
fn e_21_two_keys_of_one_kid_are_none() {
    let scene = Scene::code();
    let rsa = scene.op().signing.jwk.clone();
    let mut second = SigningKey::rsa("rsa-1", 2).jwk.clone();
    publish(&scene, &[rsa.clone(), second.clone()]);
    assert_eq!(rejected(&scene, &scene.login().url()).code(), Code::KeyUnknown);
    second["use"] = json!("enc");
    let scene = scene.other_tab();
    publish(&scene, &[second, rsa]);
    accepted(&scene.page(), &scene.login().url());
}

#[test]
fn e_22_an_unknown_kid_reloads_the_keys_once_a_minute() {
    let scene = Scene::code();
    let sign_in_with = |kid: &'static str| {
        scene.draft(move |draft| draft.header["kid"] = json!(kid));
        let redirect = scene.login();
        scene.host.forget_requests();
        let error = rejected(&scene, &redirect.url());
        assert_eq!((error.code(), error.details().field), (Code::KeyUnknown, "kid"));
        assert!(error.to_string().contains(kid), "{error}");
        (scene.asked(), scene.host.requests())
    };
    let (asked, requests) = sign_in_with("unknown-1");
    assert_eq!(asked, ["/token", "/jwks"]);
    assert!(requests[1].reload && !requests[1].url.contains("unknown"));
    for seconds in [0, 59] {
        scene.host.pass(seconds);
        assert_eq!(sign_in_with("unknown-2").0, ["/token"], "{seconds}");
    }
    scene.host.pass(1);
    assert_eq!(sign_in_with("unknown-2").0, ["/token", "/jwks"]);
    for kid in [json!(""), json!(null), json!(7), json!(["rsa-1"]), json!("RSA-1"), json!("rsa-1 ")] {
        let scene = Scene::code();
        let set = kid.clone();
        scene.draft(move |draft| draft.header["kid"] = set.clone());
        assert_eq!(rejected(&scene, &scene.login().url()).code(), Code::KeyUnknown, "{kid}");
    }
}

#[test]
fn e_22_a_key_that_came_meanwhile_is_found_by_the_reload() {
    let scene = Scene::implicit();
    let url = scene.begin(&scene.page(), &json!({})).unwrap();
    scene.op().rotate_to(SigningKey::es256("new"));
    let redirect = scene.authorize(&url);
    scene.host.forget_requests();
    accepted(&scene.page(), &redirect.url());
    assert_eq!(scene.asked(), ["/jwks"]);
}

#[test]
fn e_23_weak_and_foreign_keys_are_unusable() {
    let rsa = SigningKey::rsa("rsa-1", 1).jwk.clone();
    let with = |changes: Value| {
        let mut jwk = rsa.clone();
        jwk.as_object_mut().unwrap().extend(changes.as_object().unwrap().clone());
        jwk
    };
    let n = rsa["n"].as_str().unwrap();
    let unusable = [
        json!({"kty": "oct", "kid": "rsa-1", "k": "c2VjcmV0", "n": n, "e": "AQAB"}),
        with(json!({"use": "enc"})),
        with(json!({"use": null})),
        with(json!({"key_ops": ["encrypt"]})),
        with(json!({"key_ops": ["sign"]})),
        with(json!({"key_ops": []})),
        with(json!({"key_ops": "verify"})),
        with(json!({"alg": "RSA-OAEP"})),
        with(json!({"alg": "RS512"})),
        // RSA-1024
        with(json!({"n": &n[..171]})),
        with(json!({"e": "AQ"})),
        with(json!({"e": "AAE"})),
        with(json!({"e": "Ag"})),
        with(json!({"e": "AA"})),
        with(json!({"e": ""})),
        with(json!({"n": format!("{}A", &n[..n.len() - 1])})),
        with(json!({"n": "A".repeat(342)})),
        with(json!({"n": format!("AA{n}")})),
        with(json!({"n": format!("{n}=")})),
        with(json!({"n": ""})),
        with(json!({"n": "A".repeat(20_000)})),
        json!({"kty": "RSA", "kid": "rsa-1"}),
        json!("rsa-1"),
        json!(null),
    ];
    for jwk in unusable {
        let scene = Scene::code();
        publish(&scene, std::slice::from_ref(&jwk));
        assert_eq!(rejected(&scene, &scene.login().url()).code(), Code::KeyUnknown, "{jwk}");
        assert_eq!(scene.host.world.signatures_checked.get(), 0, "{jwk}");
    }
}

#[test]
fn e_23_malformed_points_are_unusable() {
    let key = SigningKey::es256("one");
    let (x, y) = (key.jwk["x"].clone(), key.jwk["y"].clone());
    let zero = json!("A".repeat(43));
    for (x, y, code) in [
        (zero.clone(), zero.clone(), Code::KeyUnknown),
        (x.clone(), zero, Code::KeyUnknown),
        (x.clone(), json!("AA"), Code::KeyUnknown),
        (x.clone(), json!(null), Code::KeyUnknown),
        // Off the curve: the host says so, as WebCrypto does.
        (y, x, Code::SignatureInvalid),
    ] {
        let scene = Scene::code();
        scene.op().rotate_to(key.clone());
        publish(&scene, &[json!({"kty": "EC", "crv": "P-256", "kid": "one", "x": x, "y": y})]);
        assert_eq!(rejected(&scene, &scene.login().url()).code(), code, "{x} {y}");
    }
    for (crv, x) in [("Ed25519", "A".repeat(43)), ("X25519", "B".repeat(42) + "A"), ("Ed25519", "BBBB".into())] {
        let scene = Scene::code();
        scene.op().rotate_to(SigningKey::ed25519("one"));
        publish(&scene, &[json!({"kty": "OKP", "crv": crv, "kid": "one", "x": x})]);
        assert_eq!(rejected(&scene, &scene.login().url()).code(), Code::KeyUnknown, "{crv} {x}");
    }
}

#[test]
fn e_37_without_keys_nobody_is_signed_in() {
    for (answer, code) in [
        (Answer::html(200), Code::JwksInvalid),
        (Answer::html(500), Code::JwksInvalid),
        (Answer::json(500, &json!({"keys": []})), Code::JwksInvalid),
        (Answer::json(200, &json!({"keys": {}})), Code::JwksInvalid),
        (Answer::json(200, &json!([])), Code::JwksInvalid),
        (Answer::json(200, &json!({"keys": []})), Code::KeyUnknown),
        (Answer::Down("no answer in 10 s"), Code::JwksUnreachable),
    ] {
        for scene in [Scene::code(), Scene::implicit()] {
            scene.answer("jwks", answer.clone());
            let redirect = scene.login();
            assert_eq!(rejected(&scene, &redirect.url()).code(), code, "{answer:?}");
            assert_eq!(scene.host.world.signatures_checked.get(), 0);
        }
    }
    let scene = Scene::code();
    scene.metadata("jwks_uri", json!(null));
    let error = rejected(&scene, &scene.login().url());
    assert_eq!((error.code(), error.details().field), (Code::EndpointMissing, "jwks_uri"));
}

#[test]
fn e_37_a_failure_when_the_login_began_is_forgotten_when_keys_come() {
    let scene = Scene::code();
    scene.answer("jwks", Answer::Down("no network"));
    let redirect = scene.login();
    scene.op().answers.clear();
    accepted(&scene.page(), &redirect.url());
}

#[test]
fn e_38_tls_never_stands_in_for_the_signature() {
    let switches = [
        json!({}),
        json!({"dangerously": {"skipSignature": true, "allowInsecureIssuer": true, "acceptAnyIdTokenAge": true}}),
    ];
    for options in switches {
        let scene = Scene::new(options);
        scene.draft(|draft| draft.key = SigningKey::rsa("rsa-1", 2));
        let redirect = scene.login();
        assert_eq!(rejected(&scene, &redirect.url()).code(), Code::SignatureInvalid);
        scene.draft(|_| ());
        let redirect = scene.login();
        let before = scene.host.world.signatures_checked.get();
        accepted(&scene.page(), &redirect.url());
        assert_eq!(scene.host.world.signatures_checked.get(), before + 1);
    }
}
