//! Public keys: RFC 7517, RFC 7518 section 6, RFC 8037 section 2, RFC 7638.

use super::jwa::{Alg, KeyType};
use crate::base::{
    arena::Arena,
    base64url,
    error::{Code, Error},
    http::{HttpRequest, HttpResponse},
    json::{Json, Members},
    json_writer::ObjectWriter,
    text::cut,
};

/// A usable public key for signatures. Anything weak, malformed, or meant for something else never becomes one.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Jwk<'a> {
    /// The kind of key.
    pub key_type: KeyType,
    /// `alg`, where the key is for one algorithm only.
    pub alg: Option<&'a str>,
    /// The required members in lexicographic order without white space: the input of an RFC 7638 thumbprint, and a JWK by itself.
    pub canonical: &'a str,
    /// Bits of an RSA modulus or of the curve's order, rounded up to bytes.
    pub bytes: usize,
}

/// The keys of an issuer, as they are published.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct JwkSet<'a> {
    keys: Members<'a>,
}

/// The request for a key set.
#[must_use]
pub fn request(jwks_uri: &str, reload: bool) -> HttpRequest<'_> {
    HttpRequest { reload, ..HttpRequest::document(jwks_uri, (Code::JwksUnreachable, "jwks_uri")) }
}

/// Reads the answer.
///
/// # Errors
/// [`Code::JwksInvalid`].
pub fn response<'a>(arena: &'a Arena, response: &HttpResponse<'a>) -> Result<JwkSet<'a>, Error> {
    match Json::object(arena, response.body) {
        Some(json) if response.status == 200 => JwkSet::read(json),
        _ => Err(Error::found(Code::JwksInvalid, "document|a JSON object", response.media_type)),
    }
}

impl<'a> JwkSet<'a> {
    /// Takes a set for what it is: an array of keys.
    ///
    /// # Errors
    /// [`Code::JwksInvalid`].
    #[inline(never)]
    pub fn read(document: &Json<'a>) -> Result<Self, Error> {
        match document.member("keys") {
            Some(Json::Array(keys)) => Ok(Self { keys }),
            _ => Err(Error::of(Code::JwksInvalid, "keys|an array|something else")),
        }
    }

    /// The one usable key for a token: by `kid` where the token has one, else the only key that fits (OIDC Core 10.1). Keys that are not
    /// usable are passed by (RFC 7517 section 5).
    #[must_use]
    #[inline(never)]
    pub fn select(&self, arena: &'a Arena, alg: Alg, kid: Option<&Json<'_>>) -> Option<Jwk<'a>> {
        let mut selected = None;
        for (_, key) in self.keys {
            // A `kid` that is no text is no key's.
            let named = kid.is_none_or(|kid| kid.as_str().is_some() && key.text("kid") == kid.as_str());
            if let Some(key) = Jwk::read(arena, key).filter(|key| named && key.fits(alg)) {
                // Two keys that fit: the token does not say which, and trying both would make the choice the attacker's.
                if selected.is_some() {
                    return None;
                }
                selected = Some(key);
            }
        }
        selected
    }
}

impl<'a> Jwk<'a> {
    /// Reads one key; `None` for any that must not verify a signature (RFC 8725 3.4, RFC 7518 3.3 and 3.5).
    #[must_use]
    #[inline(never)]
    pub fn read(arena: &'a Arena, json: &Json<'a>) -> Option<Self> {
        let is_text = |name| json.member(name).is_none_or(|value| value.as_str().is_some());
        let for_signatures = json.member("use").is_none_or(|value| value.as_str() == Some("sig"));
        let for_verifying =
            json.member("key_ops").is_none_or(|ops| matches!(ops, Json::Array(_)) && ops.holds("verify"));
        if !for_signatures || !for_verifying || !is_text("kid") || !is_text("alg") {
            return None;
        }
        let kty = json.text("kty")?;
        let crv = json.text_or_empty("crv");
        let (key_type, bytes) = match (kty, crv) {
            ("RSA", _) => (KeyType::Rsa, rsa_bytes(arena, json)?),
            ("EC", "P-256") => (KeyType::P256, 32),
            ("EC", "P-384") => (KeyType::P384, 48),
            ("EC", "P-521") => (KeyType::P521, 66),
            ("OKP", "Ed25519") => (KeyType::Ed25519, 32),
            _ => return None,
        };
        let mut required = "e kty n";
        if key_type != KeyType::Rsa {
            // RFC 7518 6.2.1.2: full length. That a point is on the curve is for WebCrypto to say.
            let x = coordinate(arena, json, "x", bytes)?;
            required = "crv kty x y";
            if key_type == KeyType::Ed25519 {
                required = "crv kty x";
                if is_weak_point(x) {
                    return None;
                }
            } else {
                coordinate(arena, json, "y", bytes)?;
            }
        }
        let mut canonical = ObjectWriter::default();
        while !required.is_empty() {
            let (name, rest) = cut(required, b' ').unwrap_or((required, ""));
            canonical.optional(name, json.text(name));
            required = rest;
        }
        let canonical = arena.keep(canonical.finish());
        Some(Self { key_type, alg: json.text("alg"), canonical, bytes })
    }

    fn fits(&self, alg: Alg) -> bool {
        // "EdDSA" is the older name of "Ed25519" (RFC 9864 section 2.2).
        let same = |name: &str| {
            name == alg.name() || alg.key_type() == KeyType::Ed25519 && matches!(name, "EdDSA" | "Ed25519")
        };
        self.key_type == alg.key_type() && self.alg.is_none_or(same)
    }
}

fn rsa_bytes(arena: &Arena, json: &Json<'_>) -> Option<usize> {
    let (modulus, exponent) = (number(arena, json, "n")?, number(arena, json, "e")?);
    let bits = modulus.len() * 8 - usize::try_from(modulus.first()?.leading_zeros()).ok()?;
    let usable = (2048..=16384).contains(&bits) && exponent.len() <= 8 && exponent != [1];
    usable.then_some(modulus.len())
}

// RFC 7518 6.3.1.1: no leading zero octets. An even number is neither modulus nor exponent.
fn number<'a>(arena: &'a Arena, json: &Json<'a>, name: &str) -> Option<&'a [u8]> {
    let bytes = base64url::decode(arena, json.text(name)?)?;
    (*bytes.first()? != 0 && bytes.last()? & 1 == 1).then_some(bytes)
}

fn coordinate<'a>(arena: &'a Arena, json: &Json<'a>, name: &str, length: usize) -> Option<&'a [u8]> {
    let bytes = base64url::decode(arena, json.text(name)?)?;
    (bytes.len() == length && bytes.iter().any(|byte| *byte != 0)).then_some(bytes)
}

// Under a point of small order, or one written in a way that is not canonical, anybody can sign (RFC 8032 5.1.3, 7).
fn is_weak_point(point: &[u8]) -> bool {
    let Some((last, rest)) = point.split_last() else { return true };
    // The highest bit is the sign of x.
    let (last, first) = (last & 0x7f, rest.first().copied().unwrap_or(0));
    let between = rest.get(1..).unwrap_or_default();
    let near_zero = last == 0 && first <= 1 && between.iter().all(|byte| *byte == 0);
    let near_prime = last == 0x7f && first >= 0xec && between.iter().all(|byte| *byte == 0xff);
    near_zero || near_prime || ORDER_EIGHT.iter().any(|weak| weak.split_last() == Some((&last, rest)))
}

/// The ordinates of the points of order 8, little endian.
const ORDER_EIGHT: [&[u8]; 2] = [
    b"\x26\xe8\x95\x8f\xc2\xb2\x27\xb0\x45\xc3\xf4\x89\xf2\xef\x98\xf0\xd5\xdf\xac\x05\xd3\xc6\x33\x39\xb1\x38\x02\x88\x6d\x53\xfc\x05",
    b"\xc7\x17\x6a\x70\x3d\x4d\xd8\x4f\xba\x3c\x0b\x76\x0d\x10\x67\x0f\x2a\x20\x53\xfa\x2c\x39\xcc\xc6\x4e\xc7\xfd\x77\x92\xac\x03\x7a",
];
