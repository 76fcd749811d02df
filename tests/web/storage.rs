//! `sessionStorage`: there, blocked, full.

use js_sys::Reflect;
use kirjaudu::{
    base::{error::Code, json::Json},
    browser::Page,
    flow::host::Host,
    protocol::authorization::LoginOptions,
};
use serde_json::json;
use wasm_bindgen::JsValue;
use wasm_bindgen_test::wasm_bindgen_test;

use super::stand_ins::{Provider, Replaced, arena, host, keys, tab_storage, throwing, window};

#[wasm_bindgen_test]
fn what_is_written_is_read_and_removed() {
    let (host, tab) = (host(), tab_storage());
    assert_eq!(host.read(arena(), "kirjaudu.test.a"), None);
    for value in ["", "x", "ä 𝄞 \0 \u{fffd}", &"long ".repeat(20_000)] {
        assert!(host.write("kirjaudu.test.a", value));
        assert_eq!(host.read(arena(), "kirjaudu.test.a"), Some(value));
        assert_eq!(tab.get_item("kirjaudu.test.a").unwrap().as_deref(), Some(value));
    }
    host.remove("kirjaudu.test.a");
    host.remove("kirjaudu.test.never");
    assert_eq!((host.read(arena(), "kirjaudu.test.a"), tab.length().unwrap()), (None, 0));
}

#[wasm_bindgen_test]
fn nothing_goes_into_the_storage_that_outlives_the_tab() {
    let lasting = window().local_storage().unwrap().unwrap();
    assert!(host().write("kirjaudu.test.a", "x"));
    assert_eq!((lasting.length().unwrap(), tab_storage().length().unwrap()), (0, 1));
    tab_storage().clear().unwrap();
}

#[wasm_bindgen_test]
fn keys_are_those_that_start_so_and_only_those() {
    let host = host();
    assert_eq!(keys("kirjaudu.test."), Vec::<&str>::new());
    for name in [
        "kirjaudu.test.b",
        "kirjaudu.test.",
        "kirjaudu.tes",
        "kirjaudu.testx",
        "other",
        "x kirjaudu.test.",
        "kirjaudu.test.ä",
    ] {
        assert!(host.write(name, "x"));
    }
    let mut found = keys("kirjaudu.test.");
    found.sort_unstable();
    assert_eq!(found, ["kirjaudu.test.", "kirjaudu.test.b", "kirjaudu.test.ä"]);
    assert_eq!(keys("").len(), 7);
    assert!(matches!(host.keys(arena(), ""), Json::Array(_)));
    tab_storage().clear().unwrap();
}

#[wasm_bindgen_test]
fn blocked_storage_reads_nothing_and_refuses_to_write() {
    let host = host();
    assert!(host.write("kirjaudu.test.a", "x"));
    {
        let _blocked = Replaced::by_getter(window(), "sessionStorage", &throwing("SecurityError"));
        unusable();
    }
    {
        let _none = Replaced::by(window(), "sessionStorage", &JsValue::NULL);
        unusable();
    }
    assert_eq!(host.read(arena(), "kirjaudu.test.a"), Some("x"));
    tab_storage().clear().unwrap();
}

#[wasm_bindgen_test]
fn full_storage_keeps_what_it_had() {
    let host = host();
    assert!(host.write("kirjaudu.test.a", "x"));
    // Browsers allow 5 to 10 MB.
    assert!(!host.write("kirjaudu.test.a", &"x".repeat(11 << 20)));
    assert_eq!(host.read(arena(), "kirjaudu.test.a"), Some("x"));
    tab_storage().clear().unwrap();
}

#[wasm_bindgen_test]
fn storage_whose_methods_throw_is_no_disaster() {
    let own = Reflect::get_prototype_of(&tab_storage()).unwrap();
    let throws = JsValue::from(throwing("InvalidStateError"));
    let _methods = ["getItem", "setItem", "removeItem", "key"].map(|name| Replaced::by(&own, name, &throws));
    unusable();
}

#[wasm_bindgen_test]
async fn no_login_begins_where_it_could_not_be_recognised() {
    let _provider = Provider::start().await;
    let (page, options) = (Page::default(), Provider::options(json!({})));
    let login = async || {
        page.run(&options, |client| {
            let login = client.login(&LoginOptions::parse(arena(), &Json::Null)?)?;
            Ok(login.url.to_owned())
        })
        .await
    };
    {
        let _blocked = Replaced::by_getter(window(), "sessionStorage", &throwing("SecurityError"));
        let error = login().await.unwrap_err();
        assert_eq!((error.code(), error.details().field), (Code::StorageUnavailable, "sessionStorage"));
    }
    assert!(login().await.is_ok());
    tab_storage().clear().unwrap();
}

fn unusable() {
    let host = host();
    assert!(!host.write("kirjaudu.test.a", "y"));
    host.remove("kirjaudu.test.a");
    assert_eq!((host.read(arena(), "kirjaudu.test.a"), keys("")), (None, Vec::new()));
}
