//! The token request and response: RFC 6749 4.1.3 and 5, OIDC Core 3.1.3.

use alloc::string::String;

use crate::base::{
    error::{Code, Error, ProviderError},
    form,
    http::{HttpRequest, HttpResponse},
    json::Json,
    secret::Secret,
    text::decimal,
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
pub fn request(endpoint: &str, client_id: &str, redirect_uri: &str, code: &Secret, verifier: &Secret) -> HttpRequest {
    let mut body = String::new();
    form::append(&mut body, "grant_type", "authorization_code");
    form::append(&mut body, "client_id", client_id);
    form::append(&mut body, "redirect_uri", redirect_uri);
    form::append(&mut body, "code", code.expose());
    form::append(&mut body, "code_verifier", verifier.expose());
    HttpRequest::form(endpoint, body)
}

/// Reads the answer.
///
/// # Errors
/// [`Code::InvalidGrant`], [`Code::TokenRefused`], [`Code::TokenResponseInvalid`].
pub fn response(response: &HttpResponse) -> Result<TokenSet, Error> {
    let json = Json::parse(&response.body).ok();
    // RFC 6749 5.2; some servers answer 200 with an error.
    if let Some(words) = json.as_ref().and_then(error_words) {
        let code = if words.error == "invalid_grant" { Code::InvalidGrant } else { Code::TokenRefused };
        return Err(Error::new(code).found(&words.error.clone()).with_provider(words));
    }
    if response.status != 200 {
        return Err(Error::of(Code::TokenRefused, "status").expected("200").found(&decimal(response.status.into())));
    }
    let json = json.ok_or_else(|| invalid("document", "a JSON object").found(&response.media_type))?;
    let text = |name: &'static str| match json.member(name) {
        None | Some(Json::Null) => Ok(None),
        Some(value) => value.as_str().map(|text| Some(String::from(text))).ok_or_else(|| invalid(name, "a string").found("another type")),
    };
    check_token_type(text("token_type")?.as_deref())?;
    let expires_in = match json.member("expires_in") {
        None | Some(Json::Null) => None,
        Some(Json::String(text)) => Some(text.as_str()),
        Some(Json::Number(text)) => Some(text.as_str()),
        Some(_) => Some("not a number"),
    };
    Ok(TokenSet {
        access_token: text("access_token")?.map(Secret::new).ok_or_else(|| invalid("access_token", "a string").found("nothing"))?,
        expires_in: lifetime(expires_in)?,
        refresh_token: text("refresh_token")?.map(Secret::new),
        id_token: text("id_token")?.map(Secret::new),
        scope: text("scope")?,
    })
}

/// Only bearer tokens are used; the name's case has no meaning (RFC 6749 section 5.1).
///
/// # Errors
/// [`Code::TokenResponseInvalid`].
pub fn check_token_type(token_type: Option<&str>) -> Result<(), Error> {
    match token_type {
        Some(name) if name.eq_ignore_ascii_case("bearer") => Ok(()),
        other => Err(invalid("token_type", "Bearer").found(other.unwrap_or("nothing"))),
    }
}

/// Seconds that a token lives: 5 minutes where the provider does not say, 30 days at most.
///
/// # Errors
/// [`Code::TokenResponseInvalid`] for what is no whole number of seconds.
pub fn lifetime(expires_in: Option<&str>) -> Result<i64, Error> {
    let Some(text) = expires_in else { return Ok(300) };
    let digits = !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
    let seconds = digits.then(|| text.parse::<i64>().unwrap_or(i64::MAX));
    seconds.map(|seconds| seconds.min(30 * 24 * 3600)).ok_or_else(|| invalid("expires_in", "a whole number of seconds").found(text))
}

/// The words of an OAuth error document.
#[must_use]
pub fn error_words(json: &Json) -> Option<ProviderError> {
    let error = json.text("error")?;
    Some(ProviderError::new(error, json.text("error_description"), json.text("error_uri")))
}

fn invalid(field: &'static str, expected: &str) -> Error {
    Error::of(Code::TokenResponseInvalid, field).expected(expected)
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
