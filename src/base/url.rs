//! Absolute URLs taken apart, as far as the protocol looks into them: RFC 3986 without normalising.

use super::text::{cut, find, number};

/// The parts of an absolute URL with an authority.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct AbsoluteUrl<'a> {
    /// Scheme and authority, as written.
    pub origin: &'a str,
    /// Lower case only.
    pub scheme: &'a str,
    /// Without the port.
    pub host: &'a str,
    /// From the first `/`; may be empty.
    pub path: &'a str,
    /// Without `?`.
    pub query: Option<&'a str>,
    /// Without `#`.
    pub fragment: Option<&'a str>,
}

impl<'a> AbsoluteUrl<'a> {
    /// Takes a URL apart; `None` where it is no URL of the form `scheme://host[:port]/…`, names a user, or has a character that browsers
    /// drop or rewrite (white space, control characters, `\`).
    #[must_use]
    pub fn parse(text: &'a str) -> Option<Self> {
        let (before, fragment) = split_optional(text, b'#');
        let (before, query) = split_optional(before, b'?');
        let (scheme, after) = cut(before, b':')?;
        let after = after.strip_prefix("//")?;
        let (authority, path) = after.split_at_checked(find(after, b'/').unwrap_or(after.len()))?;
        let (host, port) = match cut(authority, b']') {
            Some((_, port)) => (authority.get(..authority.len() - port.len())?, port),
            None => authority.split_at_checked(find(authority, b':').unwrap_or(authority.len()))?,
        };
        let port_ok = port.is_empty() || port.strip_prefix(':').is_some_and(is_port);
        let scheme_ok = !scheme.is_empty() && scheme.bytes().all(|byte| byte.is_ascii_lowercase());
        let odd = |byte| byte <= b' ' || byte == 0x7f || byte == b'\\';
        let origin = text.get(..scheme.len() + 3 + authority.len())?;
        (scheme_ok && port_ok && !host.is_empty() && find(authority, b'@').is_none() && !text.bytes().any(odd))
            .then_some(Self { origin, scheme, host, path, query, fragment })
    }

    /// `https`, or `http` to this very machine (RFC 8252 section 8.3), or any `http` where the caller was told to allow that.
    #[must_use]
    pub fn is_safe(&self, allow_insecure: bool) -> bool {
        self.scheme == "https" || self.scheme == "http" && (allow_insecure || self.is_loopback())
    }

    fn is_loopback(&self) -> bool {
        let numeric = self.host.bytes().all(|byte| byte.is_ascii_digit() || byte == b'.');
        self.host == "localhost" || self.host == "[::1]" || self.host.starts_with("127.") && numeric
    }
}

/// Whether a URL is one that tokens and codes may go to: [`AbsoluteUrl::is_safe`], and no fragment.
#[must_use]
pub fn is_safe_endpoint(text: &str, allow_insecure: bool) -> bool {
    AbsoluteUrl::parse(text).is_some_and(|url| url.is_safe(allow_insecure) && url.fragment.is_none())
}

fn is_port(text: &str) -> bool {
    text.bytes().all(|byte| byte.is_ascii_digit()) && number(text).is_some_and(|port| port < 65536)
}

fn split_optional(text: &str, separator: u8) -> (&str, Option<&str>) {
    match cut(text, separator) {
        Some((before, after)) => (before, Some(after)),
        None => (text, None),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn takes_a_url_apart() {
        let url = AbsoluteUrl::parse("https://op.example:8443/a/b?x=1?#y#z").unwrap();
        assert_eq!((url.origin, url.host, url.path), ("https://op.example:8443", "op.example", "/a/b"));
        assert_eq!((url.query, url.fragment), (Some("x=1?"), Some("y#z")));
        assert_eq!(AbsoluteUrl::parse("http://[::1]:80").map(|url| url.host), Some("[::1]"));
    }

    #[test]
    fn refuses_what_is_no_web_address() {
        for text in [
            "javascript:alert(1)",
            "data:text/html,x",
            "//x",
            "https://",
            "https://a@b/",
            "https://a:b/",
            "https://a b/",
            "HTTPS://a/",
        ] {
            assert_eq!(AbsoluteUrl::parse(text), None, "{text}");
        }
    }

    #[test]
    fn only_loopback_may_do_without_tls() {
        let safe = |text| AbsoluteUrl::parse(text).unwrap().is_safe(false);
        assert!(
            safe("https://op.example")
                && safe("http://localhost:1")
                && safe("http://127.0.0.1")
                && safe("http://[::1]")
        );
        assert!(!safe("http://op.example") && !safe("http://127.evil.example") && !safe("ftp://localhost"));
    }
}
