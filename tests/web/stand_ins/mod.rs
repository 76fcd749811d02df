//! What the tests put in the place of parts of the page, and how they look at what comes out.

pub mod exports;
pub mod fetch;
pub mod provider;
pub mod replaced;

use js_sys::{Function, JSON, Object, Reflect};
use kirjaudu::browser::Page;
use serde_json::Value;
use wasm_bindgen::{JsCast, JsValue, prelude::wasm_bindgen};

pub use exports::{Engine, Exports};
pub use fetch::FakeFetch;
pub use provider::Provider;
pub use replaced::Replaced;

#[wasm_bindgen(module = "/tests/web/stand_ins/page.js")]
extern "C" {
    /// Gives way to the page's other tasks: a test that holds the page up for long loses its browser.
    pub async fn turn();
    fn nothing() -> Function;
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

/// A page whose timeline nobody reads.
pub fn page() -> Page {
    Page::new(nothing())
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

/// Plain data out of JavaScript; anything with a class of its own is refused.
pub fn data(value: &JsValue) -> Value {
    if value.is_object() {
        let plain = Object::get_prototype_of(&JsValue::from(Object::new()));
        assert_eq!(Object::get_prototype_of(value), plain, "expected plain data, found {value:?}");
    }
    json(value)
}

/// Anything that JSON can show; `null` for `undefined`.
pub fn json(value: &JsValue) -> Value {
    if value.is_undefined() {
        return Value::Null;
    }
    serde_json::from_str(&String::from(JSON::stringify(value).unwrap())).unwrap()
}

/// The data that was thrown; an `Error` of JavaScript would be a defect.
pub fn thrown_data(result: Result<JsValue, JsValue>) -> Value {
    match result {
        Err(error) => {
            assert!(error.dyn_ref::<js_sys::Error>().is_none(), "expected data, found {error:?}");
            data(&error)
        }
        Ok(value) => panic!("expected an error, found {value:?}"),
    }
}
