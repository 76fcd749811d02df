//! Tunnistamo's `/api-tokens/`: one request gives the tokens of all APIs that the sign-in has scopes for.

use super::{jws::UnverifiedJws, token};
use crate::base::{
    arena::Arena,
    error::{Code, Error, ProviderError},
    http::{HttpRequest, HttpResponse},
    json::Json,
    secret::Secret,
    text::decimal,
};

/// Asks for them: a POST without a body.
#[must_use]
pub fn request<'a>(arena: &'a Arena, url: &'a str, access_token: Secret<'_>) -> HttpRequest<'a> {
    HttpRequest {
        authorization: Some(arena.join(&["Bearer ", access_token.expose()])),
        ..HttpRequest::form(url, "", (Code::ApiTokenUnreachable, "apiTokens"))
    }
}

/// Reads the answer: an object of tokens by API, as text, and the seconds that all of them live. They end with the access token, which
/// has `left` seconds; earlier where they say so.
///
/// # Errors
/// Those of [`check`], [`Code::TokenResponseInvalid`].
pub fn response<'a>(arena: &'a Arena, answer: &HttpResponse<'a>, left: i64) -> Result<(&'a str, i64), Error> {
    let json = Json::parse_or_null(arena, Some(answer.body));
    check(answer, json)?;
    let mut seconds = left;
    let Json::Object(tokens) = json else {
        return Err(Error::found(Code::TokenResponseInvalid, "document|a JSON object", answer.media_type));
    };
    for (_, api_token) in *tokens {
        let Some(text) = api_token.as_str() else {
            return Err(Error::of(Code::TokenResponseInvalid, "document|tokens|something else"));
        };
        // By the provider's own clock: this browser's may be wrong.
        if let Ok(jws) = UnverifiedJws::parse(arena, text)
            && let (Some(exp), Some(iat)) = (jws.payload.number("exp"), jws.payload.number("iat"))
        {
            seconds = seconds.min(exp - iat);
        }
    }
    Ok((answer.body, seconds))
}

/// Whether a request for an API's token was granted.
///
/// # Errors
/// [`Code::ApiTokenUnreachable`] where it may be granted later; [`Code::InvalidGrant`] where the sign-in is no longer good,
/// [`Code::InvalidTarget`], [`Code::ApiTokenRefused`].
pub fn check(answer: &HttpResponse<'_>, json: &Json<'_>) -> Result<(), Error> {
    let status = || decimal(answer.status.into());
    if answer.status >= 500 || answer.status == 429 {
        return Err(Error::found(Code::ApiTokenUnreachable, "status|200", &status()));
    }
    if let Some(words) = ProviderError::read(json) {
        let code = match token::code_of(&words.error) {
            Code::TokenRefused => Code::ApiTokenRefused,
            other => other,
        };
        return Err(Error::of_provider(code, words));
    }
    // Tunnistamo says no more of an access token that it no longer knows.
    if answer.status == 401 {
        return Err(Error::found(Code::InvalidGrant, "status|200", &status()));
    }
    if answer.status != 200 {
        return Err(Error::found(Code::ApiTokenRefused, "status|200", &status()));
    }
    Ok(())
}
