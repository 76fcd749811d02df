//! Attack table, part F: what a proof says, and the nonces in it (DPoP).
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
use fake_host::{proofs::verified, *};
use kirjaudu::{
    base::{arena::Arena, secret::Secret, time::Timestamp},
    flow::{
        host::{Host, Run},
        proof,
    },
    protocol::dpop::Proof,
};

const ACCESS_TOKEN: &str = "Kz~8mXK1EalYznwH-LC-1fBAo.4Ljp~zsPE_NeO.gxU";

/// Proofs for an API, with a key of that scene.
fn for_api(scene: &Scene, urls: &[&str]) -> Vec<Value> {
    let arena = Arena::default();
    let run = Run { host: &scene.host, arena: &arena, config: scene.config().unwrap() };
    scene.host.make_key(&arena, "a key").unwrap();
    let token = Secret::new(ACCESS_TOKEN);
    let proofs = urls.iter().map(|url| proof::for_api(&run, "a key", "GET", url, token).unwrap());
    proofs.map(|proof| verified(proof).unwrap().1).collect()
}

#[test]
fn f_01_a_proof_names_its_request_and_a_public_key() {
    let scene = bound(json!({}));
    let page = scene.sign_in();
    userinfo(&page).unwrap();
    let [token, api] = &proofs_of(&scene)[..] else { panic!("expected two proofs") };
    for (proof, method, url) in
        [(token, "POST", "https://op.example/token"), (api, "GET", "https://op.example/userinfo")]
    {
        let SeenProof { header, claims, .. } = proof;
        assert_eq!((&header["typ"], &header["alg"]), (&json!("dpop+jwt"), &json!("ES256")));
        let mut members: Vec<&String> = header["jwk"].as_object().unwrap().keys().collect();
        members.sort();
        assert_eq!(members, ["crv", "kty", "x", "y"], "expected nothing private");
        assert_eq!((&claims["htm"], &claims["htu"]), (&json!(method), &json!(url)));
        assert_eq!(claims["iat"], NOW - 5);
    }
    assert!(token.claims.get("ath").is_none() && api.claims.get("ath").is_some());
}

#[test]
fn f_01_a_provider_or_flow_that_rules_it_out_is_refused_with_the_reason() {
    let refused = |options: Value, algorithms: Value| {
        let scene = bound(options.clone());
        scene.metadata("dpop_signing_alg_values_supported", algorithms.clone());
        let error = scene.begin(&scene.page(), &json!({})).unwrap_err();
        assert_eq!(error.code(), Code::DpopUnsupported, "{error}");
        assert!(
            scene.host.storage().keys().all(|key| !key.starts_with("kirjaudu.login.")) && key_names(&scene).is_empty()
        );
        // Where it is a matter of taste, it is left out.
        scene.set(json!({"dpop": "auto"}));
        let url = scene.begin(&scene.page(), &json!({})).unwrap();
        assert_eq!(parameter(&url, "dpop_jkt"), None);
        error.details().field
    };
    let es256 = json!(["ES256"]);
    assert_eq!(refused(json!({}), json!(["RS256"])), "dpop_signing_alg_values_supported");
    for (flow, response_type) in [("implicit", "id_token token"), ("implicit", "id_token"), ("hybrid", "code token")] {
        assert_eq!(refused(json!({"flow": flow, "responseType": response_type}), es256.clone()), "responseType");
    }
    for kind in ["uma-ticket", "tunnistamo"] {
        let api_tokens = json!({"kind": kind, "url": "https://op.example/api-tokens/"});
        assert_eq!(refused(json!({"apiTokens": api_tokens}), es256.clone()), "apiTokens", "{kind}");
    }
    for (dpop, listed, is_bound) in
        [(json!("auto"), es256.clone(), true), (json!("auto"), json!(null), false), (json!(true), json!(null), true)]
    {
        let scene = bound(json!({"dpop": dpop}));
        scene.metadata("dpop_signing_alg_values_supported", listed);
        let Begun { url, because, .. } = scene.begin_and_tell(&scene.page(), &json!({})).unwrap();
        assert_eq!(parameter(&url, "dpop_jkt").is_some(), is_bound);
        assert_eq!(because.contains("bound to a key"), is_bound);
    }
    let scene = bound(json!({}));
    scene.host.world.keeps_no_keys.set(true);
    assert_eq!(scene.begin(&scene.page(), &json!({})).unwrap_err().code(), Code::CryptoUnavailable);
    scene.set(json!({"dpop": "auto"}));
    assert_eq!(parameter(&scene.begin(&scene.page(), &json!({})).unwrap(), "dpop_jkt"), None);
    scene.set(json!({"dpop": "yes"}));
    assert_eq!(scene.config().unwrap_err().code(), Code::ConfigInvalid);
}

#[test]
fn f_02_the_address_is_the_one_that_the_server_sees() {
    let scene = bound(json!({}));
    for (url, expected) in [
        ("https://API.example:443/a/../b?x=1#f", "https://api.example/b"),
        ("https://api.example/b?y=2", "https://api.example/b"),
        ("https://api.example", "https://api.example/"),
    ] {
        assert_eq!(for_api(&scene, &[url])[0]["htu"], expected, "{url}");
    }
    // The provider compares the very string of the request.
    scene.metadata("token_endpoint", json!("https://op.example/token"));
    scene.sign_in();
    assert_eq!(proofs_of(&scene)[0].claims["htu"], "https://op.example/token");
}

#[test]
fn f_04_the_hash_of_the_access_token() {
    let claims = for_api(&bound(json!({})), &["https://api.example/"]).remove(0);
    assert_eq!(claims["ath"], "fUHyO2r2Z3DZ53EsNrWBb0xWXoaNy59IiKCAqksmQEo");
}

#[test]
fn f_05_no_proof_is_used_twice() {
    let scene = bound(json!({}));
    let mut seen = HashSet::new();
    for claims in for_api(&scene, &["https://api.example/"; 1000]) {
        let jti = claims["jti"].as_str().unwrap().to_owned();
        assert!(URL_SAFE_NO_PAD.decode(&jti).unwrap().len() >= 12, "expected 96 bits");
        seen.insert(jti);
    }
    assert_eq!(seen.len(), 1000);
    nonces(&scene, &["n-1"]);
    scene.sign_in();
    let [first, again] = &proofs_of(&scene)[..] else { panic!("expected a retry") };
    assert_ne!(first.claims["jti"], again.claims["jti"]);
}

#[test]
fn f_06_a_nonce_is_taken_up_and_nobody_goes_round_in_circles() {
    for (given, requests) in [(&["n-1"][..], 2), (&["n-1", "n-2"], 3)] {
        let scene = bound(json!({}));
        nonces(&scene, given);
        scene.sign_in();
        let sent: Vec<Value> = proofs_of(&scene).iter().map(|proof| proof.claims["nonce"].clone()).collect();
        let mut expected = vec![Value::Null];
        expected.extend(given.iter().map(|nonce| json!(nonce)));
        assert_eq!((sent.len(), &sent), (requests, &expected));
    }
    let scene = bound(json!({}));
    nonces(&scene, &["n-1", "n-2", "n-3", "n-4", "n-5"]);
    let (error, asked) = fails(&scene);
    assert_eq!((error.code(), asked.len()), (Code::DpopProofRefused, 3));
    assert_eq!(error.details().provider.as_ref().unwrap().error, "use_dpop_nonce");
    // Also where every answer names the same one.
    let scene = bound(json!({}));
    nonces(&scene, &["n-1"]);
    scene.answer("token", Answer::json(400, &json!({"error": "use_dpop_nonce"})));
    let (error, asked) = fails(&scene);
    assert_eq!((error.code(), asked.len()), (Code::DpopProofRefused, 3));
}

#[test]
fn f_08_nonces_are_kept_by_origin_and_kind() {
    let scene = bound(json!({}));
    nonces(&scene, &["n-as"]);
    scene.op().dpop.api_nonce = Some("n-api".into());
    let page = scene.sign_in();
    userinfo(&page).unwrap();
    let sent = |proof: &SeenProof| (proof.url.rsplit('/').next().unwrap().to_owned(), proof.claims["nonce"].clone());
    let all: Vec<_> = proofs_of(&scene).iter().map(sent).collect();
    let expected =
        [("token", json!(null)), ("token", json!("n-as")), ("userinfo", json!(null)), ("userinfo", json!("n-api"))];
    assert_eq!(all, expected.map(|(at, nonce)| (at.to_owned(), nonce)));
    // A good answer brings the next one, and the next proof has it.
    scene.op().dpop.api_nonce = Some("n-api-2".into());
    userinfo(&page).unwrap();
    nonces(&scene, &["n-as-2"]);
    scene.sign_in();
    let stored = scene.host.storage();
    assert_eq!(stored["kirjaudu.nonce.as https://op.example"], "n-as-2");
    assert_eq!(stored["kirjaudu.nonce.api https://op.example"], "n-api-2");
    let before = proofs_of(&scene).len();
    scene.sign_in();
    assert_eq!(proofs_of(&scene).len(), before + 1, "expected no retry with a nonce that is known");
    let claims = for_api(
        &scene,
        &["https://op.example/x", "https://OP.example:443/y", "https://api.example/", "http://op.example/"],
    );
    let nonces: Vec<_> = claims.iter().map(|claims| claims["nonce"].as_str()).collect();
    assert_eq!(nonces, [Some("n-api-2"), Some("n-api-2"), None, None]);
    let arena = Arena::default();
    let run = Run { host: &scene.host, arena: &arena, config: scene.config().unwrap() };
    proof::keep_api_nonce(&run, "https://api.example/a/b?c", "n-other");
    assert_eq!(scene.host.storage()["kirjaudu.nonce.api https://api.example"], "n-other");
}

#[test]
fn f_09_an_api_that_wants_a_nonce_is_asked_once_more() {
    let scene = bound(json!({}));
    let page = scene.sign_in();
    scene.op().dpop.api_nonce = Some("n-1".into());
    scene.host.forget_requests();
    userinfo(&page).unwrap();
    assert_eq!(scene.asked(), ["/userinfo", "/userinfo"]);
    // A refusal for another reason stays one.
    scene.answer("userinfo", Answer::json(401, &json!({"error": "invalid_token"})));
    scene.op().dpop.api_nonce = Some("n-2".into());
    scene.host.forget_requests();
    assert_eq!(userinfo(&page).unwrap_err().code(), Code::UserinfoRefused);
    assert_eq!(scene.asked(), ["/userinfo"]);
    scene.answer("userinfo", Answer::html(401));
    scene.op().dpop.api_nonce = Some("n-3".into());
    scene.host.forget_requests();
    assert_eq!(userinfo(&page).unwrap_err().code(), Code::UserinfoRefused);
    assert_eq!(scene.asked(), ["/userinfo", "/userinfo"]);
}

#[test]
fn f_20_the_examples_of_the_specification() {
    let all: Value = serde_json::from_str(include_str!("vectors/specifications.json")).unwrap();
    let examples = all["dpopProofs"].as_array().unwrap();
    assert_eq!(examples.len(), 3);
    for example in examples {
        let proof = example["proof"].as_str().unwrap();
        let (header, claims) = verified(proof).unwrap();
        assert_eq!(thumbprint(&header["jwk"]), "0ZcOCORZNYy-DWpqq30jZyJGHTN0d2HglBV3uiguA4I");
        // What is signed is made here to the byte.
        let text = |name: &str| claims[name].as_str();
        let jwk = String::from_utf8(URL_SAFE_NO_PAD.decode(proof.split('.').next().unwrap()).unwrap()).unwrap();
        let made = Proof {
            jwk: jwk.split_once("\"jwk\":").unwrap().1.strip_suffix('}').unwrap(),
            jti: text("jti").unwrap(),
            method: text("htm").unwrap(),
            url: text("htu").unwrap(),
            issued_at: Timestamp::from_seconds(claims["iat"].as_i64().unwrap()),
            ath: text("ath"),
            nonce: None,
        };
        let signature = proof.rsplit_once('.').unwrap().1;
        assert_eq!(format!("{}.{signature}", made.signing_input()), proof, "{}", example["name"]);
        for at in (0..proof.len()).filter(|at| proof.as_bytes()[*at] != b'.') {
            let flipped = if proof.as_bytes()[at] == b'A' { "Q" } else { "A" };
            let mut changed = proof.to_owned();
            changed.replace_range(at..=at, flipped);
            assert!(verified(&changed).is_none(), "{at}");
        }
    }
}

#[test]
fn f_21_a_nonce_that_cors_hides_is_said_so() {
    let scene = bound(json!({}));
    nonces(&scene, &["n-1"]);
    scene.op().dpop.exposes_nonce = false;
    let (error, asked) = fails(&scene);
    assert_eq!((error.code(), error.details().field), (Code::DpopProofRefused, "DPoP-Nonce"));
    assert!(error.to_string().contains("Access-Control-Expose-Headers"), "{error}");
    assert_eq!(asked.len(), 1);
}

#[test]
fn f_06_every_wait_of_a_bound_login_is_taken_up_where_it_was() {
    let scene = Scene::slow(&json!({"dpop": true, "par": true}));
    scene.metadata("pushed_authorization_request_endpoint", json!("https://op.example/par"));
    nonces(&scene, &["n-1"]);
    scene.op().dpop.api_nonce = Some("n-2".into());
    userinfo(&scene.sign_in()).unwrap();
    let sent = |end: &str| scene.host.requests().iter().filter(|request| request.url.ends_with(end)).count();
    assert_eq!((sent("/par"), sent("/token"), sent("/userinfo")), (1, 2, 2));
    assert_eq!(count(&scene.host.deeds(), "make_key "), 1);
}
