//! The ID tokens of OpenID Connect Core, Appendix A, in whole logins at the time and with the values of the examples.
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

/// The scene of the examples, at the second in which the tokens were made, with a login on its way that sent the example's nonce.
fn appendix_a(name: &str) -> (Scene, Redirect) {
    let all: Value = serde_json::from_str(include_str!("vectors/specifications.json")).unwrap();
    let example = all["idTokens"].as_array().unwrap().iter().find(|example| example["name"] == name).unwrap().clone();
    let response_type = example["responseType"].as_str().unwrap();
    let scene = Scene::new(json!({
        "issuer": "https://server.example.com", "clientId": "s6BhdRkqt3", "responseType": response_type,
        "flow": if response_type.contains("code") { "hybrid" } else { "implicit" },
        "jwks": {"keys": [example["key"]]},
        "metadata": {
            "authorization_endpoint": "https://server.example.com/authorize", "token_endpoint": "https://op.example/token",
        },
    }));
    scene.host.world.now.set(1_311_280_970_000);
    let url = scene.begin(&scene.page(), &json!({})).unwrap();
    let key = scene.host.stored("kirjaudu.login.").remove(0);
    let mut record: Value = serde_json::from_str(&scene.host.storage()[&key]).unwrap();
    record["nonce"] = json!("n-0S6_WzA2Mj");
    scene.host.tab.storage.borrow_mut().insert(key, record.to_string());
    let mut parameters = vec![("state".to_owned(), parameter(&url, "state").unwrap())];
    for (name, member) in [("code", "code"), ("access_token", "accessToken"), ("id_token", "token")] {
        if let Some(value) = example[member].as_str() {
            parameters.push((name.into(), value.into()));
        }
    }
    parameters.push(("token_type".into(), "Bearer".into()));
    (scene, Redirect { uri: REDIRECT_URI.into(), fragment: true, parameters })
}

fn signs_in(name: &str) {
    let (scene, redirect) = appendix_a(name);
    let session = accepted(&scene.page(), &redirect.url());
    assert_eq!(session.claims["sub"], "248289761001");
    // Ten minutes later the token is too old for a login that just ends.
    let (scene, redirect) = appendix_a(name);
    scene.host.pass(661);
    assert_eq!(rejected(&scene, &redirect.url()).code(), Code::TokenTimeInvalid);
}

/// The front-channel ID token is good: what fails is the code, which this provider does not know.
fn gets_to_the_token_request(name: &str) {
    let (scene, redirect) = appendix_a(name);
    assert_eq!(failed(&scene.page(), &redirect.url()).code(), Code::InvalidGrant);
    for swapped in ["code", "access_token"] {
        let (scene, redirect) = appendix_a(name);
        if redirect.parameters.iter().any(|(name, _)| name == swapped) {
            let error = rejected(&scene, &redirect.with(swapped, "another-one").url());
            assert_eq!(error.code(), Code::HashMismatch, "{swapped}");
        }
    }
}

#[test]
fn openid_connect_core_appendix_a2() {
    signs_in("OIDC Core Appendix A.2");
}

#[test]
fn openid_connect_core_appendix_a3() {
    signs_in("OIDC Core Appendix A.3");
}

#[test]
fn openid_connect_core_appendix_a4() {
    gets_to_the_token_request("OIDC Core Appendix A.4");
}

#[test]
fn openid_connect_core_appendix_a6() {
    gets_to_the_token_request("OIDC Core Appendix A.6");
}
