//! Claims from the userinfo endpoint: OIDC Core 5.3. Given as they come, never merged over those of the ID token.

use alloc::string::String;

use super::{host::Host, provider, verify};
use crate::{
    base::{
        config::Config,
        error::{Code, Error},
        secret::Secret,
    },
    protocol::{
        jws::UnverifiedJws,
        userinfo::{self, Userinfo},
    },
};

/// Asks for the claims of the person who is signed in as `sub`: a JSON object as text.
///
/// # Errors
/// [`Code::UserinfoUnreachable`], [`Code::UserinfoRefused`], [`Code::UserinfoInvalid`], and those of a signature.
pub async fn fetch(host: &impl Host, config: &Config, access_token: &Secret, sub: &str) -> Result<String, Error> {
    let metadata = provider::metadata(host, config, false).await?;
    let endpoint = metadata.required("userinfo_endpoint")?;
    let answer = match host.fetch(userinfo::request(endpoint, access_token)).await {
        Ok(answer) => answer,
        Err(failure) => {
            return Err(Error::new(Code::UserinfoUnreachable, "userinfo_endpoint", endpoint, &failure.because));
        }
    };
    host.note("userinfo", "answered");
    let claims = match userinfo::response(&answer)? {
        Userinfo::Claims(claims) => claims,
        Userinfo::Signed(token) => {
            let verified = verify::signature(host, config, &metadata, UnverifiedJws::parse(&token)?).await?;
            userinfo::check_signed(&verified.payload, metadata.issuer(), &config.client_id)?;
            verified.payload_text
        }
    };
    userinfo::accept(claims, sub)
}
