//! A client whose tokens are bound to a key (DPoP), and what became of its keys.

use kirjaudu::base::error::Error;
use serde_json::{Value, json};

use super::{judge::failed, proofs::SeenProof, scene::Scene};

/// A client that binds its tokens, at a provider that says it can do that.
pub fn bound(options: Value) -> Scene {
    let scene = Scene::new(json!({"dpop": true}));
    scene.set(options);
    scene.metadata("dpop_signing_alg_values_supported", json!(["RS256", "ES256"]));
    scene
}

/// The proofs that came to the provider.
pub fn proofs_of(scene: &Scene) -> Vec<SeenProof> {
    scene.op().dpop.seen.borrow().clone()
}

/// The names of the keys that are kept.
pub fn key_names(scene: &Scene) -> Vec<String> {
    scene.host.world.keys.borrow().keys().cloned().collect()
}

/// What the token endpoint demands in a proof, one after another.
pub fn nonces(scene: &Scene, nonces: &[&str]) {
    scene.op().dpop.nonces = nonces.iter().map(|nonce| (*nonce).into()).collect();
}

/// A login that ends in this error, and leaves nothing; the URLs that its end asked for.
pub fn fails(scene: &Scene) -> (Error, Vec<String>) {
    let redirect = scene.login();
    scene.host.forget_requests();
    let error = failed(&scene.page(), &redirect.url());
    assert_eq!(scene.host.stored("kirjaudu.session."), Vec::<String>::new());
    assert_eq!(key_names(scene), Vec::<String>::new(), "expected no key of a login that failed");
    (error, scene.asked())
}
