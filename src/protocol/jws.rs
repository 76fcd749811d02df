//! JSON Web Signature in compact form, RFC 7515, and the JWT in it, RFC 7519: taken apart, not trusted.

use super::{
    jwa::Alg,
    jwk::{Jwk, JwkSet},
};
use crate::base::{
    arena::Arena,
    base64url,
    error::{Code, Error},
    json::Json,
    text::{cut, find},
};

/// The largest token that is read: twice the largest ID token met in practice (32 kB of group claims).
pub const MAX_TOKEN: usize = 64 * 1024;

/// A token whose signature nobody has checked.
#[derive(Clone, Copy, Debug)]
pub struct UnverifiedJws<'a> {
    /// The JOSE header.
    pub header: &'a Json<'a>,
    /// The payload, a JSON object.
    pub payload: &'a Json<'a>,
    /// The header as text.
    pub header_text: &'a str,
    /// The payload as text.
    pub payload_text: &'a str,
    /// What was signed: header and payload as they stand in the token.
    pub signing_input: &'a str,
    /// The signature, base64url.
    pub signature: &'a str,
}

/// A token whose signature was checked with a key of its issuer.
#[derive(Clone, Copy, Debug)]
pub struct VerifiedJws<'a> {
    /// The payload.
    pub payload: &'a Json<'a>,
    /// The payload as the text that was signed.
    pub payload_text: &'a str,
    /// The algorithm of the signature.
    pub alg: Alg,
}

impl<'a> UnverifiedJws<'a> {
    /// Takes a token apart (RFC 7515 section 5.2, steps 1 to 6). Exactly three parts: JSON serialization and encrypted tokens are refused.
    ///
    /// # Errors
    /// [`Code::JwtTooLarge`], [`Code::JwtMalformed`].
    #[inline(never)]
    pub fn parse(arena: &'a Arena, token: &'a str) -> Result<Self, Error> {
        if token.len() > MAX_TOKEN {
            return Err(Error::of(Code::JwtTooLarge, "token|at most 64 kB|more"));
        }
        let (header, rest) = cut(token, b'.').unwrap_or_default();
        // A text of fewer parts has none here, and one of more has a dot left.
        let (payload, signature) = cut(rest, b'.').unwrap_or(("", "."));
        if find(signature, b'.').is_some() {
            return Err(Error::of(Code::JwtMalformed, "token|three parts|something else"));
        }
        if base64url::decode(arena, signature).is_none() {
            return Err(Error::of(Code::JwtMalformed, "signature|base64url|something else"));
        }
        let (header, header_text) = object(arena, header, "header")?;
        let (payload, payload_text) = object(arena, payload, "payload")?;
        let signing_input = token.get(..token.len() - signature.len() - 1).unwrap_or_default();
        Ok(Self { header, payload, header_text, payload_text, signing_input, signature })
    }

    /// The name of the algorithm. `crit` is refused: no extension is understood (RFC 7515 4.1.11).
    ///
    /// # Errors
    /// [`Code::JwtMalformed`].
    pub fn alg(&self) -> Result<&'a str, Error> {
        if self.header.member("crit").or(self.header.member("b64")).is_some() {
            return Err(Error::of(Code::JwtMalformed, "crit|no critical header parameters|something else"));
        }
        Ok(self.header.text_or_empty("alg"))
    }

    /// The key of the issuer that fits. Keys in the header (`jwk`, `jku`, `x5c`, `x5u`) are not looked at (RFC 8725 3.10).
    #[must_use]
    pub fn key<'k>(&self, arena: &'k Arena, alg: Alg, keys: &JwkSet<'k>) -> Option<Jwk<'k>> {
        keys.select(arena, alg, self.header.member("kid"))
    }

    /// Whether the signature has the one length that fits algorithm and key (RFC 7518 3.3 to 3.5): refuses DER and stray bytes.
    #[must_use]
    pub fn signature_fits(&self, alg: Alg, key: &Jwk<'_>) -> bool {
        let expected = if alg.signature_length() == 0 { key.bytes } else { alg.signature_length() };
        base64url::decoded_length(self.signature) == expected
    }

    /// Makes it a verified token, if the signature was found good.
    ///
    /// # Errors
    /// [`Code::SignatureInvalid`].
    pub fn verified(self, alg: Alg, signature_is_good: bool) -> Result<VerifiedJws<'a>, Error> {
        if !signature_is_good {
            return Err(Error::of(Code::SignatureInvalid, "signature|one made with the provider's key|another"));
        }
        Ok(VerifiedJws { payload_text: self.payload_text, payload: self.payload, alg })
    }
}

#[inline(never)]
fn object<'a>(arena: &'a Arena, part: &str, field: &'static str) -> Result<(&'a Json<'a>, &'a str), Error> {
    let text = base64url::decode_text(arena, part).unwrap_or_default();
    match Json::object(arena, text) {
        Some(json) => Ok((json, text)),
        None => Err(malformed(field, "base64url of a JSON object")),
    }
}

#[cold]
fn malformed(field: &'static str, expected: &str) -> Error {
    Error::new(Code::JwtMalformed, field, expected, "something else")
}

/// Whether a header's `typ` is that one, whatever its case and with or without `application/` (RFC 7515 4.1.9).
#[must_use]
pub fn is_typ(header: &Json<'_>, wanted: &str) -> bool {
    let typ = header.text_or_empty("typ");
    let (prefix, rest) = typ.split_at_checked("application/".len()).unwrap_or_default();
    typ.eq_ignore_ascii_case(wanted) || prefix.eq_ignore_ascii_case("application/") && rest.eq_ignore_ascii_case(wanted)
}
