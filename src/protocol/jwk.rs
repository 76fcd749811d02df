//! Public keys: RFC 7517, RFC 7518 section 6, RFC 8037 section 2, RFC 7638.

use alloc::{string::String, vec::Vec};

use super::jwa::{Alg, KeyType};
use crate::base::{
    base64url,
    error::{Code, Error},
    http::{HttpRequest, HttpResponse},
    json::Json,
    json_writer::ObjectWriter,
};

/// A usable public key for signatures. Anything weak, malformed, or meant for something else never becomes one.
#[derive(Clone, Debug, PartialEq)]
pub struct Jwk {
    /// The kind of key.
    pub key_type: KeyType,
    /// `kid`
    pub kid: Option<String>,
    /// `alg`, where the key is for one algorithm only.
    pub alg: Option<String>,
    /// The required members in lexicographic order without white space: the input of an RFC 7638 thumbprint, and a JWK by itself.
    pub canonical: String,
    /// Bits of an RSA modulus or of the curve's order, rounded up to bytes.
    pub bytes: usize,
}

/// The keys of an issuer: the usable ones.
#[derive(Clone, Debug, PartialEq)]
pub struct JwkSet {
    keys: Vec<Jwk>,
}

/// The request for a key set.
#[must_use]
pub fn request(jwks_uri: &str, reload: bool) -> HttpRequest {
    HttpRequest { reload, ..HttpRequest::document(jwks_uri.into()) }
}

/// Reads the answer.
///
/// # Errors
/// [`Code::JwksInvalid`].
pub fn response(response: &HttpResponse) -> Result<JwkSet, Error> {
    match Json::parse(&response.body) {
        Ok(json) if response.status == 200 => JwkSet::read(&json),
        _ => Err(Error::new(Code::JwksInvalid, "document", "a JSON object", &response.media_type)),
    }
}

impl JwkSet {
    /// Takes the usable keys out of a set; others are passed by (RFC 7517 section 5).
    ///
    /// # Errors
    /// [`Code::JwksInvalid`].
    #[inline(never)]
    pub fn read(document: &Json) -> Result<Self, Error> {
        let Some(list) = document.member("keys").and_then(Json::as_array) else {
            return Err(Error::new(Code::JwksInvalid, "keys", "an array", "something else"));
        };
        let mut keys = Vec::new();
        for key in list {
            keys.extend(Jwk::read(key));
        }
        Ok(Self { keys })
    }

    /// How many are usable.
    #[must_use]
    pub fn len(&self) -> usize {
        self.keys.len()
    }

    /// Whether none is usable.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.keys.is_empty()
    }

    /// The one key for a token: by `kid` where the token has one, else the only key that fits (OIDC Core 10.1).
    #[must_use]
    pub fn select(&self, alg: Alg, kid: Option<&str>) -> Option<&Jwk> {
        let mut fitting = self.keys.iter().filter(|key| key.fits(alg) && (kid.is_none() || key.kid.as_deref() == kid));
        let key = fitting.next()?;
        // Two keys that fit: the token does not say which, and trying both would make the choice the attacker's.
        fitting.next().is_none().then_some(key)
    }
}

impl Jwk {
    /// Reads one key; `None` for any that must not verify a signature (RFC 8725 3.4, RFC 7518 3.3 and 3.5).
    #[must_use]
    pub fn read(json: &Json) -> Option<Self> {
        let for_signatures = json.member("use").is_none_or(|value| value.as_str() == Some("sig"));
        let for_verifying = json.member("key_ops").is_none_or(|ops| ops.as_array().is_some() && ops.holds("verify"));
        let is_text = |name| json.member(name).is_none_or(|value| value.as_str().is_some());
        if !for_signatures || !for_verifying || !is_text("kid") || !is_text("alg") {
            return None;
        }
        let (key_type, canonical, bytes) = match json.text("kty")? {
            "RSA" => rsa(json)?,
            "EC" => ec(json)?,
            "OKP" => okp(json)?,
            _ => return None,
        };
        Some(Self { key_type, kid: json.owned("kid"), alg: json.owned("alg"), canonical, bytes })
    }

    fn fits(&self, alg: Alg) -> bool {
        // "EdDSA" is the older name of "Ed25519" (RFC 9864 section 2.2).
        let same = |name: &str| {
            name == alg.name() || alg.key_type() == KeyType::Ed25519 && matches!(name, "EdDSA" | "Ed25519")
        };
        self.key_type == alg.key_type() && self.alg.as_deref().is_none_or(same)
    }
}

fn rsa(json: &Json) -> Option<(KeyType, String, usize)> {
    let (n, e) = (json.text("n")?, json.text("e")?);
    let (modulus, exponent) = (base64url::decode(n)?, base64url::decode(e)?);
    let bits = modulus.len() * 8 - usize::try_from(modulus.first()?.leading_zeros()).ok()?;
    let odd = |bytes: &[u8]| bytes.last().is_some_and(|byte| byte & 1 == 1);
    let exponent_ok = odd(&exponent) && exponent.len() <= 8 && exponent != [1];
    // RFC 7518 6.3.1.1: no leading zero octets.
    let minimal = modulus.first() != Some(&0) && exponent.first() != Some(&0);
    let usable = (2048..=16384).contains(&bits) && odd(&modulus) && exponent_ok && minimal;
    usable.then(|| {
        (
            KeyType::Rsa,
            ObjectWriter::default().string("e", e).string("kty", "RSA").string("n", n).finish(),
            modulus.len(),
        )
    })
}

fn ec(json: &Json) -> Option<(KeyType, String, usize)> {
    let crv = json.text("crv")?;
    let (key_type, bytes) = match crv {
        "P-256" => (KeyType::P256, 32),
        "P-384" => (KeyType::P384, 48),
        "P-521" => (KeyType::P521, 66),
        _ => return None,
    };
    // RFC 7518 6.2.1.2: full length. That the point is on the curve is for WebCrypto to say.
    let (x, y) = (coordinate(json, "x", bytes)?, coordinate(json, "y", bytes)?);
    Some((
        key_type,
        ObjectWriter::default().string("crv", crv).string("kty", "EC").string("x", x).string("y", y).finish(),
        bytes,
    ))
}

fn okp(json: &Json) -> Option<(KeyType, String, usize)> {
    let crv = json.text("crv").filter(|crv| *crv == "Ed25519")?;
    let x = coordinate(json, "x", 32)?;
    if base64url::decode(x).is_none_or(|point| is_weak_point(&point)) {
        return None;
    }
    Some((
        KeyType::Ed25519,
        ObjectWriter::default().string("crv", crv).string("kty", "OKP").string("x", x).finish(),
        32,
    ))
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

fn coordinate<'a>(json: &'a Json, name: &str, length: usize) -> Option<&'a str> {
    let text = json.text(name)?;
    let bytes = base64url::decode(text)?;
    (bytes.len() == length && bytes.iter().any(|byte| *byte != 0)).then_some(text)
}
