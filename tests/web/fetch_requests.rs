//! Requests: every attribute, as the browser understands it.

use js_sys::Reflect;
use kirjaudu::{
    base::{error::Code, http::HttpRequest, secret::Secret},
    flow::host::Host,
    protocol::{discovery, jwk, token, userinfo},
};
use serde_json::{Value, json};
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_test::wasm_bindgen_test;

use super::stand_ins::{FakeFetch, Replaced, arena, asked, fetch::Outcome, global, host, patient_timeout};

#[wasm_bindgen_test]
async fn a_document_is_asked_for_without_cookies_and_referrer() {
    let seen = sent(discovery::request(arena(), "https://op.example/realm")).await;
    let expected = json!({
        "url": "https://op.example/realm/.well-known/openid-configuration",
        "method": "GET", "body": "", "headers": {"accept": "application/json"},
        "credentials": "omit", "referrerPolicy": "no-referrer", "mode": "cors", "keepalive": false, "signal": true,
        // Followed within the origin, which the answer shows.
        "redirect": "follow", "cache": "default", "members": MEMBERS_OF_GET,
    });
    assert_eq!(seen, expected);
}

#[wasm_bindgen_test]
async fn keys_are_loaded_again_past_the_cache() {
    let plain = sent(jwk::request("https://op.example/keys", false)).await;
    let again = sent(jwk::request("https://op.example/keys", true)).await;
    assert_eq!((&plain["cache"], &again["cache"]), (&json!("default"), &json!("reload")));
    assert_eq!((&plain["redirect"], &again["redirect"]), (&json!("follow"), &json!("follow")));
}

#[wasm_bindgen_test]
async fn a_form_is_posted_uncached_and_never_redirected() {
    let verifier = "v".repeat(43);
    let endpoint = "https://op.example/token?a=1";
    let secret = Secret::new(&verifier);
    let grant = token::code_grant("c & d", "https://app.example/ä", "x+y/=", secret);
    let seen = sent(HttpRequest::form(endpoint, arena().keep(grant), (Code::TokenUnreachable, "token_endpoint"))).await;
    let expected = json!({
        "url": "https://op.example/token?a=1",
        "method": "POST",
        "body": format!(
            "grant_type=authorization_code&client_id=c%20%26%20d&redirect_uri=https%3A%2F%2Fapp.example%2F%C3%A4&code=x%2By%2F%3D&code_verifier={verifier}"
        ),
        "headers": {"accept": "application/json", "content-type": "application/x-www-form-urlencoded"},
        "credentials": "omit", "referrerPolicy": "no-referrer", "mode": "cors", "keepalive": false, "signal": true,
        "redirect": "error", "cache": "no-store", "members": MEMBERS_OF_POST,
    });
    assert_eq!(seen, expected);
}

#[wasm_bindgen_test]
async fn a_bearer_token_goes_into_the_header_and_nowhere_else() {
    let seen = sent(userinfo::request(arena(), "https://op.example/userinfo", Secret::new("t0k-~.en"), false)).await;
    let expected = json!({"accept": "application/json, application/jwt", "authorization": "Bearer t0k-~.en"});
    assert_eq!(seen["headers"], expected);
    assert_eq!((&seen["redirect"], &seen["cache"]), (&json!("error"), &json!("no-store")));
    assert_eq!((&seen["url"], &seen["body"]), (&json!("https://op.example/userinfo"), &json!("")));
    assert_eq!(seen["credentials"], "omit");
}

#[wasm_bindgen_test]
async fn only_what_may_outlive_the_page_does() {
    let request = HttpRequest { keepalive: true, ..form("https://op.example/revoke", "token=x") };
    let seen = sent(request).await;
    assert_eq!((&seen["keepalive"], &seen["body"]), (&json!(true), &json!("token=x")));
}

#[wasm_bindgen_test]
async fn every_request_ends_after_thirty_seconds() {
    let timeout = patient_timeout();
    let _timeout = Replaced::by(global("AbortSignal"), "timeout", &timeout);
    sent(HttpRequest::document("https://op.example/", UNREACHABLE)).await;
    assert_eq!(Reflect::get(&timeout, &"milliseconds".into()).unwrap(), JsValue::from_f64(30_000.0));
}

#[wasm_bindgen_test]
async fn a_request_that_nobody_waits_for_is_sent_all_the_same() {
    let fetch = FakeFetch::new(Outcome::Fails("AbortError"));
    host().send(&HttpRequest { keepalive: true, ..form("https://op.example/revoke", "token=x") });
    // A task that was spawned first runs first.
    let turn = js_sys::Promise::resolve(&JsValue::UNDEFINED);
    wasm_bindgen_futures::JsFuture::from(turn).await.unwrap();
    let seen = fetch.request().await;
    assert_eq!(
        (&seen["method"], &seen["url"], &seen["keepalive"]),
        (&json!("POST"), &json!("https://op.example/revoke"), &json!(true))
    );
}

#[wasm_bindgen_test]
async fn text_that_looks_like_json_stays_text() {
    let hostile = "\",\"credentials\":\"include\",\"x\":\"\\ \u{2028} ä";
    let request = HttpRequest { authorization: Some("Bearer \\\"}"), ..form("https://op.example/token", hostile) };
    let seen = sent(request).await;
    assert_eq!((&seen["body"], &seen["credentials"]), (&json!(hostile), &json!("omit")));
    assert_eq!(
        (&seen["headers"]["authorization"], &seen["members"]),
        (&json!("Bearer \\\"}"), &json!(MEMBERS_OF_POST))
    );
}

/// Sends it and gives what the browser understood.
async fn sent(request: HttpRequest<'_>) -> Value {
    let fetch = FakeFetch::new(Outcome::ok("{}"));
    asked(|host, arena| host.fetch(arena, &request).map(|_| ())).await.unwrap();
    assert!(fetch.init().is_object() && fetch.init().dyn_ref::<web_sys::Request>().is_none());
    fetch.request().await
}

fn form<'a>(url: &'a str, form: &'a str) -> HttpRequest<'a> {
    HttpRequest::form(url, form, UNREACHABLE)
}

const UNREACHABLE: (Code, &str) = (Code::DiscoveryUnreachable, "metadata");
const MEMBERS_OF_GET: &[&str] =
    &["cache", "credentials", "headers", "keepalive", "method", "redirect", "referrerPolicy", "signal"];
const MEMBERS_OF_POST: &[&str] =
    &["body", "cache", "credentials", "headers", "keepalive", "method", "redirect", "referrerPolicy", "signal"];
