//! Attack table O-01: whatever goes in, the instance goes on.

use js_sys::{Array, Function, JSON, JsString, Reflect};
use serde_json::{Value, json};
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_test::wasm_bindgen_test;

use super::stand_ins::{Exports, FakeFetch, Operations, Provider, fetch::Outcome, tab_storage, turn};

#[wasm_bindgen_test]
async fn o_01_short_hostile_text_everywhere() {
    let target = Target::new().await;
    for text in short() {
        target.take(&text).await;
        for template in TEMPLATES {
            let text = around(template, &text);
            target.take(&text).await;
        }
        target.options_of(&text).await;
    }
}

#[wasm_bindgen_test]
async fn o_01_arbitrary_bytes_everywhere() {
    let target = Target::new().await;
    for round in 1..=60 {
        let text = arbitrary(round, 200);
        target.take(&text).await;
        target.take(&around("https://app.example/callback?state=", &text)).await;
        target.options_of(&text).await;
    }
}

#[wasm_bindgen_test]
async fn o_01_one_megabyte_everywhere() {
    let target = Target::new().await;
    for piece in ["a", "ä", "\0", "[", "{\"a\":", "a=b&", "&state=s&code=", "%c3", ".", "\"", "e30.e30."] {
        let text = repeated(piece, 1_000_000);
        target.take(&text).await;
    }
    for template in TEMPLATES {
        target.take(&around(template, &repeated("a", 1_000_000))).await;
    }
    target.options_of(&repeated("ä", 300_000)).await;
}

#[wasm_bindgen_test]
async fn o_01_ten_megabytes_everywhere() {
    let target = Target::new().await;
    for piece in ["a", "𝄞", "[[[[[[[[", "state=s&code=c&"] {
        target.take(&repeated(piece, 10_000_000)).await;
    }
    target.take(&around("https://app.example/callback?code=c&state=", &repeated("%41", 10_000_000))).await;
    target.options_of(&repeated("a", 10_000_000)).await;
}

#[wasm_bindgen_test]
async fn o_01_hostile_answers_to_every_question() {
    let target = Target::new().await;
    for text in short() {
        for question in QUESTIONS {
            target.answer(question, &text).await;
        }
    }
    for question in QUESTIONS {
        target.answer(question, &repeated("[", 1_000_000)).await;
    }
}

/// Everything that takes text.
struct Target {
    exports: Exports,
    options: JsValue,
    client: Operations,
    fetch: FakeFetch,
}

impl Target {
    async fn new() -> Self {
        let exports = Exports::load().await;
        let metadata = json!({
            "authorization_endpoint": "https://op.example/a", "token_endpoint": "https://op.example/t",
            "end_session_endpoint": "https://op.example/e", "response_types_supported": ["code"],
        });
        let options = json!({"issuer": "https://op.example", "metadata": metadata, "jwks": {"keys": []}});
        let options = JsValue::from(Provider::options(options));
        let client = exports.client(&options);
        Self { exports, options, client, fetch: FakeFetch::new(Outcome::Fails("NetworkError")) }
    }

    /// Into every operation, as it is.
    async fn take(&self, text: &JsValue) {
        for operation in OPERATIONS {
            self.check(operation, self.client.operate(operation, text).await).await;
        }
        self.check("options", self.exports.client(text).operate("state", "").await).await;
        self.client.set_memory(text);
        self.check("memory", self.client.operate("accessToken", "0").await).await;
        self.client.set_memory(&JsValue::UNDEFINED);
        self.still_works().await;
    }

    /// As the value of options, in JSON as JavaScript writes it.
    async fn options_of(&self, text: &JsValue) {
        for name in ["issuer", "clientId", "redirectUri", "scope", "uiLocales", "responseType"] {
            let options = with(
                "{\"issuer\":\"https://op.example\",\"clientId\":\"c\",\"redirectUri\":\"https://a.example/\"}",
                name,
                text,
            );
            self.check(name, self.exports.client(&options).operate("state", "").await).await;
        }
        for name in ["returnTo", "appState", "claims", "loginHint", "scope", "resource"] {
            self.check(name, self.client.operate("login", with("{}", name, text)).await).await;
        }
        for name in ["returnTo", "uiLocales", "record"] {
            let options = with("{\"record\":\"\"}", name, text);
            self.check(name, self.client.operate("logout", options).await).await;
        }
        self.still_works().await;
    }

    /// As the answer to one question, whoever asks.
    async fn answer(&self, question: &str, text: &JsValue) {
        let client = self.exports.client(&self.options);
        // What is waited for comes as a promise.
        let waited = ["fetch", "digest", "verify"].contains(&question);
        let body = if waited { "return Promise.resolve(String(this))" } else { "return String(this)" };
        let answer = Function::new_no_args(body).bind0(text);
        client.instead(question, &answer);
        for (operation, input) in [("state", ""), ("restore", ""), ("login", "{}"), ("accessToken", "0")] {
            self.check(question, client.operate(operation, input).await).await;
        }
        let input = "https://app.example/callback?code=c&state=s";
        self.check(question, client.operate("callback", input).await).await;
        self.check(question, client.operate("logout", "{\"record\":\"\"}").await).await;
        self.still_works().await;
    }

    /// Data, or an error that is data; never one of JavaScript's own, as a trap is.
    async fn check(&self, what: &str, result: Result<Value, JsValue>) {
        if let Err(error) = result {
            let code = Reflect::get(&error, &"code".into()).ok().and_then(|code| code.as_f64());
            let own = error.dyn_ref::<js_sys::Error>().is_some();
            assert!(code.is_some() && !own, "{what}: {error:?}");
        }
        turn().await;
    }

    async fn still_works(&self) {
        let decoded = self.client.operate("decodeJwt", "e30.eyJhIjoxfQ.").await;
        assert_eq!(decoded, Ok(json!({"unverified": true, "header": {}, "payload": {"a": 1}})));
        self.client.operate("state", "").await.unwrap();
        assert_eq!((&self.client.memory()["record"], self.fetch.count()), (&Value::Null, 0));
        tab_storage().clear().unwrap();
    }
}

fn short() -> Vec<JsValue> {
    let mut texts: Vec<JsValue> = TEXTS.iter().map(|text| JsValue::from_str(text)).collect();
    // Halves of surrogate pairs: alone, in the wrong order, at the end.
    for units in [[0xd800, 0x61], [0x61, 0xd800], [0xdfff, 0xd800], [0xdc00, 0x22], [0xd83d, 0xd83d]] {
        texts.push(JsString::from_char_code(&units).into());
    }
    texts
}

/// Text of these code units below 256, the same in every run.
fn arbitrary(seed: u32, length: usize) -> JsValue {
    let mut state = seed.wrapping_mul(0x9e37_79b9) | 1;
    let mut units = Vec::new();
    for _ in 0..length {
        state ^= state << 13;
        state ^= state >> 17;
        state ^= state << 5;
        units.push(u16::from(state.to_le_bytes()[3]));
    }
    JsString::from_char_code(&units).into()
}

fn repeated(piece: &str, bytes: usize) -> JsValue {
    let count = bytes / piece.len();
    JsString::from(piece).repeat(i32::try_from(count).unwrap()).into()
}

fn around(template: &str, text: &JsValue) -> JsValue {
    Array::of2(&template.into(), text).join("").into()
}

fn with(options: &str, name: &str, value: &JsValue) -> JsValue {
    let options = JSON::parse(options).unwrap();
    Reflect::set(&options, &name.into(), value).unwrap();
    JSON::stringify(&options).unwrap().into()
}

const TEMPLATES: &[&str] = &[
    "https://app.example/callback?code=c&state=",
    "https://app.example/callback#id_token=",
    "?error=",
    "e30.",
    "e30.e30.",
    "{\"a\":\"",
    "[",
];

const TEXTS: &[&str] = &[
    "",
    "\0",
    "a\0b",
    "\u{feff}",
    "\u{2028}",
    "\u{202e}",
    "\u{fffd}",
    "𝄞",
    "%",
    "%2",
    "%00",
    "%ff%fe",
    "%ed%a0%80",
    "+",
    "&",
    "&&=",
    "=",
    "?",
    "#",
    "??##",
    "//",
    "\\",
    "..",
    ".",
    "...",
    "{}",
    "[]",
    "null",
    "true",
    "-",
    "1e999",
    "-0",
    "\"\\ud800\"",
    "\"\\udc00\\ud800\"",
    "\"\\u0000\"",
    "{\"a\":1,\"a\":2}",
    "{\"__proto__\":{}}",
    "\r\n",
    "://",
    "https://[::1",
    "https://user@op.example",
    "javascript:alert(1)",
];

const OPERATIONS: [&str; 15] = [
    "decodeJwt",
    "parseAuthResponse",
    "callback",
    "login",
    "logout",
    "accessToken",
    "userinfo",
    "userinfoStatus",
    "revoke",
    "answer",
    "silentAnswer",
    "checkSessionIframe",
    "restore",
    "state",
    "no such operation",
];

const QUESTIONS: [&str; 14] = [
    "now",
    "monotonic",
    "random",
    "isFramed",
    "read",
    "write",
    "remove",
    "keys",
    "memory",
    "remember",
    "send",
    "fetch",
    "digest",
    "verify",
];
