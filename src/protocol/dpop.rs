//! Proof of possession of a key, DPoP: RFC 9449. A proof is a JWT that names one request, signed by the key that the tokens are bound to.

use alloc::string::String;

use crate::base::{
    base64url,
    json_writer::ObjectWriter,
    text::{before, cut},
    time::Timestamp,
    url::AbsoluteUrl,
};

/// The algorithm of every key made here.
pub const ALG: &str = "ES256";

/// What a proof says (section 4.2).
#[derive(Clone, Copy, Debug)]
pub struct Proof<'a> {
    /// The public key: a JWK with nothing else in it.
    pub jwk: &'a str,
    /// `jti`, used once.
    pub jti: &'a str,
    /// `htm`
    pub method: &'a str,
    /// The address of the request.
    pub url: &'a str,
    /// `iat`
    pub issued_at: Timestamp,
    /// `ath`: the digest of the access token that goes along.
    pub ath: Option<&'a str>,
    /// `nonce`, as the server gave it.
    pub nonce: Option<&'a str>,
}

impl Proof<'_> {
    /// What the key is to sign: with the signature behind it, and a dot between them, it is the proof.
    #[must_use]
    pub fn signing_input(&self) -> String {
        let header = ObjectWriter::default().string("typ", "dpop+jwt").string("alg", ALG).raw("jwk", self.jwk).finish();
        let claims = ObjectWriter::default()
            .string("jti", self.jti)
            .string("htm", self.method)
            .string("htu", &htu(self.url))
            .number("iat", self.issued_at.seconds())
            .optional("ath", self.ath)
            .optional("nonce", self.nonce)
            .finish();
        let mut input = String::new();
        base64url::encode(&mut input, header.as_bytes());
        input.push('.');
        base64url::encode(&mut input, claims.as_bytes());
        input
    }
}

/// `htu`: the address as the server sees it, without query and fragment. Servers compare the string, so what a browser changes on the way
/// is changed here (RFC 3986 6.2.2, 6.2.3): case of the host, the default port, dot segments.
#[must_use]
pub fn htu(url: &str) -> String {
    let url = before(before(url, b'#'), b'?');
    let mut htu = origin(url);
    let start = htu.len();
    let path = AbsoluteUrl::parse(url).map_or("", |url| url.rest);
    let mut rest = Some(path.strip_prefix('/').unwrap_or(path));
    while let Some(text) = rest {
        let (segment, after) = cut(text, b'/').map_or((text, None), |(segment, after)| (segment, Some(after)));
        let dots = dots(segment);
        if dots == 2 {
            while htu.len() > start && htu.pop() != Some('/') {}
        }
        if dots == 0 || after.is_none() {
            htu.push('/');
        }
        if dots == 0 {
            htu.push_str(segment);
        }
        rest = after;
    }
    htu
}

/// The origin of an address, as browsers write it; the address itself where it is none.
#[must_use]
pub fn origin(url: &str) -> String {
    let Some(parts) = AbsoluteUrl::parse(url) else { return url.into() };
    let port = if parts.scheme == "https" { ":443" } else { ":80" };
    let mut origin = String::from(parts.scheme);
    origin.push_str("://");
    for c in parts.authority.strip_suffix(port).unwrap_or(parts.authority).chars() {
        origin.push(c.to_ascii_lowercase());
    }
    origin
}

// How many dots a dot segment has, which may be escaped; none for any other segment.
fn dots(segment: &str) -> usize {
    let (mut dots, mut rest) = (0, segment);
    while !rest.is_empty() {
        let escaped = rest.get(..3).filter(|start| start.eq_ignore_ascii_case("%2e")).and_then(|_| rest.get(3..));
        match rest.strip_prefix('.').or(escaped) {
            Some(after) if dots < 2 => (dots, rest) = (dots + 1, after),
            _ => return 0,
        }
    }
    dots
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn f_02_htu_is_what_the_server_sees() {
        for (url, expected) in [
            ("https://API.example:443/a/../b?x=1#f", "https://api.example/b"),
            ("https://api.example/b", "https://api.example/b"),
            ("https://api.example", "https://api.example/"),
            ("https://api.example?x", "https://api.example/"),
            ("https://api.example/#/a/b", "https://api.example/"),
            ("http://localhost:80/a/", "http://localhost/a/"),
            ("http://localhost:443/a", "http://localhost:443/a"),
            ("https://[2001:DB8::443]:8443/x", "https://[2001:db8::443]:8443/x"),
            ("https://api.example/a/./b/..", "https://api.example/a/"),
            ("https://api.example/../../%2E%2e/.%2E/c", "https://api.example/c"),
            ("https://api.example/a/%2e/b//c/...", "https://api.example/a/b//c/..."),
            ("https://api.example/A%2fb;c=d/ä", "https://api.example/A%2fb;c=d/ä"),
        ] {
            assert_eq!(htu(url), expected, "{url}");
        }
    }
}
