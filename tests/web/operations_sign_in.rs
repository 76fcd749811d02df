//! Signing in and out through the exported function.

use js_sys::Array;
use serde_json::{Value, json};
use wasm_bindgen_futures::JsFuture;
use wasm_bindgen_test::wasm_bindgen_test;

use super::stand_ins::{Exports, Operations, Provider, code, keys, tab_storage, thrown_code};

#[wasm_bindgen_test]
async fn code_with_pkce_userinfo_and_logout_as_javascript_asks_for_them() {
    let tab = Script::open(json!({"flow": "code"})).await;
    let returned = tab.sign_in(r#"{"returnTo":"/berths?x=1#y","appState":"{\"draft\":1}"}"#).await;
    assert_eq!(returned, json!({"kind": "login", "returnTo": "/berths?x=1#y", "appState": "{\"draft\":1}"}));
    assert_eq!(tab.provider.asked(), ["/.well-known/openid-configuration", "/keys", "/token"]);
    let record = tab.client.record();
    assert_eq!((&record["scope"], &record["flow"]), (&json!("openid profile"), &json!("code")));
    assert_eq!((&tab.client.memory()["error"], &tab.client.memory()["logouts"]), (&json!(""), &json!(0)));

    let secrets = tab.provider.secrets();
    let token = tab.client.operate("accessToken", "30").await.unwrap()["token"].as_str().unwrap().to_owned();
    assert!(secrets.contains(&token));
    assert!(secrets.contains(&record["idToken"].as_str().unwrap().to_owned()));
    assert_eq!(thrown_code(tab.client.operate("accessToken", "600").await).0, "access_token_unavailable");
    assert_eq!(tab.client.operate("userinfo", "").await, Ok(json!({"sub": "248289761001", "name": "Aino"})));

    let stored = tab.client.memory()["record"].clone();
    assert_eq!(tab.client.operate("logout", "{}").await, Ok(json!({})));
    assert_eq!(tab.client.memory(), json!({"logouts": 1, "reason": "logout", "error": ""}));
    assert!(keys("kirjaudu.session.").is_empty());
    let input = json!({"record": stored, "returnTo": "/bye", "uiLocales": "fi"}).to_string();
    let request = tab.client.operate("logout", input).await.unwrap();
    assert!(request.get("form").is_none(), "{request}");
    let asked = web_sys::Url::new(request["url"].as_str().unwrap()).unwrap();
    let parameters = asked.search_params();
    assert_eq!(asked.origin() + &asked.pathname(), "https://op.example/realm/end-session");
    assert!(secrets.contains(&parameters.get("id_token_hint").unwrap()));
    assert_eq!((parameters.get("ui_locales"), parameters.get("client_id")), (Some("fi".into()), Some("berths".into())));

    let back = format!("https://app.example/bye?state={}", parameters.get("state").unwrap());
    let returned = tab.client.operate("callback", back).await.unwrap();
    assert_eq!(returned, json!({"kind": "logout", "returnTo": "/bye"}));
    let revoked = tab.provider.arrival("/revoke").await;
    assert_eq!((&revoked["form"]["token"], &revoked["form"]["client_id"]), (&json!(token), &json!("berths")));
    assert_eq!(tab.client.count("send"), 1);
}

#[wasm_bindgen_test]
async fn implicit_as_javascript_asks_for_it() {
    for (response_type, tokens) in [("id_token token", true), ("id_token", false)] {
        let tab = Script::open(json!({"flow": "implicit", "responseType": response_type})).await;
        tab.sign_in("{}").await;
        assert_eq!(tab.provider.asked(), ["/.well-known/openid-configuration", "/keys"], "{response_type}");
        assert_eq!(tab.client.record()["flow"], response_type);
        assert_eq!(tab.client.operate("accessToken", "0").await.is_ok(), tokens, "{response_type}");
    }
}

#[wasm_bindgen_test]
async fn a_login_tells_the_way_and_the_reason() {
    let tab = Script::open(json!({})).await;
    let request = tab.client.operate("login", "{}").await.unwrap();
    let members: Vec<&str> = request.as_object().unwrap().keys().map(String::as_str).collect();
    assert_eq!((members, &request["flow"]), (vec!["because", "flow", "state", "url"], &json!("code")));
    assert!(request["because"].as_str().unwrap().starts_with("the provider offers code"));
}

#[wasm_bindgen_test]
async fn one_response_handled_twice_at_once_by_javascript_signs_in_once() {
    let tab = Script::open(json!({})).await;
    let request = tab.client.operate("login", "{}").await.unwrap();
    let redirect = tab.provider.authorize(request["url"].as_str().unwrap()).await;
    let both = Array::of2(&tab.client.begin("callback", &redirect), &tab.client.begin("callback", &redirect));
    JsFuture::from(js_sys::Promise::all(&both)).await.unwrap();
    assert_eq!(tab.provider.asked().iter().filter(|path| *path == "/token").count(), 1);
    assert_eq!((&tab.client.record()["flow"], &tab.client.memory()["error"]), (&json!("code"), &json!("")));
}

#[wasm_bindgen_test]
async fn another_page_of_the_tab_restores_and_notices() {
    let tab = Script::open(json!({})).await;
    tab.sign_in("{}").await;
    let other = Exports::load().await.client(&tab.options.as_str().into());
    other.operate("state", "").await.unwrap();
    assert_eq!(other.record(), tab.client.record());
    tab.client.operate("logout", "{}").await.unwrap();
    other.operate("state", "").await.unwrap();
    assert_eq!(other.record()["flow"], "code", "it has not looked yet");
    other.operate("restore", "").await.unwrap();
    assert_eq!(other.memory(), json!({"logouts": 0, "reason": "logout", "error": ""}));
}

#[wasm_bindgen_test]
async fn a_token_under_another_key_is_an_error_in_the_memory() {
    let tab = Script::open(json!({"flow": "implicit", "responseType": "id_token"})).await;
    let request = tab.client.operate("login", "{}").await.unwrap();
    let other = Provider::start().await;
    let redirect = other.authorize(request["url"].as_str().unwrap()).await;
    drop(other);
    tab.client.operate("callback", redirect).await.unwrap();
    let memory = tab.client.memory();
    let error: Value = serde_json::from_str(memory["error"].as_str().unwrap()).unwrap();
    assert_eq!((code(&error), &error["field"]), ("signature_invalid", &json!("signature")));
    assert!(keys("kirjaudu.session.").is_empty());
    for secret in tab.provider.secrets() {
        assert!(!memory.to_string().contains(&secret));
    }
}

#[wasm_bindgen_test]
async fn windows_and_frames_are_answered_by_name() {
    let tab = Script::open(json!({})).await;
    for (operation, shown) in [("answer", true), ("silentAnswer", false)] {
        let before = tab.client.memory();
        let request = tab.client.operate("login", r#"{"inWindow":true,"prompt":"none"}"#).await.unwrap();
        let state = web_sys::Url::new(request["url"].as_str().unwrap()).unwrap().search_params().get("state").unwrap();
        assert!(state.starts_with("w-"));
        let refused = format!("https://app.example/callback?error=login_required&state={state}");
        assert_eq!(thrown_code(tab.client.operate(operation, refused).await).0, "login_required");
        assert_eq!(tab.client.memory() != before, shown, "{operation}");
    }
    let request = tab.client.operate("login", r#"{"inWindow":true}"#).await.unwrap();
    let redirect = tab.provider.authorize(request["url"].as_str().unwrap()).await;
    let returned = tab.client.operate("silentAnswer", redirect).await;
    assert_eq!(returned, Ok(json!({"kind": "login", "returnTo": "/"})));
    assert_eq!(tab.client.record()["flow"], "code");
}

#[wasm_bindgen_test]
async fn a_record_that_was_kept_is_asked_about_and_revoked() {
    let tab = Script::open(json!({"postLogoutRedirectUri": "https://app.example/"})).await;
    tab.sign_in("{}").await;
    let record = tab.client.memory()["record"].as_str().unwrap().to_owned();
    tab.client.operate("logout", "{}").await.unwrap();
    let input = json!({"record": record, "inWindow": true, "revoke": false}).to_string();
    let request = tab.client.operate("logout", input).await.unwrap();
    assert!(request["url"].as_str().unwrap().contains("&state=w-"), "{request}");
    assert_eq!(tab.client.count("send"), 0);
    assert_eq!(tab.client.operate("userinfoStatus", record.as_str()).await, Ok(json!({"status": 200})));
    assert_eq!(thrown_code(tab.client.operate("userinfoStatus", "").await).0, "access_token_unavailable");
    assert_eq!(tab.client.operate("revoke", record.as_str()).await, Ok(json!({"revoked": true})));
    assert!(tab.client.count("send") > 0);
    assert_eq!(tab.client.operate("revoke", "no record").await, Ok(json!({"revoked": false})));
    assert_eq!(tab.client.operate("checkSessionIframe", "").await, Ok(json!({})), "this provider has none");
}

/// A page whose script has a client, a fresh tab's storage, and a provider.
struct Script {
    provider: Provider,
    client: Operations,
    options: String,
}

impl Script {
    async fn open(options: Value) -> Self {
        tab_storage().clear().unwrap();
        let (exports, provider) = (Exports::load().await, Provider::start().await);
        let options = Provider::options(options);
        Self { provider, client: exports.client(&options.as_str().into()), options }
    }

    async fn sign_in(&self, options: &str) -> Value {
        let request = self.client.operate("login", options).await.unwrap();
        let redirect = self.provider.authorize(request["url"].as_str().unwrap()).await;
        self.client.operate("callback", redirect).await.unwrap()
    }
}

impl Drop for Script {
    fn drop(&mut self) {
        tab_storage().clear().unwrap();
    }
}
