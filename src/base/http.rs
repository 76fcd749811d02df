//! HTTP messages as plain data. A host sends them without cookies, uncached where a secret is inside, and with no referrer.

use alloc::{string::String, vec::Vec};

/// A request.
#[derive(Clone, Debug, Default)]
pub struct HttpRequest {
    /// Absolute.
    pub url: String,
    /// The form of a POST; `None` is a GET.
    pub form: Option<String>,
    /// The `Authorization` header.
    pub authorization: Option<String>,
    /// The `Accept` header.
    pub accept: &'static str,
    /// Whether a redirect within the same origin may be followed. Never with a secret in the request.
    pub follow_same_origin: bool,
    /// Whether a cached answer must be passed by.
    pub reload: bool,
    /// Whether it may outlive the page.
    pub keepalive: bool,
}

impl HttpRequest {
    /// A public document.
    #[must_use]
    pub fn document(url: String) -> Self {
        Self { url, accept: "application/json", follow_same_origin: true, ..Self::default() }
    }

    /// A form sent to an endpoint; the answer is JSON, and a redirect is an error.
    #[must_use]
    pub fn form(url: &str, form: String) -> Self {
        Self { url: url.into(), form: Some(form), accept: "application/json", reload: true, ..Self::default() }
    }
}

/// A response.
#[derive(Clone, Debug, Default)]
pub struct HttpResponse {
    /// The status code.
    pub status: u16,
    /// The media type in lower case, without parameters.
    pub media_type: String,
    /// The body, at most [`MAX_BODY`] bytes.
    pub body: Vec<u8>,
}

/// No answer came: network, CORS, time-out, a redirect that may not be followed, or a body over [`MAX_BODY`].
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Unreachable {
    /// What the host can say of the reason.
    pub because: String,
}

/// One mebibyte.
pub const MAX_BODY: usize = 1 << 20;
