//! Attack table, part F: tokens bound to a key (DPoP).
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

use fake_host::{redirect::form, *};
use kirjaudu::base::error::Error;

/// A client whose tokens are bound, at a provider that says it can do that.
fn bound(options: Value) -> Scene {
    let scene = Scene::new(json!({"dpop": true}));
    scene.set(options);
    scene.metadata("dpop_signing_alg_values_supported", json!(["RS256", "ES256"]));
    scene
}

fn proofs(scene: &Scene) -> Vec<SeenProof> {
    scene.op().dpop.seen.borrow().clone()
}

fn key_names(scene: &Scene) -> Vec<String> {
    scene.host.world.keys.borrow().keys().cloned().collect()
}

#[test]
fn f_01_a_proof_names_its_request_and_a_public_key() {
    let scene = bound(json!({}));
    let page = scene.sign_in();
    userinfo(&page).unwrap();
    let [token, api] = &proofs(&scene)[..] else { panic!("expected two proofs") };
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
