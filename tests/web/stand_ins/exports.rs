//! The exported functions as JavaScript calls them: through the generated glue, with whatever arguments.

use js_sys::{Array, Function, Promise, Reflect};
use wasm_bindgen::{JsCast, JsValue, prelude::wasm_bindgen};

#[wasm_bindgen(module = "/tests/web/stand_ins/page.js")]
extern "C" {
    async fn glue() -> JsValue;
}

#[wasm_bindgen]
extern "C" {
    pub type Exports;

    #[wasm_bindgen(method, catch, js_name = decodeJwt)]
    pub fn decode_jwt(this: &Exports, token: &JsValue) -> Result<JsValue, JsValue>;
    #[wasm_bindgen(method, catch, js_name = parseAuthResponse)]
    pub fn parse_auth_response(this: &Exports, url: &JsValue) -> Result<JsValue, JsValue>;
    #[wasm_bindgen(method, getter, js_name = Engine)]
    fn engine_class(this: &Exports) -> Function;

    #[derive(Clone)]
    pub type Engine;

    #[wasm_bindgen(method, getter)]
    pub fn revision(this: &Engine) -> u32;
    #[wasm_bindgen(method)]
    pub fn session(this: &Engine) -> JsValue;
    #[wasm_bindgen(method)]
    pub fn explain(this: &Engine) -> JsValue;
    #[wasm_bindgen(method, catch)]
    pub async fn callback(this: &Engine, url: &JsValue) -> Result<JsValue, JsValue>;
    #[wasm_bindgen(method, js_name = callback)]
    pub fn callback_promise(this: &Engine, url: &JsValue) -> Promise;
    #[wasm_bindgen(method, catch)]
    pub async fn login(this: &Engine, options: &JsValue) -> Result<JsValue, JsValue>;
    #[wasm_bindgen(method, catch)]
    pub fn end(this: &Engine, stored: &JsValue, tell: bool) -> Result<JsValue, JsValue>;
    #[wasm_bindgen(method, catch)]
    pub async fn logout(this: &Engine, options: &JsValue) -> Result<JsValue, JsValue>;
    #[wasm_bindgen(method, catch, js_name = accessToken)]
    pub fn access_token(this: &Engine, min_validity: &JsValue) -> Result<JsValue, JsValue>;
    #[wasm_bindgen(method, js_name = idToken)]
    pub fn id_token(this: &Engine) -> JsValue;
    #[wasm_bindgen(method, catch)]
    pub async fn userinfo(this: &Engine) -> Result<JsValue, JsValue>;
}

impl Exports {
    /// The glue of these very tests: the module that the test page has loaded.
    pub async fn load() -> Self {
        glue().await.unchecked_into()
    }

    pub fn engine(&self, options: &JsValue, timeline: &JsValue) -> Result<Engine, JsValue> {
        Reflect::construct(&self.engine_class(), &Array::of2(options, timeline)).map(JsCast::unchecked_into)
    }
}
