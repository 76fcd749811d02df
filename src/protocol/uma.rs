//! The ticket of an API from Keycloak's authorization services: the UMA grant, with the access token of the sign-in in the header.

use alloc::string::String;

use super::{api_tokens, token};
use crate::base::{
    arena::Arena,
    error::{Code, Error},
    form,
    http::{HttpRequest, HttpResponse},
    json::Json,
    secret::Secret,
};

/// Asks for the token of one API. No `client_id`: the access token says whose request it is.
#[must_use]
pub fn request<'a>(
    arena: &'a Arena,
    endpoint: &'a str,
    access_token: Secret<'_>,
    audience: &str,
    permission: &str,
) -> HttpRequest<'a> {
    let mut body = String::new();
    form::append(&mut body, "audience", audience);
    form::append(&mut body, "grant_type", "urn:ietf:params:oauth:grant-type:uma-ticket");
    form::append(&mut body, "permission", permission);
    HttpRequest {
        authorization: Some(arena.join(&["Bearer ", access_token.expose()])),
        ..HttpRequest::form(endpoint, arena.keep(body), (Code::ApiTokenUnreachable, "token_endpoint"))
    }
}

/// Reads the answer: the token and the seconds that it lives. Its refresh token is never used: what that gives is for another audience.
///
/// # Errors
/// Those of [`api_tokens::check`], [`Code::TokenResponseInvalid`].
pub fn response<'a>(arena: &'a Arena, answer: &HttpResponse<'a>) -> Result<(&'a str, i64), Error> {
    let json = Json::parse_or_null(arena, Some(answer.body));
    api_tokens::check(answer, json)?;
    let seconds = token::check(json, false)?;
    Ok((json.text_or_empty("access_token"), seconds))
}
