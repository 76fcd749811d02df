//! The userinfo endpoint: OIDC Core 5.3.

use alloc::string::String;

use crate::base::{
    error::{Code, Error},
    http::{HttpRequest, HttpResponse},
    json::Json,
    secret::Secret,
    text::{decimal, join},
};

/// What came: plain claims, or a signed token that is still to be verified (section 5.3.2).
#[derive(Debug)]
pub enum Userinfo {
    /// `application/json`
    Claims(Json),
    /// `application/jwt`
    Signed(String),
}

/// The request, with the token in the header (RFC 6750 section 2.1).
#[must_use]
pub fn request(endpoint: &str, access_token: &Secret) -> HttpRequest {
    HttpRequest {
        url: endpoint.into(),
        authorization: Some(join(&["Bearer ", access_token.expose()])),
        accept: "application/json, application/jwt",
        reload: true,
        ..HttpRequest::default()
    }
}

/// Reads the answer.
///
/// # Errors
/// [`Code::UserinfoRefused`], [`Code::UserinfoInvalid`].
pub fn response(response: &HttpResponse) -> Result<Userinfo, Error> {
    if !response.is_success() {
        return Err(Error::new(Code::UserinfoRefused).expected("status 200").found(&decimal(response.status.into())));
    }
    if response.media_type == "application/jwt" {
        return match core::str::from_utf8(&response.body) {
            Ok(token) => Ok(Userinfo::Signed(token.trim().into())),
            Err(_) => Err(Error::of(Code::UserinfoInvalid, "document").expected("a JWT")),
        };
    }
    match Json::parse(&response.body) {
        Ok(json @ Json::Object(_)) => Ok(Userinfo::Claims(json)),
        _ => Err(Error::of(Code::UserinfoInvalid, "document").expected("a JSON object").found(&response.media_type)),
    }
}

/// Accepts the claims if they are about the signed-in person; else they must not be used (section 5.3.2, RFC 9700 4.4).
///
/// # Errors
/// [`Code::UserinfoInvalid`].
pub fn accept(claims: Json, sub: &str) -> Result<Json, Error> {
    match claims.text("sub") {
        Some(found) if found == sub => Ok(claims),
        _ => Err(Error::of(Code::UserinfoInvalid, "sub").expected("that of the ID token").found("another or none")),
    }
}

/// Checks issuer and audience of a signed answer: both must be there and fit (section 5.3.2).
///
/// # Errors
/// [`Code::UserinfoInvalid`].
pub fn check_signed(claims: &Json, issuer: &str, client_id: &str) -> Result<(), Error> {
    if claims.text("iss") != Some(issuer) {
        return Err(Error::of(Code::UserinfoInvalid, "iss").expected(issuer).found(claims.text("iss").unwrap_or("none")));
    }
    let ours = match claims.member("aud") {
        Some(Json::String(audience)) => audience == client_id,
        Some(list) => list.as_strings().is_some_and(|list| list.iter().any(|audience| audience == client_id)),
        None => false,
    };
    if ours { Ok(()) } else { Err(Error::of(Code::UserinfoInvalid, "aud").expected(client_id)) }
}
