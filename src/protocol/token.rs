//! The token request and response: RFC 6749 4.1.3 and 5, OIDC Core 3.1.3.

use alloc::string::String;

use crate::base::{
    error::{Code, Error, ProviderError},
    form,
    http::{HttpRequest, HttpResponse},
    json::Json,
    secret::Secret,
    text::{decimal, number},
};

/// What a token endpoint, or the fragment of an implicit response, gives.
#[derive(Clone, Debug)]
pub struct TokenSet {
    /// `access_token`
    pub access_token: Secret,
    /// Seconds it lives.
    pub expires_in: i64,
    /// `refresh_token`
    pub refresh_token: Option<Secret>,
    /// `id_token`
    pub id_token: Option<Secret>,
    /// Granted `scope`; absent means as requested (RFC 6749 section 5.1).
    pub scope: Option<String>,
}

/// Exchanges a code. A public client: `client_id` in the body, no secret (RFC 6749 section 4.1.3).
#[must_use]
pub fn request(endpoint: &str, client_id: &str, redirect_uri: &str, code: &str, verifier: &Secret) -> HttpRequest {
    let mut body = String::new();
    form::append(&mut body, "grant_type", "authorization_code");
    form::append(&mut body, "client_id", client_id);
    form::append(&mut body, "redirect_uri", redirect_uri);
    form::append(&mut body, "code", code);
    form::append(&mut body, "code_verifier", verifier.expose());
    HttpRequest::form(endpoint, body)
}

/// Reads the answer.
///
/// # Errors
/// [`Code::InvalidGrant`], [`Code::TokenRefused`], [`Code::TokenResponseInvalid`].
pub fn response(response: &HttpResponse) -> Result<TokenSet, Error> {
    let json = Json::parse(&response.body).unwrap_or(Json::Null);
    // RFC 6749 5.2; some servers answer 200 with an error.
    if let Some(error) = json.text("error") {
        let code = if error == "invalid_grant" { Code::InvalidGrant } else { Code::TokenRefused };
        return Err(Error::of_provider(
            code,
            ProviderError::new(error, json.text("error_description"), json.text("error_uri")),
        ));
    }
    if response.status != 200 {
        return Err(Error::new(Code::TokenRefused, "status", "200", &decimal(response.status.into())));
    }
    let Json::Object(_) = json else { return Err(invalid("document", "a JSON object", &response.media_type)) };
    check_token_type(json.text("token_type"))?;
    let expires_in = match json.member("expires_in") {
        None | Some(Json::Null) => None,
        Some(Json::String(text) | Json::Number(text)) => Some(text.as_str()),
        Some(_) => Some("another type"),
    };
    let expires_in = lifetime(expires_in)?;
    let secret = |name| json.owned(name).map(Secret::new);
    let Some(access_token) = secret("access_token") else { return Err(invalid("access_token", "a string", "none")) };
    Ok(TokenSet {
        access_token,
        expires_in,
        refresh_token: secret("refresh_token"),
        id_token: secret("id_token"),
        scope: json.owned("scope"),
    })
}

/// Only bearer tokens are used; the name's case has no meaning (RFC 6749 section 5.1).
///
/// # Errors
/// [`Code::TokenResponseInvalid`].
pub fn check_token_type(token_type: Option<&str>) -> Result<(), Error> {
    match token_type {
        Some(name) if name.eq_ignore_ascii_case("bearer") => Ok(()),
        other => Err(invalid("token_type", "Bearer", other.unwrap_or("none"))),
    }
}

/// Seconds that a token lives: 5 minutes where the provider does not say, 30 days at most.
///
/// # Errors
/// [`Code::TokenResponseInvalid`] for what is no whole number of seconds.
pub fn lifetime(expires_in: Option<&str>) -> Result<i64, Error> {
    let Some(text) = expires_in else { return Ok(300) };
    if text.is_empty() || !text.bytes().all(|byte| byte.is_ascii_digit()) {
        return Err(invalid("expires_in", "a whole number of seconds", text));
    }
    Ok(number(text).unwrap_or(i64::MAX).min(30 * 24 * 3600))
}

#[cold]
fn invalid(field: &'static str, expected: &str, found: &str) -> Error {
    Error::new(Code::TokenResponseInvalid, field, expected, found)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn b_24_expires_in() {
        assert_eq!(lifetime(None), Ok(300));
        assert_eq!(lifetime(Some("3600")), Ok(3600));
        assert_eq!(lifetime(Some("99999999999999999999")), Ok(2_592_000));
        for text in ["-5", "NaN", "", "1e9", "3600.5"] {
            assert_eq!(lifetime(Some(text)).unwrap_err().code(), Code::TokenResponseInvalid, "{text}");
        }
    }
}
