//! Whether the page is shown inside another: the same code, once here and once in a frame.

use kirjaudu::flow::host::Host;
use wasm_bindgen::{JsValue, prelude::wasm_bindgen};
use wasm_bindgen_test::wasm_bindgen_test;

use super::stand_ins::{host, inside_frame};

/// For the frame, which runs an instance of its own.
#[wasm_bindgen(js_name = isFramed)]
pub fn is_framed() -> bool {
    host().is_framed()
}

#[wasm_bindgen_test]
fn a_page_of_its_own_is_not_framed() {
    assert!(!host().is_framed());
}

#[wasm_bindgen_test]
async fn a_page_in_a_frame_knows_it() {
    assert_eq!(inside_frame().await, Ok(JsValue::TRUE));
}
