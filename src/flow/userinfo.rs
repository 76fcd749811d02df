//! Claims from the userinfo endpoint: OIDC Core 5.3. Given as they come, never merged over those of the ID token.

use super::{
    host::{Host, Run, Stop},
    provider, verify,
};
use crate::{
    base::{
        error::{Code, Error},
        secret::Secret,
    },
    protocol::{jws::UnverifiedJws, userinfo},
};

/// Asks for the claims of the person who is signed in as `sub`: a JSON object as text.
///
/// # Errors
/// `userinfo_unreachable`, `userinfo_refused`, `userinfo_invalid`, and those of a signature.
pub fn fetch<'a>(run: &Run<'a, impl Host>, access_token: Secret<'_>, sub: &str) -> Result<&'a str, Stop> {
    let metadata = provider::metadata(run, false)?;
    let endpoint = metadata.required("userinfo_endpoint")?;
    let answer = run.host.fetch(run.arena, &userinfo::request(run.arena, endpoint, access_token))?;
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
pub fn status(run: &Run<'_, impl Host>, access_token: Option<Secret<'_>>) -> Result<u16, Stop> {
    let Some(token) = access_token else {
        return Err(Error::of(Code::AccessTokenUnavailable, "access_token|one|none").into());
    };
    let metadata = provider::metadata(run, false)?;
    let endpoint = metadata.required("userinfo_endpoint")?;
    Ok(run.host.fetch(run.arena, &userinfo::request(run.arena, endpoint, token))?.status)
}
