//! Properties of the page, replaced for a while.

use js_sys::{Function, Object, Reflect};
use wasm_bindgen::{JsCast, JsValue};

/// A property that was replaced; what was there before comes back when this goes.
pub struct Replaced {
    target: Object,
    name: JsValue,
    before: JsValue,
}

impl Replaced {
    pub fn by(target: impl AsRef<JsValue>, name: &str, value: &JsValue) -> Self {
        Self::defined(target.as_ref(), name, "value", value)
    }

    /// Like [`Self::by`], for what is found by calling a function.
    pub fn by_getter(target: impl AsRef<JsValue>, name: &str, get: &Function) -> Self {
        Self::defined(target.as_ref(), name, "get", get)
    }

    fn defined(target: &JsValue, name: &str, kind: &str, value: &JsValue) -> Self {
        let target: Object = target.clone().unchecked_into();
        let name = JsValue::from_str(name);
        // `undefined` where the property was inherited.
        let before = Object::get_own_property_descriptor(&target, &name);
        let descriptor = Object::new();
        for (name, value) in [(kind, value), ("configurable", &JsValue::TRUE)] {
            Reflect::set(&descriptor, &name.into(), value).unwrap();
        }
        Object::define_property(&target, &name, &descriptor);
        Self { target, name, before }
    }
}

impl Drop for Replaced {
    fn drop(&mut self) {
        Reflect::delete_property(&self.target, &self.name).unwrap();
        if !self.before.is_undefined() {
            Object::define_property(&self.target, &self.name, self.before.unchecked_ref());
        }
    }
}
