//! Attack table A-01 and O-04: secrets come from the browser's secure random source, or not at all.

use std::collections::BTreeSet;

use js_sys::Reflect;
use kirjaudu::{
    base::{
        base64url,
        error::{Code, Error},
        json::Json,
    },
    browser::Page,
    flow::host::Host,
    protocol::{
        authorization::LoginOptions,
        jwa::{Alg, Hash},
        jwk::Jwk,
    },
};
use serde_json::json;
use wasm_bindgen::JsValue;
use wasm_bindgen_test::wasm_bindgen_test;

use super::stand_ins::{
    FakeFetch, Provider, Replaced, arena, asked, crypto, fetch::Outcome, global, host, keys, tab_storage, throwing,
    weak_random,
};

#[wasm_bindgen_test]
fn a_01_ten_thousand_values_are_distinct_and_use_every_bit() {
    let host = host();
    let mut seen = BTreeSet::new();
    // The bits that were ever set, and those that were ever not.
    let (mut ones, mut zeros) = ([0_u8; 32], [0_u8; 32]);
    for _ in 0..10_000 {
        let text = host.random(arena()).unwrap();
        let value = base64url::decode(arena(), text).unwrap();
        assert_eq!((text.len(), value.len()), (43, 32));
        for (place, byte) in value.iter().enumerate() {
            ones[place] |= byte;
            zeros[place] |= !byte;
        }
        assert!(seen.insert(value), "{value:?} came twice");
    }
    assert_eq!((ones, zeros), ([0xff; 32], [0xff; 32]));
}

#[wasm_bindgen_test]
fn a_01_without_get_random_values_it_fails_closed() {
    for stand_in in [JsValue::UNDEFINED, throwing("QuotaExceededError").into()] {
        let _removed = Replaced::by(crypto(), "getRandomValues", &stand_in);
        let error = host().random(arena()).unwrap_err();
        assert_eq!((error.code(), error.details().field), (Code::CryptoUnavailable, "crypto.getRandomValues"));
    }
    assert!(host().random(arena()).is_ok());
}

#[wasm_bindgen_test]
async fn a_01_state_nonce_and_verifier_of_a_login() {
    let provider = Provider::start().await;
    let mut seen = BTreeSet::new();
    for _ in 0..20 {
        let url = login(json!({})).await.unwrap();
        let parameters = web_sys::Url::new(&url).unwrap().search_params();
        for name in ["state", "nonce", "code_challenge"] {
            let value = parameters.get(name).unwrap();
            assert_eq!(value.len(), 43, "{name}: 256 bits");
            assert!(seen.insert(value), "{name} came twice");
        }
    }
    assert_eq!(provider.asked(), ["/.well-known/openid-configuration", "/keys"]);
    tab_storage().clear().unwrap();
}

#[wasm_bindgen_test]
async fn a_01_no_login_begins_without_randomness() {
    let _provider = Provider::start().await;
    let weak = weak_random();
    let _weak = Replaced::by(global("Math"), "random", &weak);
    let removed = Replaced::by(crypto(), "getRandomValues", &JsValue::UNDEFINED);
    let error = login(json!({})).await.unwrap_err();
    drop(removed);
    assert_eq!(error.code(), Code::CryptoUnavailable);
    assert_eq!(Reflect::get(&weak, &"asked".into()), Ok(JsValue::FALSE));
    assert!(keys(LOGINS).is_empty());
    assert!(login(json!({})).await.is_ok());
    tab_storage().clear().unwrap();
}

#[wasm_bindgen_test]
async fn o_04_without_subtle_crypto_nothing_is_digested_or_verified() {
    let key = r#"{"kty":"OKP","crv":"Ed25519","x":"11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo"}"#;
    let key = Jwk::read(arena(), Json::parse(arena(), key).unwrap()).unwrap();
    let signature = "A".repeat(86);
    let verified = async || asked(|host, _| host.verify(&key, Alg::Ed25519, "abc", &signature)).await;
    let digest = async || asked(|host, arena| host.digest(arena, Hash::Sha256, "abc", 32).map(String::from)).await;
    {
        let _removed = Replaced::by(crypto(), "subtle", &JsValue::UNDEFINED);
        let error = digest().await.unwrap_err();
        assert_eq!((error.code(), error.details().field), (Code::CryptoUnavailable, "crypto.subtle"));
        assert_eq!(verified().await.unwrap_err().code(), Code::CryptoUnavailable);
    }
    assert!(digest().await.is_ok());
    assert_eq!(verified().await, Ok(false));
}

#[wasm_bindgen_test]
async fn o_04_no_login_by_code_begins_without_subtle_crypto() {
    let metadata = json!({
        "authorization_endpoint": "https://op.example/a", "token_endpoint": "https://op.example/t", "jwks_uri": "https://op.example/k",
    });
    let fetch = FakeFetch::new(Outcome::Fails("AbortError"));
    let _removed = Replaced::by(crypto(), "subtle", &JsValue::UNDEFINED);
    let options = json!({"issuer": "https://op.example", "flow": "code", "metadata": metadata, "jwks": {"keys": []}});
    let error = login(options).await.unwrap_err();
    assert_eq!((error.code(), error.details().field), (Code::CryptoUnavailable, "crypto.subtle"));
    assert_eq!((fetch.count(), keys(LOGINS)), (0, Vec::<&str>::new()));
}

/// The URL to go to, for a client in a new page.
async fn login(options: serde_json::Value) -> Result<String, Error> {
    let options = Provider::options(options);
    let page = Page::default();
    let login = page.run(&options, |client| {
        let login = client.login(&LoginOptions::parse(arena(), &Json::Null)?)?;
        Ok(login.url.to_owned())
    });
    login.await
}

const LOGINS: &str = "kirjaudu.login.";
