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
    /// `application/json`, as text
    Claims(String),
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
    if response.status != 200 {
        return Err(Error::new(Code::UserinfoRefused, "status", "200", &decimal(response.status.into())));
    }
    let signed = response.media_type == "application/jwt";
    match core::str::from_utf8(&response.body) {
        Ok(text) if signed => Ok(Userinfo::Signed(text.into())),
        Ok(text) => Ok(Userinfo::Claims(text.into())),
        Err(_) => Err(invalid("document", "UTF-8", "something else")),
    }
}

/// Accepts the claims if they are about the signed-in person; else they must not be used (section 5.3.2, RFC 9700 4.4).
///
/// # Errors
/// [`Code::UserinfoInvalid`].
pub fn accept(claims: String, sub: &str) -> Result<String, Error> {
    match Json::parse(claims.as_bytes()) {
        Ok(json) if json.text("sub") == Some(sub) => Ok(claims),
        Ok(Json::Object(_)) => Err(invalid("sub", "that of the ID token", "another or none")),
        _ => Err(invalid("document", "a JSON object", "something else")),
    }
}

/// Checks issuer and audience of a signed answer: both must be there and fit (section 5.3.2).
///
/// # Errors
/// [`Code::UserinfoInvalid`].
pub fn check_signed(claims: &Json, issuer: &str, client_id: &str) -> Result<(), Error> {
    if claims.text("iss") != Some(issuer) {
        return Err(invalid("iss", issuer, claims.text("iss").unwrap_or("none")));
    }
    match claims.member("aud") {
        Some(audience) if audience.holds(client_id) => Ok(()),
        _ => Err(invalid("aud", client_id, "another or none")),
    }
}

#[cold]
fn invalid(field: &'static str, expected: &str, found: &str) -> Error {
    Error::new(Code::UserinfoInvalid, field, expected, found)
}
