//! Attack table O-01: whatever goes in, the instance goes on.

use js_sys::{Array, JSON, JsString, Reflect};
use serde_json::json;
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_test::wasm_bindgen_test;

use super::stand_ins::{Engine, Exports, FakeFetch, Provider, data, fetch::Outcome, tab_storage, turn};

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
async fn o_01_numbers_that_are_no_seconds() {
    let target = Target::new().await;
    for number in [f64::NAN, f64::INFINITY, f64::NEG_INFINITY, -0.0, -1.0, 0.5, 1e300, 9_007_199_254_740_993.0] {
        target.check("accessToken", target.engine.access_token(&number.into())).await;
    }
    target.still_works();
}

/// Everything that takes text.
struct Target {
    exports: Exports,
    engine: Engine,
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
        let engine = exports.engine(&Provider::options(options), &JsValue::UNDEFINED).unwrap();
        Self { exports, engine, fetch: FakeFetch::new(Outcome::Fails("NetworkError")) }
    }

    /// Into every function, as it is.
    async fn take(&self, text: &JsValue) {
        self.check("decodeJwt", self.exports.decode_jwt(text)).await;
        self.check("parseAuthResponse", self.exports.parse_auth_response(text)).await;
        self.check("new Engine", self.exports.engine(text, &JsValue::UNDEFINED).map(|_| JsValue::UNDEFINED)).await;
        self.check("callback", self.engine.callback(text).await).await;
        self.check("login", self.engine.login(text).await).await;
        self.check("end", self.engine.end(text, true)).await;
        self.check("logout", self.engine.logout(text).await).await;
        self.still_works();
    }

    /// As the value of options, in JSON as JavaScript writes it.
    async fn options_of(&self, text: &JsValue) {
        for name in ["issuer", "clientId", "redirectUri", "scope", "uiLocales", "responseType"] {
            let options = with(
                "{\"issuer\":\"https://op.example\",\"clientId\":\"c\",\"redirectUri\":\"https://a.example/\"}",
                name,
                text,
            );
            self.check(name, self.exports.engine(&options, &JsValue::UNDEFINED).map(|_| JsValue::UNDEFINED)).await;
        }
        for name in ["returnTo", "appState", "claims", "loginHint", "scope", "resource"] {
            self.check(name, self.engine.login(&with("{}", name, text)).await).await;
        }
        for name in ["returnTo", "uiLocales"] {
            self.check(name, self.engine.logout(&with("{}", name, text)).await).await;
        }
        self.still_works();
    }

    /// Data, or an error that is data; never one of JavaScript's own, as a trap is.
    async fn check(&self, what: &str, result: Result<JsValue, JsValue>) {
        if let Err(error) = result {
            let code = Reflect::get(&error, &"code".into()).ok().and_then(|code| code.as_string());
            let own = error.dyn_ref::<js_sys::Error>().is_some();
            assert!(code.is_some() && !own, "{what}: {error:?}");
        }
        turn().await;
    }

    fn still_works(&self) {
        let decoded = self.exports.decode_jwt(&"e30.eyJhIjoxfQ.".into()).unwrap();
        assert_eq!(data(&decoded), json!({"unverified": true, "header": {}, "payload": {"a": 1}}));
        assert_eq!(data(&self.engine.session())["status"], "signed-out");
        assert_eq!(self.fetch.count(), 0, "nothing hostile leads to a request");
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
