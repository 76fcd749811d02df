//! What the tests put in the place of parts of the page, and how they look at what comes out.

pub mod exports;
pub mod fetch;
pub mod provider;
pub mod replaced;
pub mod tab;

use js_sys::{Function, JSON, Reflect};
use kirjaudu::{
    base::{arena::Arena, error::Error},
    browser::{Answers, Page},
    flow::host::{Host, Stop},
};
use serde_json::Value;
use wasm_bindgen::{JsValue, prelude::wasm_bindgen};

pub use exports::{Exports, Operations, code, thrown_code};
pub use fetch::FakeFetch;
pub use provider::Provider;
pub use replaced::Replaced;
pub use tab::Tab;

#[wasm_bindgen(module = "/tests/web/stand_ins/page.js")]
extern "C" {
    /// Gives way to the page's other tasks: a test that holds the page up for long loses its browser.
    pub async fn turn();
    /// A function that throws a `DOMException` of that name.
    pub fn throwing(name: &str) -> Function;
    #[wasm_bindgen(js_name = stoppedDate)]
    pub fn stopped_date() -> JsValue;
    #[wasm_bindgen(js_name = weakRandom)]
    pub fn weak_random() -> Function;
    #[wasm_bindgen(js_name = patientTimeout)]
    pub fn patient_timeout() -> Function;
    #[wasm_bindgen(js_name = hastyTimeout)]
    pub fn hasty_timeout() -> Function;
    #[wasm_bindgen(js_name = fetchUntilAnswer)]
    pub fn fetch_until_answer() -> Function;
    #[wasm_bindgen(js_name = insideFrame, catch)]
    pub async fn inside_frame() -> Result<JsValue, JsValue>;
}

/// The host of an operation that has not begun.
pub fn host() -> Answers<'static> {
    Answers::new(Box::leak(Box::default()))
}

pub fn arena() -> &'static Arena {
    Box::leak(Box::default())
}

/// Asks a host something of which the answer may be to come.
pub async fn asked<T>(question: impl Fn(&Answers<'_>, &Arena) -> Result<T, Stop>) -> Result<T, Error> {
    Answers::new(&Page::default()).complete(|host| question(host, &Arena::default())).await
}

/// The keys in the tab's storage that start so.
pub fn keys(prefix: &str) -> Vec<&'static str> {
    host().keys(arena(), prefix).members().iter().map(|(_, key)| key.as_str().unwrap()).collect()
}

pub fn window() -> web_sys::Window {
    web_sys::window().unwrap()
}

pub fn crypto() -> web_sys::Crypto {
    window().crypto().unwrap()
}

pub fn tab_storage() -> web_sys::Storage {
    window().session_storage().unwrap().unwrap()
}

/// Something that every page has: `Math`, `AbortSignal`.
pub fn global(name: &str) -> JsValue {
    Reflect::get(&js_sys::global(), &name.into()).unwrap()
}

/// Anything that JSON can show; `null` for `undefined`.
pub fn json(value: &JsValue) -> Value {
    if value.is_undefined() {
        return Value::Null;
    }
    serde_json::from_str(&String::from(JSON::stringify(value).unwrap())).unwrap()
}
