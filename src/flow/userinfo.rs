//! Claims from the userinfo endpoint: OIDC Core 5.3. Given as they come, never merged over those of the ID token.

use super::{
    host::{Host, Run, Stop},
    proof, provider, verify,
};
use crate::{
    base::{
        error::{Code, Error},
        http::HttpResponse,
        secret::Secret,
    },
    protocol::{discovery::Metadata, jws::UnverifiedJws, userinfo},
};

/// Asks for the claims of the person who is signed in as `sub`: a JSON object as text.
///
/// # Errors
/// `userinfo_unreachable`, `userinfo_refused`, `userinfo_invalid`, and those of a signature.
pub fn fetch<'a>(run: &Run<'a, impl Host>, token: Token<'_>, sub: &str) -> Result<&'a str, Stop> {
    let metadata = provider::metadata(run, false)?;
    let answer = send(run, &metadata, token)?;
    let (mut claims, signed) = userinfo::response(&answer)?;
    if signed {
        let verified = verify::signature(run, &metadata, UnverifiedJws::parse(run.arena, claims)?)?;
        userinfo::check_signed(verified.payload, metadata.issuer(), run.config.client_id)?;
        claims = verified.payload_text;
    }
    Ok(userinfo::accept(run.arena, claims, sub)?)
}

/// Asks whether an access token is still good there: the status of the answer.
///
/// # Errors
/// `access_token_unavailable`, `endpoint_missing`, `userinfo_unreachable`, and those of discovery.
pub fn status(run: &Run<'_, impl Host>, token: Option<Token<'_>>) -> Result<u16, Stop> {
    let Some(token) = token else {
        return Err(Error::of(Code::AccessTokenUnavailable, "access_token|one|none").into());
    };
    let metadata = provider::metadata(run, false)?;
    Ok(send(run, &metadata, token)?.status)
}

/// An access token, and the name of the key that it is bound to.
pub type Token<'a> = (Secret<'a>, Option<&'a str>);

fn send<'a>(
    run: &Run<'a, impl Host>,
    metadata: &Metadata<'a>,
    (token, dpop_key): Token<'_>,
) -> Result<HttpResponse<'a>, Stop> {
    let endpoint = metadata.required("userinfo_endpoint")?;
    let request = userinfo::request(run.arena, endpoint, token, dpop_key.is_some());
    match dpop_key.filter(|_| cfg!(feature = "dpop")) {
        Some(key) => proof::send(run, key, request, Some(token)),
        None => run.host.fetch(run.arena, &request),
    }
}
