//! The token request and response: RFC 6749 4.1.3 and 5, OIDC Core 3.1.3.

use alloc::string::String;

use crate::base::{
    arena::Arena,
    error::{Code, Error, ProviderError},
    form,
    http::HttpResponse,
    json::Json,
    secret::Secret,
    text::{decimal, number},
};

/// The body that exchanges a code. A public client: `client_id` in it, no secret (RFC 6749 section 4.1.3).
#[must_use]
pub fn code_grant(client_id: &str, redirect_uri: &str, code: &str, verifier: Secret<'_>) -> String {
    let mut body = grant("authorization_code", client_id);
    form::append(&mut body, "redirect_uri", redirect_uri);
    form::append(&mut body, "code", code);
    form::append(&mut body, "code_verifier", verifier.expose());
    body
}

/// The body that uses a refresh token (RFC 6749 section 6).
#[must_use]
pub fn refresh_grant(client_id: &str, refresh_token: Secret<'_>) -> String {
    let mut body = grant("refresh_token", client_id);
    form::append(&mut body, "refresh_token", refresh_token.expose());
    body
}

fn grant(grant_type: &str, client_id: &str) -> String {
    let mut body = String::new();
    form::append(&mut body, "grant_type", grant_type);
    form::append(&mut body, "client_id", client_id);
    body
}

/// Reads the answer: `access_token` is there, `refresh_token`, `id_token` and `scope` may be. `bound`: to a key, and to nothing less.
///
/// # Errors
/// [`Code::InvalidGrant`], [`Code::TokenRefused`], [`Code::TokenResponseInvalid`].
#[inline(never)]
pub fn response<'a>(arena: &'a Arena, response: &HttpResponse<'a>, bound: bool) -> Result<&'a Json<'a>, Error> {
    let json = Json::parse_or_null(arena, Some(response.body));
    // RFC 6749 5.2; some servers answer 200 with an error.
    if let Some(words) = ProviderError::read(json) {
        return Err(Error::of_provider(code_of(&words.error), words));
    }
    if response.status != 200 {
        return Err(Error::found(Code::TokenRefused, "status|200", &decimal(response.status.into())));
    }
    if !matches!(json, Json::Object(_)) {
        return Err(Error::found(Code::TokenResponseInvalid, "document|a JSON object", response.media_type));
    }
    check(json, bound)?;
    Ok(json)
}

/// What an `error` of a token endpoint, or of an endpoint that takes the same parameters, means.
#[must_use]
pub fn code_of(error: &str) -> Code {
    match error {
        "invalid_grant" => Code::InvalidGrant,
        // RFC 9396 5
        "invalid_authorization_details" => Code::InvalidAuthorizationDetails,
        // RFC 8707 2
        "invalid_target" => Code::InvalidTarget,
        _ => Code::TokenRefused,
    }
}

/// Checks what a token endpoint, or the fragment of an implicit response, says of an access token; gives the seconds it lives. One that
/// was to be bound to a key must be so (RFC 9449 section 5); the name's case has no meaning (RFC 6749 section 5.1).
///
/// # Errors
/// [`Code::TokenResponseInvalid`].
#[inline(never)]
pub fn check(tokens: &Json<'_>, bound: bool) -> Result<i64, Error> {
    let token_type = tokens.text("token_type").unwrap_or("none");
    let expected = if bound { "DPoP" } else { "Bearer" };
    if !token_type.eq_ignore_ascii_case(expected) {
        return Err(Error::new(Code::TokenResponseInvalid, "token_type", expected, token_type));
    }
    if tokens.text("access_token").is_none() {
        return Err(Error::of(Code::TokenResponseInvalid, "access_token|a string|none"));
    }
    lifetime(match tokens.get("expires_in") {
        Json::Null => None,
        Json::String(text) | Json::Number(text) => Some(text),
        _ => Some("another type"),
    })
}

/// Seconds that the refresh token of a response lives, where the provider says so (Keycloak, HelseID); 0 means for ever.
#[must_use]
pub fn refresh_lifetime(tokens: &Json<'_>) -> Option<i64> {
    let seconds = tokens.number("refresh_expires_in").or_else(|| tokens.number("rt_expires_in"));
    seconds.filter(|seconds| *seconds > 0)
}

/// Seconds that a token lives: 5 minutes where the provider does not say, 30 days at most.
///
/// # Errors
/// [`Code::TokenResponseInvalid`] for what is no whole number of seconds.
pub fn lifetime(expires_in: Option<&str>) -> Result<i64, Error> {
    let text = expires_in.unwrap_or("300");
    if text.is_empty() || !text.bytes().all(|byte| byte.is_ascii_digit()) {
        return Err(Error::found(Code::TokenResponseInvalid, "expires_in|whole seconds", text));
    }
    const MONTH: i64 = 30 * 24 * 3600;
    Ok(number(text).unwrap_or(MONTH).min(MONTH))
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
