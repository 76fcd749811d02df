//! Absolute URLs taken apart, as far as the protocol looks into them: RFC 3986 without normalising.

use super::text::{before, cut, find, number};

/// The parts of an absolute URL with an authority.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct AbsoluteUrl<'a> {
    /// Lower case only.
    pub scheme: &'a str,
    /// Host and port, as written.
    pub authority: &'a str,
    /// Path, query and fragment: from the first `/` on, or empty.
    pub rest: &'a str,
}

impl<'a> AbsoluteUrl<'a> {
    /// Takes a URL apart; `None` where it is no URL of the form `scheme://host[:port]/…`, names a user, or has a character that browsers
    /// drop or rewrite (white space, control characters, `\`).
    #[must_use]
    #[inline(never)]
    pub fn parse(text: &'a str) -> Option<Self> {
        let (scheme, after) = cut(text, b':')?;
        let after = after.strip_prefix("//")?;
        let end = after.bytes().position(|byte| matches!(byte, b'/' | b'?' | b'#'));
        let (authority, rest) = after.split_at_checked(end.unwrap_or(after.len()))?;
        let url = Self { scheme, authority, rest };
        let port = authority.get(url.host().len()..).unwrap_or_default();
        let port_ok = port.is_empty() || port.strip_prefix(':').is_some_and(is_port);
        let odd = |byte| byte <= b' ' || byte == 0x7f || byte == b'\\';
        let scheme_ok = !scheme.is_empty() && scheme.bytes().all(|byte| byte.is_ascii_lowercase());
        (scheme_ok && port_ok && !url.host().is_empty() && find(authority, b'@').is_none() && !text.bytes().any(odd))
            .then_some(url)
    }

    /// Without the port.
    #[must_use]
    pub fn host(&self) -> &'a str {
        match find(self.authority, b']') {
            Some(end) => self.authority.get(..=end).unwrap_or_default(),
            None => before(self.authority, b':'),
        }
    }

    /// Whether there is a fragment, an empty one too.
    #[must_use]
    pub fn has_fragment(&self) -> bool {
        find(self.rest, b'#').is_some()
    }

    /// `https`, or `http` to this very machine (RFC 8252 section 8.3), or any `http` where the caller was told to allow that.
    #[must_use]
    #[inline(never)]
    pub fn is_safe(&self, allow_insecure: bool) -> bool {
        self.scheme == "https" || self.scheme == "http" && (allow_insecure || self.is_loopback())
    }

    fn is_loopback(&self) -> bool {
        let host = self.host();
        let numeric = host.bytes().all(|byte| byte.is_ascii_digit() || byte == b'.');
        host == "localhost" || host == "[::1]" || host.starts_with("127.") && numeric
    }
}

fn is_port(text: &str) -> bool {
    find(text, b'-').is_none() && number(text).is_some_and(|port| port < 65536)
}

/// Whether a URL is one that tokens and codes may go to: [`AbsoluteUrl::is_safe`], and no fragment.
#[must_use]
pub fn is_safe_endpoint(text: &str, allow_insecure: bool) -> bool {
    AbsoluteUrl::parse(text).is_some_and(|url| url.is_safe(allow_insecure) && !url.has_fragment())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn takes_a_url_apart() {
        let url = AbsoluteUrl::parse("https://op.example:8443/a/b?x=1?#y#z").unwrap();
        assert_eq!((url.authority, url.host(), url.rest), ("op.example:8443", "op.example", "/a/b?x=1?#y#z"));
        assert!(url.has_fragment());
        assert_eq!(AbsoluteUrl::parse("http://[::1]:80").map(|url| url.host()), Some("[::1]"));
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
