//! Attack table A-01 and O-04: secrets come from the browser's secure random source, or not at all.

use std::collections::BTreeSet;

use js_sys::Reflect;
use kirjaudu::{
    base::error::Code,
    flow::host::Host,
    protocol::{jwa::Hash, jwk::Jwk},
};
use serde_json::json;
use wasm_bindgen::JsValue;
use wasm_bindgen_test::wasm_bindgen_test;

use super::stand_ins::{
    Exports, FakeFetch, Provider, Replaced, crypto, fetch::Outcome, global, page, tab_storage, throwing, thrown_data,
    weak_random,
};

#[wasm_bindgen_test]
fn a_01_ten_thousand_values_are_distinct_and_use_every_bit() {
    let page = page();
    let mut seen = BTreeSet::new();
    // The bits that were ever set, and those that were ever not.
    let (mut ones, mut zeros) = ([0_u8; 32], [0_u8; 32]);
    for _ in 0..10_000 {
        let mut value = [0; 32];
        page.random(&mut value).unwrap();
        for (place, byte) in value.iter().enumerate() {
            ones[place] |= byte;
            zeros[place] |= !byte;
        }
        assert!(seen.insert(value), "{value:?} came twice");
    }
    assert_eq!((ones, zeros), ([0xff; 32], [0xff; 32]));
}

#[wasm_bindgen_test]
fn a_01_every_length_is_filled_whole() {
    let page = page();
    page.random(&mut []).unwrap();
    // getRandomValues gives 65536 bytes at once.
    for length in [1, 16, 32, 65_536, 65_537, 200_000] {
        let mut buffer = vec![0; length];
        page.random(&mut buffer).unwrap();
        let tail = &buffer[length.saturating_sub(32)..];
        assert!(length < 32 || tail.iter().any(|byte| *byte != 0), "{length}: the end was left empty");
    }
}

#[wasm_bindgen_test]
fn a_01_without_get_random_values_it_fails_closed() {
    let page = page();
    for stand_in in [JsValue::UNDEFINED, throwing("QuotaExceededError").into()] {
        let _removed = Replaced::by(crypto(), "getRandomValues", &stand_in);
        let mut buffer = [7; 32];
        let error = page.random(&mut buffer).unwrap_err();
        assert_eq!((error.code(), error.details().field), (Code::CryptoUnavailable, "crypto.getRandomValues"));
        assert_eq!(buffer, [7; 32]);
    }
    let mut buffer = [0; 32];
    page.random(&mut buffer).unwrap();
    assert_ne!(buffer, [0; 32]);
}

#[wasm_bindgen_test]
async fn a_01_state_nonce_and_verifier_of_a_login() {
    let exports = Exports::load().await;
    let provider = Provider::start().await;
    let engine = exports.engine(&Provider::options(json!({})), &JsValue::UNDEFINED).unwrap();
    let mut seen = BTreeSet::new();
    for _ in 0..20 {
        let url = engine.login(&"{}".into()).await.unwrap().as_string().unwrap();
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
    let exports = Exports::load().await;
    let _provider = Provider::start().await;
    let engine = exports.engine(&Provider::options(json!({})), &JsValue::UNDEFINED).unwrap();
    let weak = weak_random();
    let _weak = Replaced::by(global("Math"), "random", &weak);
    let removed = Replaced::by(crypto(), "getRandomValues", &JsValue::UNDEFINED);
    let error = thrown_data(engine.login(&"{}".into()).await);
    drop(removed);
    assert_eq!((&error["code"], &error["phase"]), (&json!("crypto_unavailable"), &json!("configure")));
    assert_eq!(Reflect::get(&weak, &"asked".into()), Ok(JsValue::FALSE));
    assert!(kept_logins().is_empty());
    assert!(engine.login(&"{}".into()).await.is_ok());
    tab_storage().clear().unwrap();
}

#[wasm_bindgen_test]
async fn o_04_without_subtle_crypto_nothing_is_digested_or_verified() {
    let page = page();
    let key = r#"{"kty":"OKP","crv":"Ed25519","x":"11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo"}"#;
    let key = Jwk::read(&kirjaudu::base::json::Json::parse(key.as_bytes()).unwrap()).unwrap();
    let alg = kirjaudu::protocol::jwa::Alg::Ed25519;
    {
        let _removed = Replaced::by(crypto(), "subtle", &JsValue::UNDEFINED);
        let digest = page.digest(Hash::Sha256, b"abc").await.unwrap_err();
        assert_eq!((digest.code(), digest.details().field), (Code::CryptoUnavailable, "crypto.subtle"));
        let verified = page.verify(&key, alg, b"abc", &[0; 64]).await.unwrap_err();
        assert_eq!(verified.code(), Code::CryptoUnavailable);
    }
    assert!(page.digest(Hash::Sha256, b"abc").await.is_ok());
    assert_eq!(page.verify(&key, alg, b"abc", &[0; 64]).await, Ok(false));
}

#[wasm_bindgen_test]
async fn o_04_no_login_by_code_begins_without_subtle_crypto() {
    let exports = Exports::load().await;
    let metadata = json!({
        "authorization_endpoint": "https://op.example/a", "token_endpoint": "https://op.example/t", "jwks_uri": "https://op.example/k",
    });
    let options = Provider::options(
        json!({"issuer": "https://op.example", "flow": "code", "metadata": metadata, "jwks": {"keys": []}}),
    );
    let engine = exports.engine(&options, &JsValue::UNDEFINED).unwrap();
    let fetch = FakeFetch::new(Outcome::Fails("AbortError"));
    let _removed = Replaced::by(crypto(), "subtle", &JsValue::UNDEFINED);
    let error = thrown_data(engine.login(&"{}".into()).await);
    assert_eq!((&error["code"], &error["field"]), (&json!("crypto_unavailable"), &json!("crypto.subtle")));
    assert_eq!((fetch.count(), kept_logins()), (0, Vec::<String>::new()));
}

fn kept_logins() -> Vec<String> {
    page().keys("kirjaudu.login.")
}
