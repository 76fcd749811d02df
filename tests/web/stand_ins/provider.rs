//! A small provider behind `window.fetch`.

use serde_json::{Value, json};
use wasm_bindgen::{JsCast, JsValue, prelude::wasm_bindgen};

use super::{Replaced, json as to_json, window};

#[wasm_bindgen(module = "/tests/web/stand_ins/provider.js")]
extern "C" {
    #[wasm_bindgen(js_name = Provider)]
    type Script;

    #[wasm_bindgen(static_method_of = Script, js_class = Provider)]
    async fn start(issuer: &str) -> JsValue;
    #[wasm_bindgen(method)]
    async fn authorize(this: &Script, url: &str) -> JsValue;
    #[wasm_bindgen(method)]
    async fn arrival(this: &Script, path: &str);
    #[wasm_bindgen(method, getter)]
    fn fetch(this: &Script) -> JsValue;
    #[wasm_bindgen(method, getter)]
    fn requests(this: &Script) -> JsValue;
    #[wasm_bindgen(method, getter)]
    fn secrets(this: &Script) -> JsValue;
}

pub const ISSUER: &str = "https://op.example/realm";
pub const CLIENT: &str = "berths";
pub const REDIRECT_URI: &str = "https://app.example/callback";

/// While it lives, requests go to it.
pub struct Provider {
    script: Script,
    _replaced: Replaced,
}

impl Provider {
    pub async fn start() -> Self {
        let script: Script = Script::start(ISSUER).await.unchecked_into();
        let replaced = Replaced::by(window(), "fetch", &script.fetch());
        Self { script, _replaced: replaced }
    }

    /// The options of a client of this provider, with these over them.
    pub fn options(with: Value) -> String {
        let mut options = json!({
            "issuer": ISSUER, "clientId": CLIENT, "redirectUri": REDIRECT_URI,
            "postLogoutRedirectUri": "https://app.example/bye", "scope": "openid profile",
        });
        let Value::Object(with) = with else { panic!("expected an object") };
        options.as_object_mut().unwrap().extend(with);
        options.to_string()
    }

    /// The person signs in; gives the URL that the browser is sent back to.
    pub async fn authorize(&self, url: &str) -> String {
        self.script.authorize(url).await.as_string().unwrap()
    }

    /// The paths that were asked for, in order.
    pub fn asked(&self) -> Vec<String> {
        let requests = self.requests();
        requests.iter().map(|request| request["path"].as_str().unwrap().replace("/realm", "")).collect()
    }

    /// The request to that path, as soon as there is one.
    pub async fn arrival(&self, path: &str) -> Value {
        let path = format!("/realm{path}");
        self.script.arrival(&path).await;
        self.requests().into_iter().find(|request| request["path"] == *path).unwrap()
    }

    pub fn requests(&self) -> Vec<Value> {
        to_json(&self.script.requests()).as_array().unwrap().clone()
    }

    /// Every token and code it gave away.
    pub fn secrets(&self) -> Vec<String> {
        serde_json::from_value(to_json(&self.script.secrets())).unwrap()
    }
}
