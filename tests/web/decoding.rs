//! `decodeJwt` and `parseAuthResponse`.

use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
use js_sys::JsString;
use serde_json::{Value, json};
use wasm_bindgen::JsValue;
use wasm_bindgen_test::wasm_bindgen_test;

use super::stand_ins::{Exports, Operations, thrown_code};

#[wasm_bindgen_test]
async fn decode_jwt_gives_header_and_payload_unverified() {
    let client = client().await;
    let payload =
        json!({"sub": "ä 𝄞", "exp": 1_700_000_000, "a": [1.5, null, true, {"b": "\u{2028}\"\\"}], "big": 1e300});
    let token = token(r#"{"alg":"none","typ":"JWT"}"#, &payload.to_string());
    let decoded = client.operate("decodeJwt", token).await.unwrap();
    assert_eq!(decoded, json!({"unverified": true, "header": {"alg": "none", "typ": "JWT"}, "payload": payload}));
}

#[wasm_bindgen_test]
async fn decode_jwt_keeps_dangerous_names_as_they_are() {
    let client = client().await;
    let token = token("{}", r#"{"__proto__":{"admin":true},"constructor":1,"toString":2}"#);
    let decoded = client.operate("decodeJwt", token).await.unwrap();
    assert_eq!(decoded["payload"].to_string(), r#"{"__proto__":{"admin":true},"constructor":1,"toString":2}"#);
}

#[wasm_bindgen_test]
async fn decode_jwt_refuses_with_plain_data() {
    let client = client().await;
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
        let error = thrown_code(client.operate("decodeJwt", token.as_str()).await);
        assert_eq!(error, (code, field.to_owned()), "{token:.80}");
    }
}

#[wasm_bindgen_test]
async fn no_authorization_response_is_null() {
    let client = client().await;
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
        let found = parsed(&client, url).await;
        assert_eq!(found.is_null(), url != "?code", "{url}: {found:?}");
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
    let client = client().await;
    for (url, expected) in cases {
        assert_eq!(parsed(&client, url).await, expected, "{url}");
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
    let client = client().await;
    for (url, code, field) in cases {
        let error = thrown_code(client.operate("parseAuthResponse", url).await);
        assert_eq!(error, (code, field.to_owned()), "{url:.80}");
    }
}

#[wasm_bindgen_test]
async fn o_01_lone_surrogates_become_replacement_characters() {
    let client = client().await;
    for units in [[0xd800, 0x41], [0x41, 0xdfff], [0xdc00, 0xd800]] {
        let text = JsString::from_char_code(&units);
        let url = JsString::from("https://app.example/cb?state=s&code=").concat(&text);
        let expected = String::from_utf16_lossy(&units);
        let found = client.operate("parseAuthResponse", JsValue::from(url)).await.unwrap();
        assert!(expected.contains('\u{fffd}'));
        assert_eq!(found["code"], expected.as_str());
    }
}

async fn parsed(client: &Operations, url: &str) -> Value {
    client.operate("parseAuthResponse", url).await.unwrap()
}

/// Both need no options, and ask for nothing.
async fn client() -> Operations {
    Exports::load().await.client(&"".into())
}

fn token(header: &str, payload: &str) -> String {
    format!("{}.{}.c2ln", URL_SAFE_NO_PAD.encode(header), URL_SAFE_NO_PAD.encode(payload))
}
