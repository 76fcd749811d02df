//! Answers: what of them is taken, and how a request fails.

use kirjaudu::{
    base::{
        error::Code,
        http::{HttpRequest, MAX_BODY},
    },
    flow::host::Host,
};
use wasm_bindgen::JsValue;
use wasm_bindgen_test::wasm_bindgen_test;

use super::stand_ins::{
    FakeFetch, Replaced, asked, fetch::Outcome, fetch_until_answer, global, hasty_timeout, throwing, window,
};

#[wasm_bindgen_test]
async fn status_media_type_and_body_come_as_they_are() {
    let body = "ä 𝄞 \0 \u{fffd} \u{feff}";
    for status in [200, 201, 302, 400, 401, 404, 500, 503, 599] {
        let answer = answered(Outcome::Answer {
            redirected_to: None,
            status,
            content_type: Some("text/html"),
            body: body.into(),
        })
        .await
        .unwrap();
        assert_eq!(answer, (status, "text/html".into(), body.into()));
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
        assert_eq!(answer.1, expected, "{content_type:?}");
    }
}

#[wasm_bindgen_test]
async fn a_body_of_one_mebibyte_is_the_largest() {
    for length in [0, 1, MAX_BODY] {
        assert_eq!(answered(Outcome::ok(vec![b'x'; length])).await.unwrap().2.len(), length);
    }
    assert_eq!(answered(Outcome::ok(vec![b'x'; MAX_BODY + 1])).await.unwrap_err(), "the answer is larger than 1 MiB");
}

#[wasm_bindgen_test]
async fn a_document_that_was_redirected_within_its_origin_is_taken() {
    for url in [URL, "https://op.example/", "https://op.example/other?x=1"] {
        assert_eq!(answered(from(url)).await.unwrap().2, "{}", "{url}");
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
        assert_eq!(answered(from(url)).await.unwrap_err(), "it was redirected to another origin", "{url}");
    }
}

#[wasm_bindgen_test]
async fn an_address_that_the_browser_writes_otherwise_is_the_same_origin() {
    let fetch = FakeFetch::new(Outcome::ok("{}"));
    let mut refused = Vec::new();
    for url in ["https://op.example:443/x", "https://OP.example/x", "https://pöytä.example/x"] {
        if let Err(failure) = of(document(url)).await {
            refused.push(format!("{url}: {failure}"));
        }
    }
    drop(fetch);
    assert_eq!(refused, Vec::<String>::new());
}

#[wasm_bindgen_test]
async fn a_request_that_fails_is_unreachable() {
    let network = "network, CORS or Content-Security-Policy";
    for name in ["NetworkError", "AbortError", "SecurityError"] {
        assert_eq!(answered(Outcome::Fails(name)).await.unwrap_err(), network, "{name}");
        assert_eq!(answered(Outcome::Breaks(name)).await.unwrap_err(), network, "{name}");
    }
    assert_eq!(answered(Outcome::FailsOddly).await.unwrap_err(), network);
}

#[wasm_bindgen_test]
async fn a_fetch_that_throws_is_unreachable() {
    let _fetch = Replaced::by(window(), "fetch", &throwing("DataError"));
    let found = of(document(URL)).await.unwrap_err();
    assert_eq!(found, "network, CORS or Content-Security-Policy");
}

#[wasm_bindgen_test]
async fn a_browser_without_time_outs_sends_all_the_same() {
    let _timeout = Replaced::by(global("AbortSignal"), "timeout", &JsValue::UNDEFINED);
    assert!(answered(Outcome::ok("{}")).await.is_ok());
}

#[wasm_bindgen_test]
async fn time_out_is_named() {
    let late = "no answer within 30 seconds";
    assert_eq!(answered(Outcome::Fails("TimeoutError")).await.unwrap_err(), late);
    assert_eq!(answered(Outcome::Breaks("TimeoutError")).await.unwrap_err(), late);
}

#[wasm_bindgen_test]
async fn the_browser_itself_ends_what_is_late() {
    let large = format!("{}/wasm-bindgen-test_bg.wasm", window().location().origin().unwrap());
    {
        let _timeout = Replaced::by(global("AbortSignal"), "timeout", &hasty_timeout());
        let found = of(document(&large)).await.unwrap_err();
        assert_eq!(found, "no answer within 30 seconds");
    }
    // In the middle of the body.
    let _fetch = Replaced::by(window(), "fetch", &fetch_until_answer());
    let found = of(document(&large)).await.unwrap_err();
    assert_eq!(found, "no answer within 30 seconds");
}

#[wasm_bindgen_test]
async fn a_real_request_is_answered_or_refused_by_the_browser() {
    let origin = window().location().origin().unwrap();
    let missing = of(document(&format!("{origin}/no-such-document"))).await.unwrap();
    assert_eq!(missing.0, 404);
    let network = "network, CORS or Content-Security-Policy";
    // Port 9 is one that no browser calls; the others are no addresses for `fetch`.
    for url in ["http://127.0.0.1:9/", "https://a b/", "http://user:word@127.0.0.1/", "ftp://op.example/"] {
        assert_eq!(of(document(url)).await.unwrap_err(), network, "{url}");
    }
    let request = HttpRequest { authorization: Some("Bearer \n𝄞"), ..document(&origin) };
    assert_eq!(of(request).await.unwrap_err(), network, "a header that is none");
}

#[wasm_bindgen_test]
async fn an_answer_to_a_form_may_come_from_anywhere_the_browser_allowed() {
    // With `redirect: "error"` the browser has seen to it already.
    let _fetch = FakeFetch::new(Outcome::ok("{}"));
    let answer = of(HttpRequest::form("https://op.example/token", "a=b", UNREACHABLE)).await.unwrap();
    assert_eq!(answer.0, 200);
}

#[wasm_bindgen_test]
async fn a_body_is_utf_8_or_refused() {
    for body in [&b"\xff"[..], b"\xc3", b"{}\xc3", b"\xed\xa0\x80", b"\xc0\x80", b"\xf5\x80\x80\x80", b"\xe4"] {
        assert_eq!(answered(Outcome::ok(body)).await.unwrap_err(), "the answer is not UTF-8", "{body:?}");
    }
    // As browsers read text: a mark at its beginning is none of it.
    assert_eq!(answered(Outcome::ok("\u{feff}{}")).await.unwrap().2, "{}");
    assert_eq!(answered(Outcome::ok("\u{feff}\u{feff}")).await.unwrap().2, "\u{feff}");
}

#[wasm_bindgen_test]
async fn what_failed_is_said_without_the_secrets_of_the_request() {
    let _fetch = FakeFetch::new(Outcome::Fails("NetworkError"));
    let request = HttpRequest {
        authorization: Some("Bearer s3cr3t"),
        ..HttpRequest::form("https://op.example/token", "code=s3cr3t", (Code::TokenUnreachable, "token_endpoint"))
    };
    let error = asked(|host, arena| host.fetch(arena, &request).map(|_| ())).await.unwrap_err();
    let details = error.details();
    assert_eq!((details.code, details.field), (Code::TokenUnreachable, "token_endpoint"));
    assert_eq!((details.expected.as_str(), &details.provider), ("https://op.example/token", &None));
    assert!(!format!("{error} {error:?} {}", error.to_json()).contains("s3cr3t"));
}

async fn answered(outcome: Outcome) -> Result<Answer, String> {
    let _fetch = FakeFetch::new(outcome);
    of(document(URL)).await
}

/// The answer, or why none came.
async fn of(request: HttpRequest<'_>) -> Result<Answer, String> {
    asked(|host, arena| {
        let answer = host.fetch(arena, &request)?;
        Ok((answer.status, answer.media_type.to_owned(), answer.body.to_owned()))
    })
    .await
    .map_err(|error| {
        assert_eq!((error.code(), error.details().field), UNREACHABLE);
        error.details().found.clone()
    })
}

fn document(url: &str) -> HttpRequest<'_> {
    HttpRequest::document(url, UNREACHABLE)
}

fn from(url: &'static str) -> Outcome {
    Outcome::Answer {
        redirected_to: Some(url),
        status: 200,
        content_type: Some("application/json"),
        body: b"{}".to_vec(),
    }
}

/// Status, media type, body.
type Answer = (u16, String, String);

const UNREACHABLE: (Code, &str) = (Code::DiscoveryUnreachable, "metadata");
const URL: &str = "https://op.example/.well-known/openid-configuration";
