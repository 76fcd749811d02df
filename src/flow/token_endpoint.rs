//! The token endpoint: every request to it goes out here.

use alloc::string::String;

use super::{
    host::{Host, Run, Stop},
    proof,
};
use crate::{
    base::{
        error::Code,
        http::{HttpRequest, HttpResponse},
    },
    protocol::discovery::Metadata,
};

/// A token request.
#[derive(Debug)]
pub struct TokenRequest<'a> {
    /// The body: a grant.
    pub form: String,
    /// What it means that no answer came.
    pub unreachable: Code,
    /// The name of the key that the tokens are bound to.
    pub dpop_key: Option<&'a str>,
}

/// Sends a token request, with a proof where the tokens are bound to a key (RFC 9449 section 5).
///
/// # Errors
/// `endpoint_missing`, those of [`proof::send`], and what the request names for no answer.
pub fn send<'a>(
    run: &Run<'a, impl Host>,
    metadata: &Metadata<'a>,
    request: TokenRequest<'_>,
) -> Result<HttpResponse<'a>, Stop> {
    let TokenRequest { form, unreachable, dpop_key } = request;
    let endpoint = metadata.required("token_endpoint")?;
    let request = HttpRequest::form(endpoint, run.arena.keep(form), (unreachable, "token_endpoint"));
    match dpop_key.filter(|_| cfg!(feature = "dpop")) {
        Some(key) => proof::send(run, key, request, None),
        None => run.host.fetch(run.arena, &request),
    }
}
