//! The token endpoint: every request to it goes out here.

use alloc::string::String;

use super::{
    host::{Host, Run, Stop},
    proof,
};
use crate::{
    base::{
        error::{Code, Error},
        http::{HttpRequest, HttpResponse},
        json::Json,
        text::{decimal, find},
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

/// Why an answer is no word of the provider's: its server can't answer now, or has failed, or somebody answers in its place; an error of a token
/// endpoint has a name (RFC 6749 5.2).
pub fn unavailable(run: &Run<'_, impl Host>, response: &HttpResponse<'_>) -> Option<Error> {
    let HttpResponse { status, retry_after, body, .. } = *response;
    let json = Json::parse_or_null(run.arena, Some(body));
    let is_answer = match json.text("error") {
        // The names that OAuth and OIDC have registered are of this form; "Forbidden" is what a gateway says.
        Some(error) => {
            find(error, b'_').is_some() && !matches!(error, "temporarily_unavailable" | "server_error" | "slow_down")
        }
        None => status == 200 && matches!(json, Json::Object(_)),
    };
    if status < 500 && !matches!(status, 408 | 425 | 429) && is_answer {
        return None;
    }
    // The text is read by `renewal/schedule.ts`.
    let expected = match retry_after {
        Some(seconds) => run.arena.join(&["200, perhaps after ", &decimal(seconds), " s"]),
        None => "200",
    };
    let status = decimal(status.into());
    Some(Error::new(Code::RenewalUnreachable, "status", expected, &status))
}
