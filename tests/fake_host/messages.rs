//! Requests and answers on their way.

use kirjaudu::base::{
    http::{HttpRequest, HttpResponse},
    time::Timestamp,
};

use super::leak;

/// Reads what [`super::host::FakeHost::arrive`] gives.
pub fn response(text: &str) -> HttpResponse<'_> {
    let (head, body) = text.split_once('\n').unwrap();
    let [status, media_type, date, retry_after, nonce] = head.split(' ').collect::<Vec<_>>()[..] else {
        panic!("{head}")
    };
    HttpResponse {
        status: status.parse().unwrap(),
        media_type,
        date: date.parse().ok().map(Timestamp),
        retry_after: retry_after.parse().ok(),
        dpop_nonce: Some(nonce).filter(|nonce| !nonce.is_empty()),
        body,
    }
}

/// The same request for as long as the tests run.
pub fn keep(request: &HttpRequest<'_>) -> HttpRequest<'static> {
    let HttpRequest { url, form, authorization, dpop, .. } = *request;
    HttpRequest {
        url: leak(url),
        form: form.map(leak),
        authorization: authorization.map(leak),
        dpop: dpop.map(leak),
        ..*request
    }
}
