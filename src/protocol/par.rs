//! Pushed authorization requests: RFC 9126. The parameters go to the provider itself, and through the browser only a reference to them.

use alloc::string::String;

use super::{discovery::Metadata, token};
use crate::base::{
    arena::Arena,
    config::{Config, Wanted},
    error::{Code, Error, ProviderError},
    form,
    http::{HttpRequest, HttpResponse},
    json::Json,
    text::decimal,
};

/// Where to push the request to, if it is to be pushed: because the caller or the provider (section 5) says so, or because it has details
/// that must not stand in a URL (RFC 9396 section 12).
///
/// # Errors
/// [`Code::EndpointMissing`].
pub fn endpoint<'a>(config: &Config<'_>, metadata: &Metadata<'a>, has_details: bool) -> Result<Option<&'a str>, Error> {
    let is_demanded = match config.par {
        Wanted::No => return Ok(None),
        Wanted::Auto => metadata.is_true("require_pushed_authorization_requests"),
        Wanted::Yes => true,
    };
    match metadata.endpoint(ENDPOINT) {
        None if is_demanded => metadata.required(ENDPOINT).map(Some),
        found => Ok(found.filter(|_| is_demanded || has_details)),
    }
}

/// The request (section 2.1). A `DPoP` header would do what `dpop_jkt` does (RFC 9449 section 10.1), but Keycloak allows browsers none here.
#[must_use]
pub fn request<'a>(endpoint: &'a str, parameters: &'a str) -> HttpRequest<'a> {
    HttpRequest::form(endpoint, parameters, (Code::ParUnreachable, ENDPOINT))
}

/// Reads the answer, and gives the parameters that stand for the request: these two and nothing else (section 4). `discreet`: a provider
/// may repeat what it did not like, which is nobody else's business.
///
/// # Errors
/// [`Code::ParUnreachable`] where it may be taken later, [`Code::ParRefused`], [`Code::InvalidAuthorizationDetails`], [`Code::InvalidTarget`].
pub fn response(arena: &Arena, answer: &HttpResponse<'_>, client_id: &str, discreet: bool) -> Result<String, Error> {
    let json = Json::parse_or_null(arena, Some(arena.text(answer.body)));
    // Not now is not no.
    let is_busy = matches!(json.text("error"), Some("temporarily_unavailable" | "server_error"));
    if answer.status >= 500 || answer.status == 429 || is_busy {
        return Err(Error::found(Code::ParUnreachable, "status|201", &decimal(answer.status.into())));
    }
    if let Some(mut words) = ProviderError::read(json) {
        if discreet {
            (words.description, words.uri) = (None, None);
        }
        let code = match token::code_of(&words.error) {
            code @ (Code::InvalidAuthorizationDetails | Code::InvalidTarget) => code,
            _ => Code::ParRefused,
        };
        return Err(Error::of_provider(code, words));
    }
    // Section 2.2 says 201; some servers answer 200.
    if !matches!(answer.status, 200 | 201) {
        return Err(Error::found(Code::ParRefused, "status|201", &decimal(answer.status.into())));
    }
    let Some(request_uri) = json.text("request_uri").filter(|uri| !uri.is_empty()) else {
        return Err(Error::of(Code::ParRefused, "request_uri|one|none"));
    };
    if json.number("expires_in").is_none_or(|seconds| seconds <= 0) {
        return Err(Error::of(Code::ParRefused, "expires_in|whole seconds|none"));
    }
    let mut parameters = String::new();
    form::append(&mut parameters, "client_id", client_id);
    form::append(&mut parameters, "request_uri", request_uri);
    Ok(parameters)
}

const ENDPOINT: &str = "pushed_authorization_request_endpoint";
