//! Answers: what of them is taken, and how a request fails.

use kirjaudu::{
    base::http::{HttpRequest, HttpResponse, MAX_BODY, Unreachable},
    flow::host::Host,
};
use wasm_bindgen::JsValue;
use wasm_bindgen_test::wasm_bindgen_test;

use super::stand_ins::{
    FakeFetch, Replaced, fetch::Outcome, fetch_until_answer, global, hasty_timeout, page, throwing, window,
};

#[wasm_bindgen_test]
async fn status_media_type_and_body_come_as_they_are() {
    let body: Vec<u8> = (0..=255).collect();
    for status in [200, 201, 302, 400, 401, 404, 500, 503, 599] {
        let answer = answered(Outcome::Answer {
            redirected_to: None,
            status,
            content_type: Some("text/html"),
            body: body.clone(),
        })
        .await
        .unwrap();
        assert_eq!((answer.status, answer.media_type.as_str(), &answer.body), (status, "text/html", &body));
    }
}

#[wasm_bindgen_test]
async fn media_type_without_parameters_in_lower_case() {
    let written = [
        (Some("application/json"), "application/json"),
        (Some("Application/JSON; charset=UTF-8"), "application/json"),
        (Some("application/jwt;x"), "application/jwt"),
        (Some("application/jwt ; x"), "application/jwt"),
        (Some("  application/json  "), "application/json"),
        (Some(""), ""),
        (Some(";"), ""),
        (None, ""),
    ];
    for (content_type, expected) in written {
        let answer = answered(Outcome::Answer { redirected_to: None, status: 200, content_type, body: b"{}".to_vec() })
            .await
            .unwrap();
        assert_eq!(answer.media_type, expected, "{content_type:?}");
    }
}

#[wasm_bindgen_test]
async fn a_body_of_one_mebibyte_is_the_largest() {
    for length in [0, 1, MAX_BODY] {
        assert_eq!(answered(Outcome::ok(vec![b'x'; length])).await.unwrap().body.len(), length);
    }
    assert_eq!(
        answered(Outcome::ok(vec![b'x'; MAX_BODY + 1])).await.unwrap_err(),
        because("the answer is larger than 1 MiB")
    );
}

#[wasm_bindgen_test]
async fn a_document_that_was_redirected_within_its_origin_is_taken() {
    for url in [URL, "https://op.example/", "https://op.example/other?x=1"] {
        assert_eq!(answered(from(url)).await.unwrap().body, b"{}", "{url}");
    }
}

#[wasm_bindgen_test]
async fn a_document_from_another_origin_is_refused() {
    let elsewhere = [
        "https://evil.example/.well-known/openid-configuration",
        "https://op.example.evil.example/",
        "https://op.example:8443/",
        "http://op.example/.well-known/openid-configuration",
        "https://www.op.example/",
        "data:application/json,{}",
        "",
    ];
    for url in elsewhere {
        assert_eq!(answered(from(url)).await.unwrap_err(), because("it was redirected to another origin"), "{url}");
    }
}

#[wasm_bindgen_test]
async fn an_address_that_the_browser_writes_otherwise_is_the_same_origin() {
    let fetch = FakeFetch::new(Outcome::ok("{}"));
    let mut refused = Vec::new();
    for asked in ["https://op.example:443/x", "https://OP.example/x", "https://pöytä.example/x"] {
        if let Err(failure) = page().fetch(HttpRequest::document(asked.into())).await {
            refused.push(format!("{asked}: {}", failure.because));
        }
    }
    drop(fetch);
    assert_eq!(refused, Vec::<String>::new());
}

#[wasm_bindgen_test]
async fn a_request_that_fails_is_unreachable() {
    let network = because("network, CORS or Content-Security-Policy");
    for name in ["NetworkError", "AbortError", "SecurityError"] {
        assert_eq!(answered(Outcome::Fails(name)).await.unwrap_err(), network, "{name}");
        assert_eq!(answered(Outcome::Breaks(name)).await.unwrap_err(), network, "{name}");
    }
    assert_eq!(answered(Outcome::FailsOddly).await.unwrap_err(), network);
}

#[wasm_bindgen_test]
async fn a_fetch_that_throws_is_unreachable() {
    let _fetch = Replaced::by(window(), "fetch", &throwing("DataError"));
    let found = page().fetch(HttpRequest::document(URL.into())).await.unwrap_err();
    assert_eq!(found, because("network, CORS or Content-Security-Policy"));
}

#[wasm_bindgen_test]
async fn a_browser_without_time_outs_sends_all_the_same() {
    let _timeout = Replaced::by(global("AbortSignal"), "timeout", &JsValue::UNDEFINED);
    assert!(answered(Outcome::ok("{}")).await.is_ok());
}

#[wasm_bindgen_test]
async fn time_out_is_named() {
    let late = because("no answer within 30 seconds");
    assert_eq!(answered(Outcome::Fails("TimeoutError")).await.unwrap_err(), late);
    assert_eq!(answered(Outcome::Breaks("TimeoutError")).await.unwrap_err(), late);
}

#[wasm_bindgen_test]
async fn the_browser_itself_ends_what_is_late() {
    let large = format!("{}/wasm-bindgen-test_bg.wasm", window().location().origin().unwrap());
    {
        let _timeout = Replaced::by(global("AbortSignal"), "timeout", &hasty_timeout());
        let found = page().fetch(HttpRequest::document(large.clone())).await.unwrap_err();
        assert_eq!(found, because("no answer within 30 seconds"));
    }
    // In the middle of the body.
    let _fetch = Replaced::by(window(), "fetch", &fetch_until_answer());
    let found = page().fetch(HttpRequest::document(large)).await.unwrap_err();
    assert_eq!(found, because("no answer within 30 seconds"));
}

#[wasm_bindgen_test]
async fn a_real_request_is_answered_or_refused_by_the_browser() {
    let origin = window().location().origin().unwrap();
    let missing = page().fetch(HttpRequest::document(format!("{origin}/no-such-document"))).await.unwrap();
    assert_eq!(missing.status, 404);
    let network = because("network, CORS or Content-Security-Policy");
    // Port 9 is one that no browser calls; the others are no addresses for `fetch`.
    for url in ["http://127.0.0.1:9/", "https://a b/", "http://user:word@127.0.0.1/", "ftp://op.example/"] {
        assert_eq!(page().fetch(HttpRequest::document(url.into())).await.unwrap_err(), network, "{url}");
    }
    let request = HttpRequest { authorization: Some("Bearer \n𝄞".into()), ..HttpRequest::document(origin) };
    assert_eq!(page().fetch(request).await.unwrap_err(), network, "a header that is none");
}

#[wasm_bindgen_test]
async fn an_answer_to_a_form_may_come_from_anywhere_the_browser_allowed() {
    // With `redirect: "error"` the browser has seen to it already.
    let _fetch = FakeFetch::new(Outcome::ok("{}"));
    let answer = page().fetch(HttpRequest::form("https://op.example/token", "a=b".into())).await.unwrap();
    assert_eq!(answer.status, 200);
}

async fn answered(outcome: Outcome) -> Result<HttpResponse, Unreachable> {
    let _fetch = FakeFetch::new(outcome);
    page().fetch(HttpRequest::document(URL.into())).await
}

fn from(url: &'static str) -> Outcome {
    Outcome::Answer {
        redirected_to: Some(url),
        status: 200,
        content_type: Some("application/json"),
        body: b"{}".to_vec(),
    }
}

fn because(text: &str) -> Unreachable {
    Unreachable { because: text.into() }
}

const URL: &str = "https://op.example/.well-known/openid-configuration";
