//! `window.fetch`, answered by the test.

use std::{cell::RefCell, rc::Rc};

use js_sys::{Promise, Uint8Array};
use serde_json::Value;
use wasm_bindgen::{JsValue, closure::Closure, prelude::wasm_bindgen};

use super::{Replaced, json, window};

#[wasm_bindgen(module = "/tests/web/stand_ins/fetch.js")]
extern "C" {
    /// What the browser understands of these arguments of `fetch`.
    async fn described(url: &JsValue, init: &JsValue) -> JsValue;
    fn answer(
        asked: &str,
        redirected_to: Option<&str>,
        status: u16,
        content_type: JsValue,
        body: &Uint8Array,
    ) -> JsValue;
    fn broken(asked: &str, error: &str) -> JsValue;
}

/// While it lives, requests end here.
pub struct FakeFetch {
    _replaced: Replaced,
    _closure: Closure<dyn FnMut(JsValue, JsValue) -> Promise>,
    seen: Rc<RefCell<Vec<(JsValue, JsValue)>>>,
}

/// How a request goes.
#[derive(Clone)]
pub enum Outcome {
    /// After a redirect, where one is given.
    Answer { redirected_to: Option<&'static str>, status: u16, content_type: Option<&'static str>, body: Vec<u8> },
    /// The promise is rejected with a `DOMException` of that name.
    Fails(&'static str),
    /// The same, while the body is read.
    Breaks(&'static str),
    /// The promise is rejected with something that is no error at all.
    FailsOddly,
}

impl Outcome {
    pub fn ok(body: impl Into<Vec<u8>>) -> Self {
        Self::Answer { redirected_to: None, status: 200, content_type: Some("application/json"), body: body.into() }
    }
}

impl FakeFetch {
    pub fn new(outcome: Outcome) -> Self {
        let seen = Rc::new(RefCell::new(Vec::new()));
        let kept = Rc::clone(&seen);
        let closure = Closure::<dyn FnMut(JsValue, JsValue) -> Promise>::new(move |url: JsValue, init: JsValue| {
            let asked = url.as_string().unwrap();
            kept.borrow_mut().push((url, init));
            respond(&outcome, &asked)
        });
        Self { _replaced: Replaced::by(window(), "fetch", closure.as_ref()), _closure: closure, seen }
    }

    pub fn count(&self) -> usize {
        self.seen.borrow().len()
    }

    /// The only request, as the browser would send it.
    pub async fn request(&self) -> Value {
        assert_eq!(self.count(), 1, "expected one request");
        let (url, init) = self.seen.borrow()[0].clone();
        json(&described(&url, &init).await)
    }

    /// The `init` of the only request.
    pub fn init(&self) -> JsValue {
        self.seen.borrow()[0].1.clone()
    }
}

fn respond(outcome: &Outcome, asked: &str) -> Promise {
    match outcome {
        Outcome::Answer { redirected_to, status, content_type, body } => {
            let content_type = content_type.map_or(JsValue::NULL, JsValue::from_str);
            Promise::resolve(&answer(asked, *redirected_to, *status, content_type, &Uint8Array::from(body.as_slice())))
        }
        Outcome::Fails(name) => Promise::reject(&web_sys::DomException::new_with_message_and_name("no", name).unwrap()),
        Outcome::Breaks(name) => Promise::resolve(&broken(asked, name)),
        Outcome::FailsOddly => Promise::reject(&JsValue::from_str("no error")),
    }
}
