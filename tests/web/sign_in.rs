//! Signing in and out through the exported functions, with the browser's own signatures and storage.

use std::{cell::RefCell, rc::Rc};

use js_sys::Array;
use serde_json::{Value, json};
use wasm_bindgen::{JsValue, closure::Closure};
use wasm_bindgen_futures::JsFuture;
use wasm_bindgen_test::wasm_bindgen_test;

use super::stand_ins::{Engine, Exports, Provider, data, page, tab_storage, thrown_data};
use kirjaudu::flow::host::Host;

#[wasm_bindgen_test]
async fn code_with_pkce_userinfo_and_logout() {
    let tab = Tab::open(json!({"flow": "code"})).await;
    let first = tab.engine.revision();
    let returned = tab.sign_in(json!({"returnTo": "/berths?x=1#y", "appState": "{\"draft\":1}"})).await;
    assert_eq!(returned, json!({"kind": "login", "returnTo": "/berths?x=1#y", "appState": "{\"draft\":1}"}));
    assert_eq!(tab.provider.asked(), ["/.well-known/openid-configuration", "/keys", "/token"]);

    let session = tab.session();
    assert_ne!(tab.engine.revision(), first);
    assert_eq!(
        (&session["status"], &session["scope"], &session["stale"]),
        (&json!("signed-in"), &json!("openid profile"), &json!(false))
    );
    assert_eq!((&session["claims"]["sub"], &session["claims"]["name"]), (&json!("248289761001"), &json!("Aino Öhman")));
    let left = session["expiresAt"].as_f64().unwrap() - js_sys::Date::now();
    assert!((0.0..=60_000.0).contains(&left), "{left}");
    assert_eq!(data(&tab.engine.explain())["flow"], "code");

    let secrets = tab.provider.secrets();
    assert!(secrets.contains(&tab.engine.access_token(&30.into()).unwrap().as_string().unwrap()));
    assert!(secrets.contains(&tab.engine.id_token().as_string().unwrap()));
    assert_eq!(thrown_data(tab.engine.access_token(&600.into()))["code"], "access_token_unavailable");
    assert_eq!(data(&tab.engine.userinfo().await.unwrap()), json!({"sub": "248289761001", "name": "Aino"}));

    let token = tab.engine.access_token(&0.into()).unwrap().as_string().unwrap();
    tab.engine.end(&JsValue::UNDEFINED, true).unwrap();
    assert_eq!(tab.session(), json!({"status": "signed-out", "reason": "logout"}));
    assert!(page().keys("kirjaudu.session.").is_empty());
    let request = data(&tab.engine.logout(&r#"{"returnTo":"/bye","uiLocales":"fi"}"#.into()).await.unwrap());
    assert!(request.get("form").is_none(), "{request}");
    let asked = web_sys::Url::new(request["url"].as_str().unwrap()).unwrap();
    let parameters = asked.search_params();
    assert_eq!(asked.origin() + &asked.pathname(), "https://op.example/realm/end-session");
    assert!(secrets.contains(&parameters.get("id_token_hint").unwrap()));
    assert_eq!(parameters.get("post_logout_redirect_uri").unwrap(), "https://app.example/bye");
    assert_eq!(
        (parameters.get("client_id").unwrap(), parameters.get("ui_locales").unwrap()),
        ("berths".into(), "fi".into())
    );

    let back = format!("https://app.example/bye?state={}", parameters.get("state").unwrap());
    let returned = data(&tab.engine.callback(&back.into()).await.unwrap());
    assert_eq!(returned, json!({"kind": "logout", "returnTo": "/bye"}));
    let revoked = tab.provider.arrival("/revoke").await;
    assert_eq!((&revoked["form"]["token"], &revoked["form"]["client_id"]), (&json!(token), &json!("berths")));
    tab.tells_no_secrets();
}

#[wasm_bindgen_test]
async fn implicit_costs_no_request_on_the_way_back() {
    for (response_type, tokens) in [("id_token token", true), ("id_token", false)] {
        let tab = Tab::open(json!({"flow": "implicit", "responseType": response_type})).await;
        tab.sign_in(json!({})).await;
        assert_eq!(tab.provider.asked(), ["/.well-known/openid-configuration", "/keys"], "{response_type}");
        assert_eq!(
            (&tab.session()["status"], &data(&tab.engine.explain())["flow"]),
            (&json!("signed-in"), &json!(response_type))
        );
        assert_eq!(tab.engine.access_token(&0.into()).is_ok(), tokens, "{response_type}");
        tab.tells_no_secrets();
    }
}

#[wasm_bindgen_test]
async fn the_session_outlives_the_page_but_not_the_word_memory() {
    let tab = Tab::open(json!({})).await;
    tab.sign_in(json!({})).await;
    let before = tab.session();
    let after = tab.reload(json!({}));
    assert_eq!(data(&after.session()), before);
    assert_eq!(data(&after.explain())["flow"], "code");

    let tab = Tab::open(json!({"storage": "memory"})).await;
    tab.sign_in(json!({})).await;
    assert_eq!(tab.session()["status"], "signed-in");
    let after = tab.reload(json!({"storage": "memory"}));
    assert_eq!(data(&after.session()), json!({"status": "signed-out", "reason": "never"}));
}

#[wasm_bindgen_test]
async fn one_response_handled_twice_at_once_signs_in_once() {
    let tab = Tab::open(json!({})).await;
    let url = tab.engine.login(&"{}".into()).await.unwrap().as_string().unwrap();
    let redirect = tab.provider.authorize(&url).await.into();
    let both = Array::of2(&tab.engine.callback_promise(&redirect), &tab.engine.callback_promise(&redirect));
    JsFuture::from(js_sys::Promise::all(&both)).await.unwrap();
    assert_eq!(tab.provider.asked().iter().filter(|path| *path == "/token").count(), 1);
    let session = tab.session();
    assert_eq!((&session["status"], session.get("error")), (&json!("signed-in"), None));
}

#[wasm_bindgen_test]
async fn a_token_under_another_key_signs_nobody_in() {
    let tab = Tab::open(json!({"flow": "implicit", "responseType": "id_token"})).await;
    let url = tab.engine.login(&"{}".into()).await.unwrap().as_string().unwrap();
    // The keys of `tab` are known by now; this provider has others.
    let other = Provider::start().await;
    let redirect = other.authorize(&url).await;
    drop(other);
    tab.engine.callback(&redirect.into()).await.unwrap();
    let session = tab.session();
    assert_eq!((&session["status"], &session["error"]["code"]), (&json!("signed-out"), &json!("signature_invalid")));
    assert_eq!((&session["error"]["phase"], &session["error"]["field"]), (&json!("verify"), &json!("signature")));
    assert!(tab.engine.id_token().is_undefined() && page().keys("kirjaudu.session.").is_empty());
    tab.tells_no_secrets();
}

#[wasm_bindgen_test]
async fn the_words_of_the_provider_come_as_data() {
    let tab = Tab::open(json!({})).await;
    let url = tab.engine.login(&r#"{"returnTo":"/x"}"#.into()).await.unwrap().as_string().unwrap();
    let state = web_sys::Url::new(&url).unwrap().search_params().get("state").unwrap();
    let words = "error=access_denied&error_description=%3Cimg%20src%3Dx%3E%00&error_uri=https%3A%2F%2Fop.example%2Fwhy";
    let returned =
        tab.engine.callback(&format!("https://app.example/callback?{words}&state={state}").into()).await.unwrap();
    assert_eq!(data(&returned), json!({"kind": "login", "returnTo": "/x"}));
    let error = &tab.session()["error"];
    assert_eq!(error["code"], "access_denied");
    let expected = json!({"error": "access_denied", "description": "<img src=x>", "uri": "https://op.example/why"});
    assert_eq!(error["provider"], expected);
}

/// A page with a client in it, a fresh tab's storage, and a provider.
struct Tab {
    exports: Exports,
    provider: Provider,
    engine: Engine,
    heard: Rc<RefCell<Vec<String>>>,
    _timeline: Closure<dyn FnMut(String, String)>,
}

impl Tab {
    async fn open(options: Value) -> Self {
        tab_storage().clear().unwrap();
        let (exports, provider) = (Exports::load().await, Provider::start().await);
        let heard = Rc::new(RefCell::new(Vec::new()));
        let kept = Rc::clone(&heard);
        let timeline = Closure::<dyn FnMut(String, String)>::new(move |step, detail| {
            kept.borrow_mut().push(format!("{step}: {detail}"))
        });
        let engine = exports.engine(&Provider::options(options), timeline.as_ref()).unwrap();
        Self { exports, provider, engine, heard, _timeline: timeline }
    }

    async fn sign_in(&self, options: Value) -> Value {
        let url = self.engine.login(&options.to_string().into()).await.unwrap().as_string().unwrap();
        let redirect = self.provider.authorize(&url).await;
        data(&self.engine.callback(&redirect.into()).await.unwrap())
    }

    fn reload(&self, options: Value) -> Engine {
        self.exports.engine(&Provider::options(options), &JsValue::UNDEFINED).unwrap()
    }

    fn session(&self) -> Value {
        data(&self.engine.session())
    }

    fn tells_no_secrets(&self) {
        let heard = self.heard.borrow();
        assert!(heard.len() >= 3, "{heard:?}");
        for secret in self.provider.secrets() {
            assert!(!heard.iter().any(|line| line.contains(&secret)), "{secret} in {heard:?}");
            assert!(!self.session().to_string().contains(&secret), "{secret}");
        }
    }
}

impl Drop for Tab {
    fn drop(&mut self) {
        tab_storage().clear().unwrap();
    }
}
