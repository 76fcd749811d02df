//! HTTP messages as plain data. A host sends them without cookies, uncached where a secret is inside, and with no referrer.

use super::{error::Code, time::Timestamp};

/// A request.
#[derive(Clone, Copy, Debug)]
pub struct HttpRequest<'a> {
    /// An absolute URL.
    pub url: &'a str,
    /// The body of a POST, `application/x-www-form-urlencoded`; without one it is a GET.
    pub form: Option<&'a str>,
    /// `Authorization`
    pub authorization: Option<&'a str>,
    /// `DPoP`
    pub dpop: Option<&'a str>,
    /// `Accept`
    pub accept: &'static str,
    /// Whether a redirect within the origin is followed; any other is an error.
    pub follow_same_origin: bool,
    /// Whether the browser's cache is passed by.
    pub reload: bool,
    /// Whether the request outlives the page.
    pub keepalive: bool,
    /// What it means that no answer came, and the endpoint that is asked.
    pub unreachable: (Code, &'static str),
}

impl<'a> HttpRequest<'a> {
    /// A GET for a public JSON document.
    #[must_use]
    pub fn document(url: &'a str, unreachable: (Code, &'static str)) -> Self {
        Self {
            url,
            form: None,
            authorization: None,
            dpop: None,
            accept: "application/json",
            follow_same_origin: true,
            reload: false,
            keepalive: false,
            unreachable,
        }
    }

    /// A POST of a form with secrets in it.
    #[must_use]
    pub fn form(url: &'a str, form: &'a str, unreachable: (Code, &'static str)) -> Self {
        Self { form: Some(form), follow_same_origin: false, reload: true, ..Self::document(url, unreachable) }
    }
}

/// An answer. Of its headers those that a script may see: CORS hides what the server does not expose.
#[derive(Clone, Copy, Debug, Default)]
pub struct HttpResponse<'a> {
    /// The status code.
    pub status: u16,
    /// `Content-Type` without its parameters, in lower case.
    pub media_type: &'a str,
    /// `DPoP-Nonce`
    pub dpop_nonce: Option<&'a str>,
    /// `Date`
    pub date: Option<Timestamp>,
    /// `Retry-After`, seconds.
    pub retry_after: Option<i64>,
    /// The body, UTF-8.
    pub body: &'a str,
}

/// Bytes of the largest body that a host reads.
pub const MAX_BODY: usize = 1 << 20;
