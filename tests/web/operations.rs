//! The operations as JavaScript names them: options in, plain data out.

use serde_json::{Value, json};
use wasm_bindgen::JsValue;
use wasm_bindgen_test::wasm_bindgen_test;

use super::stand_ins::{
    Exports, FakeFetch, Operations, Provider, code, fetch::Outcome, json, tab_storage, thrown_code,
};

#[wasm_bindgen_test]
async fn wrong_options_are_named() {
    let exports = Exports::load().await;
    let right = json!({"issuer": "https://op.example", "clientId": "c", "redirectUri": "https://app.example/"});
    let cases = [
        (json!({}), "issuer"),
        (json!({"issuer": "https://op.example", "redirectUri": "https://app.example/"}), "clientId"),
        (json!({"issuer": "https://op.example", "clientId": "c"}), "redirectUri"),
        (over(&right, json!({"issuer": "http://op.example"})), "issuer"),
        (over(&right, json!({"issuer": 7})), "issuer"),
        (over(&right, json!({"redirectUri": "/callback"})), "redirectUri"),
        (over(&right, json!({"flow": "password"})), "flow"),
        (over(&right, json!({"storage": "cookie"})), "storage"),
        (over(&right, json!({"scope": "profile"})), "scope"),
        (over(&right, json!({"clientSecret": "s3cr3t"})), "clientSecret"),
        (over(&right, json!({"clockTolerance": -1})), "clockTolerance"),
    ];
    for operation in OPERATIONS {
        for (options, field) in &cases {
            let client = exports.client(&options.to_string().into());
            let error = json(&client.operate(operation, "{}").await.unwrap_err());
            assert_eq!((code(&error), &error["field"]), ("config_invalid", &json!(field)), "{options}: {error}");
            assert!(
                error["expected"].is_string() && error["found"].is_string() && error.get("provider").is_none(),
                "{error}"
            );
            assert!(!error.to_string().contains("s3cr3t"));
            assert_eq!(client.memory(), Value::Null, "a client that is none remembers nothing");
        }
    }
    let no_options = ["", "nothing", "{", "{}x", "[1,]", "{\"issuer\":1,\"issuer\":2}", "null", "[]", "\"text\"", "7"];
    for text in no_options {
        let error = thrown_code(exports.client(&text.into()).operate("state", "").await);
        assert_eq!(error.0, "config_invalid", "{text}");
    }
}

#[wasm_bindgen_test]
async fn a_request_that_lacks_lines_is_one_without_options() {
    let exports = Exports::load().await;
    let host = js_sys::eval("({ ask() { throw new Error('asked') } })").unwrap();
    for request in ["", "\n", "\n\n", "login", "login\n", "login\n\n{}", "\n{}\n{}", "state\n{}"] {
        let result = exports.run_request(&host, request);
        let error: Value = serde_json::from_str(result.strip_prefix('!').unwrap()).unwrap();
        assert_eq!((code(&error), &error["field"]), ("config_invalid", &json!("issuer")), "{request:?}");
    }
}

#[wasm_bindgen_test]
async fn at_first_nobody_is_signed_in() {
    let client = client().await;
    assert_eq!(client.operate("state", "").await, Ok(json!({})));
    assert_eq!(client.memory(), json!({"logouts": 0, "reason": "never", "error": ""}));
    for (operation, input) in [("accessToken", "0"), ("userinfo", "")] {
        let error = thrown_code(client.operate(operation, input).await);
        assert_eq!(error, ("not_signed_in", "session".into()), "{operation}");
    }
    assert_eq!(client.operate("logout", "{}").await, Ok(json!({})));
    assert_eq!(client.memory(), json!({"logouts": 1, "reason": "logout", "error": ""}));
}

#[wasm_bindgen_test]
async fn a_failed_callback_is_data_in_the_memory() {
    let client = client().await;
    let returned = client.operate("callback", "https://app.example/callback?code=c&state=unknown").await;
    assert_eq!(returned, Ok(json!({"kind": "login", "returnTo": "/"})));
    let memory = client.memory();
    let error: Value = serde_json::from_str(memory["error"].as_str().unwrap()).unwrap();
    assert_eq!(memory["reason"], "login-failed");
    assert_eq!((code(&error), &error["field"]), ("state_unknown", &json!("state")));
    assert_eq!((client.count("fetch"), client.count("write")), (0, 0));
}

#[wasm_bindgen_test]
async fn wrong_login_options_are_named() {
    let client = client().await;
    let cases = [
        (r#"{"maxAge":-1}"#, "config_invalid", "maxAge"),
        (r#"{"returnTo":"//evil.example"}"#, "return_to_invalid", "returnTo"),
        (r#"{"extraParams":{"state":"x"}}"#, "parameter_reserved", "extraParams"),
    ];
    for (options, code, field) in cases {
        let error = thrown_code(client.operate("login", options).await);
        assert_eq!(error, (code, field.to_owned()), "{options}");
    }
    assert_eq!((client.count("fetch"), client.count("random")), (0, 0));
}

#[wasm_bindgen_test]
async fn numbers_that_are_no_seconds_are_none() {
    let client = client().await;
    for input in ["NaN", "Infinity", "-Infinity", "-0", "-1", "0.5", "1e300", "9007199254740993", "null", "{}", "\"1\""]
    {
        assert_eq!(thrown_code(client.operate("accessToken", input).await).0, "not_signed_in", "{input}");
    }
}

#[wasm_bindgen_test]
async fn an_unreachable_provider_may_be_tried_again() {
    let client = client().await;
    let fetch = FakeFetch::new(Outcome::ok("{}"));
    let nothing =
        js_sys::Function::new_no_args("return Promise.resolve('\\nnetwork, CORS or Content-Security-Policy')");
    client.instead("fetch", &nothing);
    for _ in 0..2 {
        let error = json(&client.operate("login", "{}").await.unwrap_err());
        assert_eq!((code(&error), &error["field"]), ("discovery_unreachable", &json!("metadata")));
        assert_eq!(error["found"], "network, CORS or Content-Security-Policy");
    }
    assert_eq!((client.count("fetch"), client.count("write"), fetch.count()), (2, 0, 0));
}

async fn client() -> Operations {
    tab_storage().clear().unwrap();
    Exports::load().await.client(&JsValue::from(Provider::options(json!({}))))
}

fn over(options: &Value, with: Value) -> Value {
    let mut options = options.clone();
    let Value::Object(with) = with else { panic!("expected an object") };
    options.as_object_mut().unwrap().extend(with);
    options
}

const OPERATIONS: [&str; 12] = [
    "callback",
    "answer",
    "silentAnswer",
    "login",
    "logout",
    "revoke",
    "accessToken",
    "userinfo",
    "userinfoStatus",
    "checkSessionIframe",
    "restore",
    "state",
];
