//! Attack table, part E: what `claims` asks for is looked at on return.
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

fn outcome(asked: &Value, claims: Value) -> Result<(), (Code, String)> {
    for scene in [Scene::code(), Scene::implicit()] {
        let claims = claims.clone();
        scene.draft(move |draft| {
            claims.as_object().unwrap().iter().for_each(|(name, value)| draft.claim(name, value.clone()))
        });
        let redirect = scene.login_with(&json!({"claims": {"id_token": asked}}));
        let page = scene.page();
        callback(&page, &redirect.url());
        if let State::SignedOut { error: Some(error), .. } = page.state() {
            return Err((error.code(), error.details().field.into()));
        }
    }
    Ok(())
}

#[test]
fn e_16_nobody_else_signs_in_than_who_was_asked_for() {
    let asked = json!({"sub": {"value": "somebody"}});
    assert_eq!(outcome(&asked, json!({"sub": "somebody"})), Ok(()));
    assert_eq!(outcome(&asked, json!({"sub": "another"})), Err((Code::ClaimInvalid, "sub".into())));
    assert_eq!(outcome(&json!({"sub": null}), json!({"sub": "another"})), Ok(()));
}

#[test]
fn e_16_an_essential_auth_time_is_there() {
    let asked = json!({"auth_time": {"essential": true}});
    assert_eq!(outcome(&asked, json!({"auth_time": 1})), Ok(()));
    let lacks = Err((Code::AuthenticationInsufficient, "auth_time".into()));
    assert_eq!(outcome(&asked, json!({"auth_time": null})), lacks);
    assert_eq!(outcome(&json!({"auth_time": null}), json!({"auth_time": null})), Ok(()));
}
