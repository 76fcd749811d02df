//! `Engine` as JavaScript sees it: options in, plain data out.

use std::{
    cell::{Cell, RefCell},
    rc::Rc,
};

use js_sys::Function;
use serde_json::{Value, json};
use wasm_bindgen::{JsCast, JsValue, closure::Closure};
use wasm_bindgen_test::wasm_bindgen_test;

use super::stand_ins::{
    Engine, Exports, FakeFetch, Provider, data, fetch::Outcome, tab_storage, throwing, thrown_data,
};

#[wasm_bindgen_test]
async fn wrong_options_are_named() {
    let exports = Exports::load().await;
    let right = json!({"issuer": "https://op.example", "clientId": "c", "redirectUri": "https://app.example/"});
    let cases = [
        (json!({}), "issuer"),
        (json!({"issuer": "https://op.example", "redirectUri": "https://app.example/"}), "clientId"),
        (json!({"issuer": "https://op.example", "clientId": "c"}), "redirectUri"),
        (over(&right, json!({"issuer": "http://op.example"})), "issuer"),
        (over(&right, json!({"issuer": 7})), "issuer"),
        (over(&right, json!({"redirectUri": "/callback"})), "redirectUri"),
        (over(&right, json!({"flow": "password"})), "flow"),
        (over(&right, json!({"storage": "cookie"})), "storage"),
        (over(&right, json!({"scope": "profile"})), "scope"),
        (over(&right, json!({"clientSecret": "s3cr3t"})), "clientSecret"),
        (over(&right, json!({"clockTolerance": -1})), "clockTolerance"),
    ];
    for (options, field) in cases {
        let error = thrown_data(constructed(&exports, &options.to_string().into()));
        assert_eq!(error["field"], field, "{options}: {error}");
        assert_eq!((&error["code"], &error["phase"]), (&json!("config_invalid"), &json!("configure")));
        assert_eq!(error["retryable"], false);
        assert!(
            error["expected"].is_string() && error["found"].is_string() && error.get("provider").is_none(),
            "{error}"
        );
        assert!(!error.to_string().contains("s3cr3t"));
    }
    for text in ["", "nothing", "{", "{}x", "[1,]", "{\"issuer\":1,\"issuer\":2}"] {
        let error = thrown_data(constructed(&exports, &text.into()));
        assert_eq!((&error["code"], &error["field"]), (&json!("config_invalid"), &json!("options")), "{text}");
    }
    for text in ["null", "[]", "\"text\"", "7"] {
        let error = thrown_data(constructed(&exports, &text.into()));
        assert_eq!(error["code"], "config_invalid", "{text}");
    }
}

#[wasm_bindgen_test]
async fn at_first_nobody_is_signed_in() {
    let engine = engine().await;
    assert_eq!(data(&engine.session()), json!({"status": "signed-out", "reason": "never"}));
    assert_eq!(data(&engine.explain()), json!({"flow": "", "because": ""}));
    assert!(engine.id_token().is_undefined());
    let error = thrown_data(engine.access_token(&0.into()));
    let expected = json!({
        "code": "not_signed_in", "phase": "api", "retryable": false, "field": "session", "expected": "one", "found": "none",
    });
    assert_eq!(error, expected);
    assert_eq!(thrown_data(engine.userinfo().await), expected);
}

#[wasm_bindgen_test]
async fn the_revision_moves_with_the_session_and_only_then() {
    let engine = engine().await;
    let first = engine.revision();
    engine.session();
    engine.explain();
    assert_eq!(engine.revision(), first);
    engine.end(&JsValue::UNDEFINED, true).unwrap();
    assert_eq!(data(&engine.session()), json!({"status": "signed-out", "reason": "logout"}));
    assert_ne!(engine.revision(), first);
}

#[wasm_bindgen_test]
async fn a_failed_callback_is_data_in_the_session() {
    let engine = engine().await;
    let returned = engine.callback(&"https://app.example/callback?code=c&state=unknown".into()).await.unwrap();
    assert_eq!(data(&returned), json!({"kind": "login", "returnTo": "/"}));
    let session = data(&engine.session());
    assert_eq!((&session["status"], &session["reason"]), (&json!("signed-out"), &json!("login-failed")));
    let error = &session["error"];
    assert_eq!((&error["code"], &error["phase"]), (&json!("state_unknown"), &json!("callback")));
    assert_eq!((&error["field"], &error["retryable"]), (&json!("state"), &json!(false)));
}

#[wasm_bindgen_test]
async fn wrong_login_options_are_named() {
    let engine = engine().await;
    let cases = [
        ("nothing", "config_invalid", "options"),
        (r#"{"maxAge":-1}"#, "config_invalid", "maxAge"),
        (r#"{"returnTo":"//evil.example"}"#, "return_to_invalid", "returnTo"),
        (r#"{"extraParams":{"state":"x"}}"#, "parameter_reserved", "extraParams"),
    ];
    for (options, code, field) in cases {
        let error = thrown_data(engine.login(&options.into()).await);
        assert_eq!((&error["code"], &error["field"]), (&json!(code), &json!(field)), "{options}");
    }
    let error = thrown_data(engine.logout(&"nothing".into()).await);
    assert_eq!((&error["code"], &error["field"]), (&json!("config_invalid"), &json!("options")));
}

#[wasm_bindgen_test]
async fn an_unreachable_provider_may_be_tried_again() {
    let engine = engine().await;
    let fetch = FakeFetch::new(Outcome::Fails("NetworkError"));
    let error = thrown_data(engine.login(&"{}".into()).await);
    assert_eq!((&error["code"], &error["phase"]), (&json!("discovery_unreachable"), &json!("discover")));
    assert_eq!(
        (&error["retryable"], &error["found"]),
        (&json!(true), &json!("network, CORS or Content-Security-Policy"))
    );
    assert_eq!(fetch.count(), 1);
}

#[wasm_bindgen_test]
async fn a_timeline_may_throw_and_may_look_at_the_engine() {
    let exports = Exports::load().await;
    let provider = Provider::start().await;
    let throws = exports.engine(&Provider::options(json!({})), &throwing("DataError")).unwrap();
    assert!(throws.login(&"{}".into()).await.is_ok());
    let none = exports.engine(&Provider::options(json!({})), &JsValue::UNDEFINED).unwrap();
    assert!(none.login(&"{}".into()).await.is_ok());

    let looked = Rc::new(Cell::new(0));
    let engine = Rc::new(RefCell::new(None::<Engine>));
    let (counted, seen) = (Rc::clone(&looked), Rc::clone(&engine));
    let timeline = Closure::<dyn FnMut(String, String)>::new(move |_, _| {
        let engine = seen.borrow().clone();
        if let Some(engine) = engine {
            data(&engine.session());
            engine.revision();
            counted.set(counted.get() + 1);
        }
    });
    let timeline: &Function = timeline.as_ref().unchecked_ref();
    let looks = exports.engine(&Provider::options(json!({})), timeline).unwrap();
    engine.replace(Some(looks.clone()));
    let url = looks.login(&"{}".into()).await.unwrap().as_string().unwrap();
    looks.callback(&provider.authorize(&url).await.into()).await.unwrap();
    assert_eq!(data(&looks.session())["status"], "signed-in");
    assert!(looked.get() >= 3, "{}", looked.get());
    tab_storage().clear().unwrap();
}

fn constructed(exports: &Exports, options: &JsValue) -> Result<JsValue, JsValue> {
    exports.engine(options, &JsValue::UNDEFINED).map(JsValue::from)
}

async fn engine() -> Engine {
    tab_storage().clear().unwrap();
    Exports::load().await.engine(&Provider::options(json!({})), &JsValue::UNDEFINED).unwrap()
}

fn over(options: &Value, with: Value) -> Value {
    let mut options = options.clone();
    let Value::Object(with) = with else { panic!("expected an object") };
    options.as_object_mut().unwrap().extend(with);
    options
}
