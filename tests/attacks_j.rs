//! Attack table, part J: APIs that want a stronger or a more recent sign-in (RFC 9470).
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
use kirjaudu::{base::arena::Arena, protocol::challenge};

/// Scheme, values and age of the first challenge that wants a step-up.
fn wanted(header: &str) -> Option<(String, Option<String>, Option<i64>)> {
    let arena = Arena::default();
    let found = challenge::read(&arena, header).into_iter().find(challenge::Challenge::wants_step_up)?;
    Some((found.scheme.into(), found.acr_values.map(String::from), found.max_age))
}

#[test]
fn j_01_what_an_api_wants_is_read() {
    let error = r#"error="insufficient_user_authentication""#;
    let level = Some("Level4".to_owned());
    for (header, values, age) in [
        (format!(r#"Bearer {error}, acr_values="Level4", max_age="5""#), level.clone(), Some(5)),
        (format!("bearer max_age=5,acr_values=Level4,{error}"), level.clone(), Some(5)),
        (format!(r#"DPoP algs="ES256", {error}, acr_values="Level4""#), level.clone(), None),
        (
            format!(
                r#"Basic realm="a, Bearer acr_values=\"x\"", Bearer realm="r", {error}, new="a=b, c", acr_values="Level4""#
            ),
            level,
            None,
        ),
        (format!(r#"{error}, max_age="0""#), None, Some(0)),
        (format!(r#"Bearer {error}, acr_values="", max_age="-1""#), None, None),
        (format!(r#"Bearer {error}, acr_values="a b  c""#), Some("a b  c".into()), None),
    ] {
        let (_, acr_values, max_age) = wanted(&header).unwrap_or_else(|| panic!("expected a step-up in {header}"));
        assert_eq!((acr_values, max_age), (values, age), "{header}");
    }
}

#[test]
fn j_01_what_only_looks_like_it_is_no_step_up() {
    for header in [
        "",
        "Bearer",
        r#"Bearer error="invalid_token", acr_values="Level4""#,
        r#"Bearer realm="error=\"insufficient_user_authentication\"""#,
        r#"Bearer error_description="insufficient_user_authentication""#,
        r#"Bearer error="invalid_token", error="insufficient_user_authentication""#,
        r#"Bearer error="Insufficient_User_Authentication""#,
        "insufficient_user_authentication",
    ] {
        assert_eq!(wanted(header), None, "{header}");
    }
    // The values belong to the challenge that they stand in.
    let header = r#"Basic acr_values="x", Bearer error="insufficient_user_authentication", Other max_age=1"#;
    assert_eq!(wanted(header), Some(("Bearer".into(), None, None)));
}

#[test]
fn j_04_a_sign_in_that_is_too_weak_is_rejected_and_the_session_stays() {
    let scene = Scene::code();
    let page = scene.sign_in();
    for (acr, good) in [(json!("Level3"), false), (json!(null), false), (json!("Level4"), true)] {
        let url = scene.begin(&page, &json!({"acrValues": "Level4 Level5"})).unwrap();
        scene.claim("acr", acr.clone());
        callback(&page, &scene.authorize(&url).url());
        let error = session(&page).error.map(|error| error.code());
        assert_eq!(error, (!good).then_some(Code::AuthenticationInsufficient), "{acr}");
    }
}

#[test]
fn j_04_a_sign_in_that_is_too_old_is_rejected_and_the_session_stays() {
    let scene = Scene::code();
    let page = scene.sign_in();
    // The provider pays no heed to max_age: the ID token's auth_time is half a minute old.
    for (seconds, good) in [(5, false), (3600, true)] {
        let url = scene.begin(&page, &json!({"maxAge": seconds, "acrValues": "Level4"})).unwrap();
        assert_eq!(parameter(&url, "max_age").unwrap(), seconds.to_string());
        assert_eq!(parameter(&url, "acr_values").unwrap(), "Level4");
        scene.draft(|draft| {
            let issued_at = draft.claims["iat"].as_i64().unwrap();
            draft.claim("auth_time", json!(issued_at - 300));
            draft.claim("acr", json!("Level4"));
        });
        callback(&page, &scene.authorize(&url).url());
        let error = session(&page).error.map(|error| error.code());
        assert_eq!(error, (!good).then_some(Code::AuthenticationInsufficient), "{seconds}");
    }
}
