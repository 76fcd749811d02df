//! Signing in and out in a Rust front end, with the browser's own signatures and storage.

use js_sys::Date;
use kirjaudu::{
    base::error::Code,
    flow::{callback::Returned, logout::LogoutOptions},
};
use serde_json::{Value, json};
use wasm_bindgen_test::wasm_bindgen_test;

use super::stand_ins::{Provider, Tab, keys, window};

#[wasm_bindgen_test]
async fn code_with_pkce_userinfo_and_logout() {
    let tab = Tab::open(json!({"flow": "code"})).await;
    let address = window().location().href().unwrap();
    let returned = tab.sign_in(json!({"returnTo": "/berths?x=1#y", "appState": "{\"draft\":1}"})).await;
    assert_eq!(returned, json!({"kind": "login", "returnTo": "/berths?x=1#y", "appState": "{\"draft\":1}"}));
    assert_eq!(tab.provider.asked(), ["/.well-known/openid-configuration", "/keys", "/token"]);

    let session = tab.session().await;
    assert_eq!(
        (&session["sub"], &session["name"], &session["error"]),
        (&json!("248289761001"), &json!("Aino Öhman"), &Value::Null)
    );
    assert_eq!((&session["scope"], &session["flow"]), (&json!("openid profile"), &json!("code")));
    let left = session["expiresAt"].as_f64().unwrap() - Date::now();
    assert!((0.0..=60_000.0).contains(&left), "{left}");

    let secrets = tab.provider.secrets();
    let token = tab.access_token(30).await.unwrap();
    assert!(secrets.contains(&token));
    let id_token = tab.run(|client| Ok(client.id_token().map(String::from))).await.unwrap().unwrap();
    assert!(secrets.contains(&id_token));
    assert_eq!(tab.access_token(600).await.unwrap_err().code(), Code::AccessTokenUnavailable);
    let claims = tab.run(|client| client.userinfo().map(String::from)).await.unwrap();
    assert_eq!(serde_json::from_str::<Value>(&claims).unwrap(), json!({"sub": "248289761001", "name": "Aino"}));
    tab.tells_no_secrets().await;

    let options =
        LogoutOptions { return_to: Some("/bye"), ui_locales: Some("fi"), keep_tokens: false, in_window: false };
    let (url, form) = tab.logout(options).await;
    assert_eq!(form, None);
    assert_eq!(tab.session().await, json!({"reason": "logout", "error": null}));
    assert!(keys("kirjaudu.session.").is_empty());
    let asked = web_sys::Url::new(&url).unwrap();
    let parameters = asked.search_params();
    assert_eq!(asked.origin() + &asked.pathname(), "https://op.example/realm/end-session");
    assert_eq!(parameters.get("id_token_hint").unwrap(), id_token);
    assert_eq!(parameters.get("post_logout_redirect_uri").unwrap(), "https://app.example/bye");
    assert_eq!(
        (parameters.get("client_id").unwrap(), parameters.get("ui_locales").unwrap()),
        ("berths".into(), "fi".into())
    );

    let back = format!("https://app.example/bye?state={}", parameters.get("state").unwrap());
    assert_eq!(tab.callback(&back).await, json!({"kind": "logout", "returnTo": "/bye", "appState": null}));
    let revoked = tab.provider.arrival("/revoke").await;
    assert_eq!((&revoked["form"]["token"], &revoked["form"]["client_id"]), (&json!(token), &json!("berths")));
    assert_eq!(tab.provider.asked().iter().filter(|path| *path == "/revoke").count(), 1);
    tab.tells_no_secrets().await;
    assert_eq!(window().location().href().unwrap(), address, "going there is the application's business");
}

#[wasm_bindgen_test]
async fn implicit_costs_no_request_on_the_way_back() {
    for (response_type, tokens) in [("id_token token", true), ("id_token", false)] {
        let tab = Tab::open(json!({"flow": "implicit", "responseType": response_type})).await;
        tab.sign_in(json!({})).await;
        assert_eq!(tab.provider.asked(), ["/.well-known/openid-configuration", "/keys"], "{response_type}");
        let session = tab.session().await;
        assert_eq!((&session["sub"], &session["flow"]), (&json!("248289761001"), &json!(response_type)));
        assert_eq!(tab.access_token(0).await.is_ok(), tokens, "{response_type}");
        tab.tells_no_secrets().await;
    }
}

#[wasm_bindgen_test]
async fn the_session_outlives_the_page_but_not_the_word_memory() {
    let mut tab = Tab::open(json!({})).await;
    tab.sign_in(json!({})).await;
    let before = tab.session().await;
    tab.reload();
    assert_eq!((tab.session().await, &before["flow"]), (before.clone(), &json!("code")));
    drop(tab);

    let mut tab = Tab::open(json!({"storage": "memory"})).await;
    tab.sign_in(json!({})).await;
    assert_eq!(tab.session().await["sub"], "248289761001");
    assert!(keys("kirjaudu.session.").is_empty());
    tab.reload();
    assert_eq!(tab.session().await, json!({"reason": "never", "error": null}));
}

#[wasm_bindgen_test]
async fn one_response_handled_twice_at_once_signs_in_once() {
    let tab = Tab::open(json!({})).await;
    let redirect = tab.provider.authorize(&tab.login(json!({})).await).await;
    // Both begin before the token response comes.
    let handle = || tab.run(|client| client.callback(redirect.as_str()).map(|Returned { kind, .. }| kind));
    let (first, second) = both(handle(), handle()).await;
    assert_eq!((first.unwrap(), second.unwrap()), ("login", "login"));
    assert_eq!(tab.provider.asked().iter().filter(|path| *path == "/token").count(), 1);
    let session = tab.session().await;
    assert_eq!((&session["sub"], &session["error"]), (&json!("248289761001"), &Value::Null));
}

#[wasm_bindgen_test]
async fn a_logout_while_a_response_is_handled_counts() {
    let tab = Tab::open(json!({})).await;
    let redirect = tab.provider.authorize(&tab.login(json!({})).await).await;
    let handle = tab.run(|client| client.callback(redirect.as_str()).map(|_| ()));
    let end = tab.run(|client| Ok(client.end().is_some()));
    let (handled, ended) = both(handle, end).await;
    assert_eq!((handled.is_ok(), ended), (true, Ok(false)));
    assert_eq!(tab.provider.asked().last().unwrap(), "/token");
    assert_eq!(tab.session().await, json!({"reason": "logout", "error": null}));
    assert!(keys("kirjaudu.session.").is_empty());
}

#[wasm_bindgen_test]
async fn a_token_under_another_key_signs_nobody_in() {
    let tab = Tab::open(json!({"flow": "implicit", "responseType": "id_token"})).await;
    let url = tab.login(json!({})).await;
    // The keys of `tab` are known by now; this provider has others.
    let other = Provider::start().await;
    let redirect = other.authorize(&url).await;
    drop(other);
    tab.callback(&redirect).await;
    let session = tab.session().await;
    assert_eq!((&session["reason"], &session["error"]["code"]), (&json!("login-failed"), &json!("signature_invalid")));
    assert_eq!(session["error"]["field"], "signature");
    let id_token = tab.run(|client| Ok(client.id_token().map(String::from))).await;
    assert!(id_token.unwrap().is_none() && keys("kirjaudu.session.").is_empty());
    tab.tells_no_secrets().await;
}

#[wasm_bindgen_test]
async fn the_words_of_the_provider_come_as_data() {
    let tab = Tab::open(json!({})).await;
    let url = tab.login(json!({"returnTo": "/x"})).await;
    let state = web_sys::Url::new(&url).unwrap().search_params().get("state").unwrap();
    let words = "error=access_denied&error_description=%3Cimg%20src%3Dx%3E%00&error_uri=https%3A%2F%2Fop.example%2Fwhy";
    let returned = tab.callback(&format!("https://app.example/callback?{words}&state={state}")).await;
    assert_eq!(returned, json!({"kind": "login", "returnTo": "/x", "appState": null}));
    let error = &tab.session().await["error"];
    assert_eq!(error["code"], "access_denied");
    let expected = json!({"error": "access_denied", "description": "<img src=x>", "uri": "https://op.example/why"});
    assert_eq!(error["provider"], expected);
}

/// Both at once: each goes on while the other waits.
async fn both<A, B>(first: impl Future<Output = A>, second: impl Future<Output = B>) -> (A, B) {
    let (mut first, mut second) = (Box::pin(first), Box::pin(second));
    let (mut a, mut b) = (None, None);
    std::future::poll_fn(move |context| {
        if a.is_none() {
            a = ready(first.as_mut().poll(context));
        }
        if b.is_none() {
            b = ready(second.as_mut().poll(context));
        }
        match (a.take(), b.take()) {
            (Some(a), Some(b)) => std::task::Poll::Ready((a, b)),
            (kept_a, kept_b) => {
                (a, b) = (kept_a, kept_b);
                std::task::Poll::Pending
            }
        }
    })
    .await
}

fn ready<T>(poll: std::task::Poll<T>) -> Option<T> {
    match poll {
        std::task::Poll::Ready(value) => Some(value),
        std::task::Poll::Pending => None,
    }
}
