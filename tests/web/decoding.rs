//! `decodeJwt` and `parseAuthResponse`.

use js_sys::{JsString, Reflect};
use kirjaudu::base::base64url;
use serde_json::{Value, json};
use wasm_bindgen::JsValue;
use wasm_bindgen_test::wasm_bindgen_test;

use super::stand_ins::{Exports, data, thrown_data};

#[wasm_bindgen_test]
async fn decode_jwt_gives_header_and_payload_unverified() {
    let exports = Exports::load().await;
    let payload =
        json!({"sub": "ä 𝄞", "exp": 1_700_000_000, "a": [1.5, null, true, {"b": "\u{2028}\"\\"}], "big": 1e300});
    let token = token(r#"{"alg":"none","typ":"JWT"}"#, &payload.to_string());
    let decoded = exports.decode_jwt(&token.into()).unwrap();
    assert_eq!(
        data(&decoded),
        json!({"unverified": true, "header": {"alg": "none", "typ": "JWT"}, "payload": payload})
    );
}

#[wasm_bindgen_test]
async fn decode_jwt_makes_own_members_of_dangerous_names() {
    let exports = Exports::load().await;
    let token = token("{}", r#"{"__proto__":{"admin":true},"constructor":1,"toString":2}"#);
    let decoded = exports.decode_jwt(&token.into()).unwrap();
    let payload = Reflect::get(&decoded, &"payload".into()).unwrap();
    assert!(Reflect::get(&payload, &"admin".into()).unwrap().is_undefined());
    assert!(Reflect::get(&js_sys::Object::new(), &"admin".into()).unwrap().is_undefined());
    let own: Vec<String> = js_sys::Object::keys(&payload.into()).iter().map(|key| key.as_string().unwrap()).collect();
    assert_eq!(own, ["__proto__", "constructor", "toString"]);
}

#[wasm_bindgen_test]
async fn decode_jwt_refuses_with_plain_data() {
    let exports = Exports::load().await;
    let good = token("{}", "{}");
    let cases = [
        (String::new(), "jwt_malformed", "token"),
        ("a.b".into(), "jwt_malformed", "token"),
        (format!("{good}.x"), "jwt_malformed", "token"),
        (format!(" {good}"), "jwt_malformed", "header"),
        (token("[]", "{}"), "jwt_malformed", "header"),
        (token("{}", "{\"a\":1,\"a\":2}"), "jwt_malformed", "payload"),
        (token("{}", "null"), "jwt_malformed", "payload"),
        (format!("{good}=="), "jwt_malformed", "signature"),
        ("x".repeat(65 * 1024), "jwt_too_large", "token"),
    ];
    for (token, code, field) in cases {
        let error = thrown_data(exports.decode_jwt(&token.as_str().into()));
        assert_eq!((&error["code"], &error["field"]), (&json!(code), &json!(field)), "{token:.80}");
        assert_eq!((&error["phase"], &error["retryable"]), (&json!("verify"), &json!(false)));
    }
}

#[wasm_bindgen_test]
async fn no_authorization_response_is_undefined() {
    let exports = Exports::load().await;
    for url in [
        "",
        "/",
        "https://app.example/",
        "https://app.example/?state=x&q=1",
        "https://app.example/#state=x",
        "#",
        "?",
        "?code",
        "??code=x",
    ] {
        let found = exports.parse_auth_response(&url.into()).unwrap();
        assert_eq!(found.is_undefined(), url != "?code", "{url}: {found:?}");
    }
}

#[wasm_bindgen_test]
async fn every_shape_of_an_authorization_response() {
    let cases = [
        (
            "https://app.example/cb?code=c%2Bd+e&state=s",
            json!({"in": "query", "kind": "code", "code": "c+d e", "state": "s"}),
        ),
        (
            "https://app.example/cb?code=c&state=s&iss=https%3A%2F%2Fop.example&session_state=x",
            json!({"in": "query", "kind": "code", "code": "c", "state": "s", "iss": "https://op.example"}),
        ),
        ("https://app.example/cb#code=c&state=s", json!({"in": "fragment", "kind": "code", "code": "c", "state": "s"})),
        (
            "https://app.example/cb#id_token=i&state=s",
            json!({"in": "fragment", "kind": "tokens", "idToken": "i", "state": "s"}),
        ),
        (
            "https://app.example/cb#access_token=a&id_token=i&token_type=bearer&expires_in=600&state=s",
            json!({
                "in": "fragment", "kind": "tokens", "accessToken": "a", "idToken": "i", "tokenType": "bearer", "expiresIn": 600, "state": "s",
            }),
        ),
        (
            "https://app.example/cb?lang=fi#code=c&id_token=i&state=s",
            json!({"in": "fragment", "kind": "tokens", "code": "c", "idToken": "i", "state": "s"}),
        ),
        (
            "https://app.example/cb#access_token=a&expires_in=soon",
            json!({"in": "fragment", "kind": "tokens", "accessToken": "a"}),
        ),
        (
            "https://app.example/cb?error=access_denied&error_description=no%0A%E2%80%AEway&error_uri=u&state=s",
            json!({"in": "query", "kind": "error", "error": "access_denied", "description": "noway", "uri": "u", "state": "s"}),
        ),
        (
            "https://app.example/cb#error=login_required",
            json!({"in": "fragment", "kind": "error", "error": "login_required"}),
        ),
    ];
    let exports = Exports::load().await;
    for (url, expected) in cases {
        assert_eq!(parsed(&exports, url), expected, "{url}");
    }
}

#[wasm_bindgen_test]
async fn parse_auth_response_refuses_with_plain_data() {
    let long = format!("https://app.example/cb?code={}", "c".repeat(65 * 1024));
    let cases = [
        ("https://app.example/cb?code=a&code=b", "response_parameter_repeated", "code"),
        ("https://app.example/cb#id_token=a&state=1&state=2", "response_parameter_repeated", "state"),
        ("https://app.example/cb?code=a#id_token=b", "response_mode_wrong", "response"),
        (&long, "response_too_large", "code"),
    ];
    let exports = Exports::load().await;
    for (url, code, field) in cases {
        let error = thrown_data(exports.parse_auth_response(&url.into()));
        assert_eq!((&error["code"], &error["field"]), (&json!(code), &json!(field)), "{url:.80}");
        assert_eq!((&error["phase"], &error["retryable"]), (&json!("callback"), &json!(false)));
    }
}

#[wasm_bindgen_test]
async fn o_01_lone_surrogates_become_replacement_characters() {
    let exports = Exports::load().await;
    for units in [[0xd800, 0x41], [0x41, 0xdfff], [0xdc00, 0xd800]] {
        let text = JsString::from_char_code(&units);
        let url = JsString::from("https://app.example/cb?state=s&code=").concat(&text);
        let expected = String::from_utf16_lossy(&units);
        let found = exports.parse_auth_response(&url).unwrap();
        assert!(expected.contains('\u{fffd}'));
        assert_eq!(data(&found)["code"], expected.as_str());
    }
}

fn parsed(exports: &Exports, url: &str) -> Value {
    data(&exports.parse_auth_response(&JsValue::from_str(url)).unwrap())
}

fn token(header: &str, payload: &str) -> String {
    format!("{}.{}.c2ln", base64url::encode(header.as_bytes()), base64url::encode(payload.as_bytes()))
}
