//! Absolute URLs taken apart, as far as the protocol looks into them: RFC 3986 without normalising.

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
        if text.bytes().any(|byte| byte <= b' ' || byte == 0x7f || byte == b'\\') {
            return None;
        }
        let (before, fragment) = split_optional(text, '#');
        let (before, query) = split_optional(before, '?');
        let (scheme, after) = before.split_once("://")?;
        let (authority, path) = match after.find('/') {
            Some(at) => after.split_at_checked(at)?,
            None => (after, ""),
        };
        let host = match authority.strip_prefix('[') {
            Some(rest) => authority.get(..rest.find(']')? + 2)?,
            None => authority.split(':').next()?,
        };
        let port = authority.strip_prefix(host)?;
        let port_ok = port.is_empty() || port.strip_prefix(':').is_some_and(|p| p.parse::<u16>().is_ok());
        let scheme_ok = !scheme.is_empty() && scheme.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b"+-.".contains(&b));
        let origin = text.get(..scheme.len() + 3 + authority.len())?;
        (scheme_ok && port_ok && !host.is_empty() && !authority.contains('@'))
            .then_some(Self { origin, scheme, host, path, query, fragment })
    }

    /// `https`, or `http` to this very machine (RFC 8252 section 8.3), or any `http` where the caller was told to allow that.
    #[must_use]
    pub fn is_safe(&self, allow_insecure: bool) -> bool {
        self.scheme == "https" || self.scheme == "http" && (allow_insecure || self.is_loopback())
    }

    fn is_loopback(&self) -> bool {
        let numeric = |host: &str| host.split('.').count() == 4 && host.split('.').all(|part| part.parse::<u8>().is_ok());
        self.host == "localhost" || self.host == "[::1]" || self.host.starts_with("127.") && numeric(self.host)
    }
}

fn split_optional(text: &str, separator: char) -> (&str, Option<&str>) {
    match text.split_once(separator) {
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
        for text in ["javascript:alert(1)", "data:text/html,x", "//x", "https://", "https://a@b/", "https://a:b/", "https://a b/", "HTTPS://a/"] {
            assert_eq!(AbsoluteUrl::parse(text), None, "{text}");
        }
    }

    #[test]
    fn only_loopback_may_do_without_tls() {
        let safe = |text| AbsoluteUrl::parse(text).unwrap().is_safe(false);
        assert!(safe("https://op.example") && safe("http://localhost:1") && safe("http://127.0.0.1") && safe("http://[::1]"));
        assert!(!safe("http://op.example") && !safe("http://127.evil.example") && !safe("ftp://localhost"));
    }
}
