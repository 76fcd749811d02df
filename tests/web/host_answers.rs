//! The host that JavaScript plays: what each of its answers means, also one that it never should have given.

use js_sys::Function;
use serde_json::{Value, json};
use wasm_bindgen::{JsCast, JsValue, closure::Closure};
use wasm_bindgen_test::wasm_bindgen_test;

use super::stand_ins::{Exports, Operations, Provider, code, keys, tab_storage, thrown_code};

#[wasm_bindgen_test]
async fn an_answer_that_is_not_there_yet_stops_the_run() {
    tab_storage().clear().unwrap();
    let exports = Exports::load().await;
    let host = js_sys::eval("({ ask: (question) => question === 0 ? '1700000000000' : undefined })").unwrap();
    assert_eq!(exports.run(&host, "login", &Provider::options(json!({})), "{}"), "?");
    assert_eq!(exports.run(&host, "state", &Provider::options(json!({})), ""), "={}");
    assert!(exports.run(&host, "accessToken", &Provider::options(json!({})), "0").starts_with("!{\"code\":"));
}

#[wasm_bindgen_test]
async fn a_01_randomness_is_whole_or_refused() {
    let (client, _provider) = client().await;
    for random in ["undefined", "''", "'short'", "'A'.repeat(42)", "'A'.repeat(44)", "'A'.repeat(86)"] {
        client.instead("random", &answer(random));
        let error = thrown_code(client.operate("login", "{}").await);
        assert_eq!(error, ("crypto_unavailable", "crypto".into()), "{random}");
        assert!(keys("kirjaudu.login.").is_empty());
    }
}

#[wasm_bindgen_test]
async fn o_04_no_digest_no_login() {
    let (client, _provider) = client().await;
    client.instead("digest", &answer("Promise.resolve('')"));
    let error = thrown_code(client.operate("login", "{}").await);
    assert_eq!(error, ("crypto_unavailable", "crypto".into()));
    assert!(keys("kirjaudu.login.").is_empty());
}

#[wasm_bindgen_test]
async fn a_storage_that_can_not_be_written_is_said() {
    let (client, _provider) = client().await;
    client.instead("write", &answer("undefined"));
    let error = thrown_code(client.operate("login", "{}").await);
    assert_eq!(error, ("storage_unavailable", "sessionStorage".into()));
}

#[wasm_bindgen_test]
async fn only_the_word_true_makes_a_signature_good() {
    let words = [
        ("true", "", ""),
        ("false", "signature_invalid", "signature"),
        ("ES256 with this key", "key_unknown", "jwk"),
        ("", "key_unknown", "jwk"),
        ("TRUE", "key_unknown", "jwk"),
        ("true ", "key_unknown", "jwk"),
        ("1", "key_unknown", "jwk"),
    ];
    for (word, expected, field) in words {
        let (client, provider) = client().await;
        client.instead("verify", &answer(&format!("Promise.resolve({})", json!(word))));
        let request = client.operate("login", "{}").await.unwrap();
        let redirect = provider.authorize(request["url"].as_str().unwrap()).await;
        client.operate("callback", redirect).await.unwrap();
        let memory = client.memory();
        if expected.is_empty() {
            assert!(memory["record"].is_string(), "{memory}");
            continue;
        }
        let error: Value = serde_json::from_str(memory["error"].as_str().unwrap()).unwrap();
        assert_eq!((code(&error), &error["field"]), (expected, &json!(field)), "{word:?}");
        assert!(memory.get("record").is_none() && keys("kirjaudu.session.").is_empty());
    }
}

#[wasm_bindgen_test]
async fn a_response_in_a_frame_is_not_taken() {
    let (client, provider) = client().await;
    let request = client.operate("login", "{}").await.unwrap();
    let redirect = provider.authorize(request["url"].as_str().unwrap()).await;
    client.instead("isFramed", &answer("'framed'"));
    client.operate("callback", redirect.as_str()).await.unwrap();
    let error: Value = serde_json::from_str(client.memory()["error"].as_str().unwrap()).unwrap();
    assert_eq!(code(&error), "callback_in_frame");
    // Its login stays as it is.
    client.instead("isFramed", &answer("undefined"));
    client.operate("callback", redirect).await.unwrap();
    assert_eq!(client.record()["flow"], "code");
    tab_storage().clear().unwrap();
}

#[wasm_bindgen_test]
async fn an_answer_without_a_status_is_none() {
    let answers = [
        ("\nno answer within 30 seconds", "discovery_unreachable", "no answer within 30 seconds"),
        ("", "discovery_unreachable", ""),
        ("200", "discovery_unreachable", ""),
        ("200 application/json", "discovery_unreachable", ""),
        ("OK application/json\n{}", "discovery_unreachable", "{}"),
        ("70000 application/json\n{}", "discovery_unreachable", "{}"),
        ("-1 application/json\n{}", "discovery_unreachable", "{}"),
        ("500 text/html\n<h1>", "discovery_refused", "500"),
        ("200 application/json\n", "metadata_invalid", ""),
    ];
    for (text, expected, found) in answers {
        let (client, _provider) = client().await;
        client.instead("fetch", &answer(&format!("Promise.resolve({})", json!(text))));
        let error = super::stand_ins::json(&client.operate("login", "{}").await.unwrap_err());
        assert_eq!(code(&error), expected, "{text:?}");
        assert!(found.is_empty() || error["found"] == found, "{text:?}: {error}");
    }
}

#[wasm_bindgen_test]
async fn a_request_is_described_in_full() {
    let (client, provider) = client().await;
    let described = std::rc::Rc::new(std::cell::RefCell::new(Vec::<(String, Value)>::new()));
    let kept = std::rc::Rc::clone(&described);
    let spy = Closure::<dyn FnMut(String, String) -> JsValue>::new(move |url: String, request: String| {
        kept.borrow_mut().push((url, serde_json::from_str(&request).unwrap()));
        js_sys::Promise::resolve(&JsValue::from_str("\nenough")).into()
    });
    let request = client.operate("login", "{}").await.unwrap();
    let redirect = provider.authorize(request["url"].as_str().unwrap()).await;
    client.instead("fetch", spy.as_ref().unchecked_ref::<Function>());
    client.operate("callback", redirect).await.unwrap();
    let (url, request) = described.borrow()[0].clone();
    assert_eq!(url, "https://op.example/realm/token");
    assert!(request["form"].as_str().unwrap().starts_with("grant_type=authorization_code&"));
    let expected = json!({
        "form": request["form"], "accept": "application/json", "follow": false, "reload": true, "keepalive": false,
    });
    assert_eq!(request, expected);
    tab_storage().clear().unwrap();
}

async fn client() -> (Operations, Provider) {
    tab_storage().clear().unwrap();
    let provider = Provider::start().await;
    (Exports::load().await.client(&Provider::options(json!({})).into()), provider)
}

/// A function of JavaScript that gives this.
fn answer(expression: &str) -> Function {
    Function::new_no_args(&format!("return {expression}"))
}
