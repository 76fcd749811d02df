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
    /// The payload's bytes as they were signed, valid UTF-8 and valid JSON.
    pub payload_text: Vec<u8>,
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
            return Err(Error::new(Code::JwtTooLarge).expected("at most 64 kB"));
        }
        let malformed = |field| Error::of(Code::JwtMalformed, field);
        let (signing_input, signature) = token.rsplit_once('.').ok_or_else(|| malformed("token").expected("three parts"))?;
        let (header, payload) = signing_input.split_once('.').ok_or_else(|| malformed("token").expected("three parts"))?;
        if payload.contains('.') {
            return Err(malformed("token").expected("three parts"));
        }
        let object = |part: &str, field| {
            let text = base64url::decode(part).ok_or_else(|| malformed(field).expected("base64url without padding"))?;
            match Json::parse(&text) {
                Ok(json @ Json::Object(_)) => Ok((json, text)),
                _ => Err(malformed(field).expected("a JSON object without repeated members")),
            }
        };
        let (header, _) = object(header, "header")?;
        let (payload, payload_text) = object(payload, "payload")?;
        let signature = base64url::decode(signature).ok_or_else(|| malformed("signature").expected("base64url without padding"))?;
        Ok(Self { header, payload, payload_text, signing_input, signature })
    }

    /// The algorithm, where it is one of those allowed (RFC 8725 3.1). `crit` is refused: no extension is understood (RFC 7515 4.1.11).
    ///
    /// # Errors
    /// [`Code::AlgorithmRefused`], [`Code::JwtMalformed`].
    pub fn alg(&self, allowed: &[Alg]) -> Result<Alg, Error> {
        if self.header.member("crit").is_some() || self.header.member("b64").is_some() {
            return Err(Error::of(Code::JwtMalformed, "crit").expected("no critical header parameters"));
        }
        let name = self.header.text("alg").unwrap_or_default();
        let refused = || {
            let names: Vec<&str> = allowed.iter().map(|alg| alg.name()).collect();
            Error::of(Code::AlgorithmRefused, "alg").expected(&names.join(" ")).found(name)
        };
        Alg::parse(name).filter(|alg| allowed.contains(alg)).ok_or_else(refused)
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
        if signature_is_good {
            Ok(VerifiedJws { payload: self.payload, alg })
        } else {
            Err(Error::of(Code::SignatureInvalid, "signature").expected("one made with the provider's key"))
        }
    }

    /// The payload as text.
    #[must_use]
    pub fn payload_text(&self) -> &str {
        core::str::from_utf8(&self.payload_text).unwrap_or_default()
    }
}

/// The `typ` of a header, in lower case and without `application/` (RFC 7515 4.1.9).
#[must_use]
pub fn typ(header: &Json) -> Option<String> {
    let typ = header.text("typ")?.to_ascii_lowercase();
    Some(typ.strip_prefix("application/").map(String::from).unwrap_or(typ))
}
