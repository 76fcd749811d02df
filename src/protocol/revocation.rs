//! Token revocation, RFC 7009. Nobody waits for the answer: whatever it is, the tokens are gone here.

use alloc::string::String;

use crate::base::{arena::Arena, error::Code, form, http::HttpRequest, secret::Secret};

/// Revokes one token (section 2.1). The request may outlive the page that sends it.
#[must_use]
pub fn request<'a>(
    arena: &'a Arena,
    endpoint: &'a str,
    client_id: &str,
    token: Secret<'_>,
    token_type_hint: &str,
) -> HttpRequest<'a> {
    let mut body = String::new();
    form::append(&mut body, "token", token.expose());
    form::append(&mut body, "token_type_hint", token_type_hint);
    form::append(&mut body, "client_id", client_id);
    let unreachable = (Code::EndpointMissing, "revocation_endpoint");
    HttpRequest { keepalive: true, ..HttpRequest::form(endpoint, arena.keep(body), unreachable) }
}
