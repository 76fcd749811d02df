//! `sessionStorage`: there, blocked, full.

use js_sys::Reflect;
use kirjaudu::{base::error::Code, flow::host::Host};
use serde_json::json;
use wasm_bindgen::JsValue;
use wasm_bindgen_test::wasm_bindgen_test;

use super::stand_ins::{Exports, Provider, Replaced, page, tab_storage, throwing, thrown_data, window};

#[wasm_bindgen_test]
fn what_is_written_is_read_and_removed() {
    let (page, tab) = (page(), tab_storage());
    assert_eq!(page.read("kirjaudu.test.a"), None);
    for value in ["", "x", "ä 𝄞 \0 \u{fffd}", &"long ".repeat(20_000)] {
        page.write("kirjaudu.test.a", value).unwrap();
        assert_eq!(page.read("kirjaudu.test.a").as_deref(), Some(value));
        assert_eq!(tab.get_item("kirjaudu.test.a").unwrap().as_deref(), Some(value));
    }
    page.remove("kirjaudu.test.a");
    page.remove("kirjaudu.test.never");
    assert_eq!((page.read("kirjaudu.test.a"), tab.length().unwrap()), (None, 0));
}

#[wasm_bindgen_test]
fn nothing_goes_into_the_storage_that_outlives_the_tab() {
    let lasting = window().local_storage().unwrap().unwrap();
    page().write("kirjaudu.test.a", "x").unwrap();
    assert_eq!((lasting.length().unwrap(), tab_storage().length().unwrap()), (0, 1));
    tab_storage().clear().unwrap();
}

#[wasm_bindgen_test]
fn keys_are_those_that_start_so_and_only_those() {
    let page = page();
    assert_eq!(page.keys("kirjaudu.test."), Vec::<String>::new());
    for name in [
        "kirjaudu.test.b",
        "kirjaudu.test.",
        "kirjaudu.tes",
        "kirjaudu.testx",
        "other",
        "x kirjaudu.test.",
        "kirjaudu.test.ä",
    ] {
        page.write(name, "x").unwrap();
    }
    let mut found = page.keys("kirjaudu.test.");
    found.sort();
    assert_eq!(found, ["kirjaudu.test.", "kirjaudu.test.b", "kirjaudu.test.ä"]);
    assert_eq!(page.keys("").len(), 7);
    tab_storage().clear().unwrap();
}

#[wasm_bindgen_test]
fn blocked_storage_reads_nothing_and_refuses_to_write() {
    let page = page();
    page.write("kirjaudu.test.a", "x").unwrap();
    {
        let _blocked = Replaced::by_getter(window(), "sessionStorage", &throwing("SecurityError"));
        unusable(&page.write("kirjaudu.test.a", "y"));
        page.remove("kirjaudu.test.a");
        assert_eq!((page.read("kirjaudu.test.a"), page.keys("")), (None, Vec::new()));
    }
    {
        let _none = Replaced::by(window(), "sessionStorage", &JsValue::NULL);
        unusable(&page.write("kirjaudu.test.a", "y"));
        page.remove("kirjaudu.test.a");
        assert_eq!((page.read("kirjaudu.test.a"), page.keys("")), (None, Vec::new()));
    }
    assert_eq!(page.read("kirjaudu.test.a").as_deref(), Some("x"));
    tab_storage().clear().unwrap();
}

#[wasm_bindgen_test]
fn full_storage_keeps_what_it_had() {
    let page = page();
    page.write("kirjaudu.test.a", "x").unwrap();
    // Browsers allow 5 to 10 MB.
    let much = "x".repeat(11 << 20);
    unusable(&page.write("kirjaudu.test.a", &much));
    assert_eq!(page.read("kirjaudu.test.a").as_deref(), Some("x"));
    tab_storage().clear().unwrap();
}

#[wasm_bindgen_test]
fn storage_whose_methods_throw_is_no_disaster() {
    let page = page();
    let own = Reflect::get_prototype_of(&tab_storage()).unwrap();
    let throws = JsValue::from(throwing("InvalidStateError"));
    let _methods = ["getItem", "setItem", "removeItem", "key"].map(|name| Replaced::by(&own, name, &throws));
    unusable(&page.write("kirjaudu.test.a", "x"));
    page.remove("kirjaudu.test.a");
    assert_eq!((page.read("kirjaudu.test.a"), page.keys("")), (None, Vec::new()));
}

#[wasm_bindgen_test]
async fn no_login_begins_where_it_could_not_be_recognised() {
    let exports = Exports::load().await;
    let _provider = Provider::start().await;
    let engine = exports.engine(&Provider::options(json!({})), &JsValue::UNDEFINED).unwrap();
    {
        let _blocked = Replaced::by_getter(window(), "sessionStorage", &throwing("SecurityError"));
        let error = thrown_data(engine.login(&"{}".into()).await);
        assert_eq!((&error["code"], &error["field"]), (&json!("storage_unavailable"), &json!("sessionStorage")));
    }
    assert!(engine.login(&"{}".into()).await.is_ok());
    tab_storage().clear().unwrap();
}

fn unusable(result: &Result<(), kirjaudu::base::error::Error>) {
    assert_eq!(result.as_ref().unwrap_err().code(), Code::StorageUnavailable);
}
