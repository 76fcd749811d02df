//! Claims from the userinfo endpoint: OIDC Core 5.3. Given as they come, never merged over those of the ID token.

use super::{host::Host, provider, verify};
use crate::{
    base::{
        config::Config,
        error::{Code, Error},
        json::Json,
        secret::Secret,
    },
    protocol::{
        jws::UnverifiedJws,
        userinfo::{self, Userinfo},
    },
};

/// Asks for the claims of the person who is signed in as `sub`.
///
/// # Errors
/// [`Code::UserinfoUnreachable`], [`Code::UserinfoRefused`], [`Code::UserinfoInvalid`], and those of a signature.
pub async fn fetch(host: &impl Host, config: &Config, access_token: &Secret, sub: &str) -> Result<Json, Error> {
    let metadata = provider::metadata(host, config).await?;
    let missing = || Error::of(Code::EndpointMissing, "userinfo_endpoint").expected("a URL").found("nothing");
    let endpoint = metadata.userinfo_endpoint.as_deref().ok_or_else(missing)?;
    let answer = host.fetch(userinfo::request(endpoint, access_token)).await;
    let answer = answer.map_err(|failure| Error::new(Code::UserinfoUnreachable).expected(endpoint).found(&failure.because))?;
    host.note("userinfo", "answered");
    let claims = match userinfo::response(&answer)? {
        Userinfo::Claims(claims) => claims,
        Userinfo::Signed(token) => {
            let verified = verify::signature(host, config, &metadata, UnverifiedJws::parse(&token)?).await?;
            userinfo::check_signed(&verified.payload, &metadata.issuer, &config.client_id)?;
            verified.payload
        }
    };
    userinfo::accept(claims, sub)
}
