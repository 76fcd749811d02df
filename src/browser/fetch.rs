//! `fetch`: no cookies, no referrer, no redirect that leaves the origin, a time limit.

use core::future::Future;
use std::string::String;

use js_sys::{ArrayBuffer, Promise, Uint8Array};
use wasm_bindgen::{JsCast, JsValue, prelude::wasm_bindgen};
use wasm_bindgen_futures::JsFuture;
use web_sys::{AbortSignal, RequestInit};

use crate::base::{
    http::{HttpRequest, MAX_BODY},
    json_writer::ObjectWriter,
    text::before,
    url::AbsoluteUrl,
};

#[wasm_bindgen]
extern "C" {
    // Others may have put a function of their own in its place, and that one may throw.
    #[wasm_bindgen(js_name = fetch, catch)]
    fn page_fetch(url: &str, init: &RequestInit) -> Result<Promise, JsValue>;

    #[wasm_bindgen(js_namespace = AbortSignal, js_name = timeout, catch)]
    fn time_out(milliseconds: u32) -> Result<AbortSignal, JsValue>;
}

/// An answer that is nobody else's.
pub(super) struct Response {
    pub(super) status: u16,
    pub(super) media_type: String,
    pub(super) body: String,
}

/// An answer, or why none came.
pub(super) fn fetch(request: &HttpRequest<'_>) -> impl Future<Output = Result<Response, &'static str>> + use<> {
    let (url, options) = (String::from(request.url), options(request));
    async move { answer(&url, &options).await }
}

async fn answer(url: &str, options: &str) -> Result<Response, &'static str> {
    let init: RequestInit = js_sys::JSON::parse(options).map_err(|_| "the request can't be made")?.unchecked_into();
    // A browser without it waits as long as it does.
    if let Ok(signal) = time_out(TIMEOUT) {
        init.set_signal(Some(&signal));
    }
    let response = JsFuture::from(page_fetch(url, &init).map_err(failure)?).await.map_err(failure)?;
    let response: web_sys::Response = response.unchecked_into();
    // Only then: browsers write some addresses otherwise than they were given (a default port, upper case).
    if response.redirected() && origin(&response.url()) != origin(url) {
        return Err("it was redirected to another origin");
    }
    let body = response.array_buffer().map_err(failure)?;
    let body: ArrayBuffer = JsFuture::from(body).await.map_err(failure)?.unchecked_into();
    if usize::try_from(body.byte_length()).is_ok_and(|length| length > MAX_BODY) {
        return Err("the answer is larger than 1 MiB");
    }
    let mut body = String::from_utf8(Uint8Array::new(&body).to_vec()).map_err(|_| "the answer is not UTF-8")?;
    // As browsers decode (https://encoding.spec.whatwg.org/#utf-8-decode).
    if body.starts_with('\u{feff}') {
        body.remove(0);
    }
    let content_type = response.headers().get("content-type").ok().flatten().unwrap_or_default();
    let media_type = before(before(&content_type, b';'), b' ').to_ascii_lowercase();
    Ok(Response { status: response.status(), media_type, body })
}

// RFC 9700 4.12: a redirected form would carry its secrets to another place.
fn options(request: &HttpRequest<'_>) -> String {
    let is_document = request.follow_same_origin;
    let mut headers = ObjectWriter::default();
    headers.string("accept", request.accept).optional("authorization", request.authorization);
    if request.form.is_some() {
        headers.string("content-type", "application/x-www-form-urlencoded");
    }
    ObjectWriter::default()
        .string("method", if request.form.is_some() { "POST" } else { "GET" })
        .raw("headers", &headers.finish())
        .optional("body", request.form)
        .string("credentials", "omit")
        .string("referrerPolicy", "no-referrer")
        .string("redirect", if is_document { "follow" } else { "error" })
        .string(
            "cache",
            if !is_document {
                "no-store"
            } else if request.reload {
                "reload"
            } else {
                "default"
            },
        )
        .bool("keepalive", request.keepalive)
        .finish()
}

fn origin(url: &str) -> Option<(&str, &str)> {
    AbsoluteUrl::parse(url).map(|url| (url.scheme, url.authority))
}

// Browsers say as little of a failed request as they can; the name tells a time-out from the rest.
fn failure(error: JsValue) -> &'static str {
    match error.dyn_ref::<js_sys::Error>().map(js_sys::Error::name) {
        Some(name) if name == "TimeoutError" => "no answer within 30 seconds",
        _ => "network, CORS or Content-Security-Policy",
    }
}

/// Milliseconds.
const TIMEOUT: u32 = 30_000;
