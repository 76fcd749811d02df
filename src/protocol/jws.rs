//! JSON Web Signature in compact form, RFC 7515, and the JWT in it, RFC 7519: taken apart, not trusted.

use alloc::{string::String, vec::Vec};

use super::{
    jwa::Alg,
    jwk::{Jwk, JwkSet},
};
use crate::base::{
    base64url,
    error::{Code, Error},
    json::Json,
    text::{cut, find},
};

/// The largest token that is read: twice the largest ID token met in practice (32 kB of group claims).
pub const MAX_TOKEN: usize = 64 * 1024;

/// A token whose signature nobody has checked.
#[derive(Debug)]
pub struct UnverifiedJws<'a> {
    /// The JOSE header.
    pub header: Json,
    /// The payload, a JSON object.
    pub payload: Json,
    header_bytes: Vec<u8>,
    payload_bytes: Vec<u8>,
    /// What was signed: header and payload as they stand in the token.
    pub signing_input: &'a str,
    /// The signature's bytes.
    pub signature: Vec<u8>,
}

/// A token whose signature was checked with a key of its issuer.
#[derive(Debug)]
pub struct VerifiedJws {
    /// The payload.
    pub payload: Json,
    /// The payload as the text that was signed.
    pub payload_text: String,
    /// The algorithm of the signature.
    pub alg: Alg,
}

impl<'a> UnverifiedJws<'a> {
    /// Takes a token apart (RFC 7515 section 5.2, steps 1 to 6). Exactly three parts: JSON serialization and encrypted tokens are refused.
    ///
    /// # Errors
    /// [`Code::JwtTooLarge`], [`Code::JwtMalformed`].
    pub fn parse(token: &'a str) -> Result<Self, Error> {
        if token.len() > MAX_TOKEN {
            return Err(Error::new(Code::JwtTooLarge, "token", "at most 64 kB", "more"));
        }
        let parts = cut(token, b'.').and_then(|(header, rest)| Some((header, cut(rest, b'.')?)));
        let Some((header, (payload, signature))) = parts.filter(|(_, (_, signature))| find(signature, b'.').is_none())
        else {
            return Err(malformed("token", "three parts"));
        };
        let signing_input = token.get(..token.len() - signature.len() - 1).unwrap_or_default();
        let (header_bytes, payload_bytes) = (bytes(header, "header")?, bytes(payload, "payload")?);
        let (header, payload) = (object(&header_bytes, "header")?, object(&payload_bytes, "payload")?);
        Ok(Self {
            header,
            payload,
            header_bytes,
            payload_bytes,
            signing_input,
            signature: bytes(signature, "signature")?,
        })
    }

    /// The algorithm, where it is one of those allowed (RFC 8725 3.1). `crit` is refused: no extension is understood (RFC 7515 4.1.11).
    ///
    /// # Errors
    /// [`Code::AlgorithmRefused`], [`Code::JwtMalformed`].
    pub fn alg(&self, allowed: &[Alg]) -> Result<Alg, Error> {
        if self.header.member("crit").is_some() || self.header.member("b64").is_some() {
            return Err(malformed("crit", "no critical header parameters"));
        }
        let name = self.header.text("alg").unwrap_or_default();
        match Alg::parse(name) {
            Some(alg) if allowed.contains(&alg) => Ok(alg),
            _ => Err(Error::new(Code::AlgorithmRefused, "alg", "one that metadata and configuration allow", name)),
        }
    }

    /// The key of the issuer that fits. Keys in the header (`jwk`, `jku`, `x5c`, `x5u`) are not looked at (RFC 8725 3.10).
    #[must_use]
    pub fn key<'k>(&self, alg: Alg, keys: &'k JwkSet) -> Option<&'k Jwk> {
        let kid = match self.header.member("kid") {
            None => None,
            Some(kid) => Some(kid.as_str()?),
        };
        keys.select(alg, kid)
    }

    /// Whether the signature has the one length that fits algorithm and key (RFC 7518 3.3 to 3.5): refuses DER and stray bytes.
    #[must_use]
    pub fn signature_fits(&self, alg: Alg, key: &Jwk) -> bool {
        let expected = if alg.signature_length() == 0 { key.bytes } else { alg.signature_length() };
        self.signature.len() == expected
    }

    /// Makes it a verified token, if the signature was found good.
    ///
    /// # Errors
    /// [`Code::SignatureInvalid`].
    pub fn verified(self, alg: Alg, signature_is_good: bool) -> Result<VerifiedJws, Error> {
        if !signature_is_good {
            return Err(Error::new(Code::SignatureInvalid, "signature", "one made with the provider's key", "another"));
        }
        Ok(VerifiedJws { payload_text: self.payload_text().into(), payload: self.payload, alg })
    }

    /// The header as text.
    #[must_use]
    pub fn header_text(&self) -> &str {
        core::str::from_utf8(&self.header_bytes).unwrap_or_default()
    }

    /// The payload as text.
    #[must_use]
    pub fn payload_text(&self) -> &str {
        core::str::from_utf8(&self.payload_bytes).unwrap_or_default()
    }
}

fn bytes(part: &str, field: &'static str) -> Result<Vec<u8>, Error> {
    base64url::decode(part).ok_or_else(|| malformed(field, "base64url without padding"))
}

fn object(bytes: &[u8], field: &'static str) -> Result<Json, Error> {
    match Json::parse(bytes) {
        Ok(json @ Json::Object(_)) => Ok(json),
        _ => Err(malformed(field, "a JSON object without repeated members")),
    }
}

#[cold]
fn malformed(field: &'static str, expected: &str) -> Error {
    Error::new(Code::JwtMalformed, field, expected, "something else")
}

/// The `typ` of a header, in lower case and without `application/` (RFC 7515 4.1.9).
#[must_use]
pub fn typ(header: &Json) -> Option<String> {
    let typ = header.text("typ")?.to_ascii_lowercase();
    Some(typ.strip_prefix("application/").unwrap_or(&typ).into())
}
