//! The userinfo endpoint: OIDC Core 5.3.

use crate::base::{
    arena::Arena,
    error::{Code, Error},
    http::{HttpRequest, HttpResponse},
    json::Json,
    secret::Secret,
    text::decimal,
};

/// The request, with the token in the header: RFC 6750 section 2.1, or one that is bound to a key, RFC 9449 section 7.1.
#[must_use]
pub fn request<'a>(arena: &'a Arena, endpoint: &'a str, access_token: Secret<'_>, bound: bool) -> HttpRequest<'a> {
    let scheme = if bound { "DPoP " } else { "Bearer " };
    HttpRequest {
        authorization: Some(arena.join(&[scheme, access_token.expose()])),
        accept: "application/json, application/jwt",
        reload: true,
        follow_same_origin: false,
        ..HttpRequest::document(endpoint, (Code::UserinfoUnreachable, "userinfo_endpoint"))
    }
}

/// Reads the answer: its text, and whether that is a signed token, which is still to be verified (section 5.3.2), or plain claims.
///
/// # Errors
/// [`Code::UserinfoRefused`].
pub fn response<'a>(response: &HttpResponse<'a>) -> Result<(&'a str, bool), Error> {
    if response.status == 200 {
        return Ok((response.body, response.media_type == "application/jwt"));
    }
    Err(Error::found(Code::UserinfoRefused, "status|200", &decimal(response.status.into())))
}

/// Accepts the claims if they are about the signed-in person; else they must not be used (section 5.3.2, RFC 9700 4.4).
///
/// # Errors
/// [`Code::UserinfoInvalid`].
pub fn accept<'a>(arena: &'a Arena, claims: &'a str, sub: &str) -> Result<&'a str, Error> {
    match Json::object(arena, claims) {
        Some(json) if json.text("sub") == Some(sub) => Ok(claims),
        Some(_) => Err(Error::of(Code::UserinfoInvalid, "sub|that of the ID token|another or none")),
        None => Err(Error::of(Code::UserinfoInvalid, "document|a JSON object|something else")),
    }
}

/// Checks issuer and audience of a signed answer: both must be there and fit (section 5.3.2).
///
/// # Errors
/// [`Code::UserinfoInvalid`].
pub fn check_signed(claims: &Json<'_>, issuer: &str, client_id: &str) -> Result<(), Error> {
    let iss = claims.text_or_empty("iss");
    if iss != issuer {
        return Err(invalid("iss", issuer, iss));
    }
    if claims.member("aud").is_some_and(|audience| audience.holds(client_id)) {
        return Ok(());
    }
    Err(invalid("aud", client_id, "another or none"))
}

#[cold]
fn invalid(field: &'static str, expected: &str, found: &str) -> Error {
    Error::new(Code::UserinfoInvalid, field, expected, found)
}
