//! Attack table, part E: tokens of another kind in the place of an ID token.
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

fn both() -> [Scene; 2] {
    [Scene::implicit(), Scene::code()]
}

#[test]
fn e_31_another_kind_of_token_is_refused_by_its_typ() {
    for (typ, good) in [
        ("JWT", true),
        ("jwt", true),
        ("application/jwt", true),
        ("at+jwt", false),
        ("AT+JWT", false),
        ("application/at+jwt", false),
        ("logout+jwt", false),
        ("dpop+jwt", false),
        ("secevent+jwt", false),
        ("", false),
    ] {
        for scene in both() {
            scene.draft(move |draft| draft.header["typ"] = json!(typ));
            let redirect = scene.login();
            if good {
                accepted(&scene.page(), &redirect.url());
            } else {
                let error = rejected(&scene, &redirect.url());
                assert_eq!((error.code(), error.details().field), (Code::ClaimInvalid, "typ"), "{typ}");
            }
        }
    }
}

#[test]
fn e_32_an_access_token_is_no_id_token() {
    for scene in both() {
        scene.draft(|draft| {
            let access_token = json!({"iss": ISSUER, "sub": "248289761001", "aud": "https://api.example", "client_id": CLIENT,
                "iat": NOW, "exp": NOW + 300, "scope": "openid"});
            draft.payload = Some(access_token.to_string());
        });
        let redirect = scene.login();
        let error = rejected(&scene, &redirect.url());
        assert_eq!((error.code(), error.details().field), (Code::ClaimInvalid, "aud"));
        scene.draft(|draft| {
            draft.claim("nonce", json!(null));
            draft.claim("at_hash", json!(null));
        });
        let redirect = scene.login();
        assert_eq!(
            rejected(&scene, &redirect.url()).code(),
            Code::NonceMismatch,
            "one whose audience happens to be the client"
        );
    }
}
