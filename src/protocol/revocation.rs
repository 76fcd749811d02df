//! Token revocation, RFC 7009. Nobody waits for the answer: whatever it is, the tokens are gone here.

use alloc::string::String;

use crate::base::{form, http::HttpRequest, secret::Secret};

/// Revokes one token (section 2.1). The request may outlive the page that sends it.
#[must_use]
pub fn request(endpoint: &str, client_id: &str, token: &Secret, token_type_hint: &str) -> HttpRequest {
    let mut body = String::new();
    form::append(&mut body, "token", token.expose());
    form::append(&mut body, "token_type_hint", token_type_hint);
    form::append(&mut body, "client_id", client_id);
    HttpRequest { keepalive: true, ..HttpRequest::form(endpoint, body) }
}
