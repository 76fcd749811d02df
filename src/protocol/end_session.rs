//! Logout at the provider: OpenID Connect RP-Initiated Logout 1.0, section 2.

use alloc::string::String;

use crate::base::{arena::Arena, text::find};

/// How the browser is to leave for the end session endpoint.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct EndSessionRequest<'a> {
    /// The endpoint, with the parameters as its query unless they are to be posted.
    pub url: &'a str,
    /// The parameters of a POST, encoded, for a URL that would be too long.
    pub form: Option<&'a str>,
}

/// Builds the request. A hint may have 32 kB, which servers refuse in a URL: beyond 8 kB it becomes a form, which section 2 allows.
#[must_use]
pub fn request<'a>(arena: &'a Arena, endpoint: &'a str, parameters: String) -> EndSessionRequest<'a> {
    if endpoint.len() + parameters.len() >= MAX_URL {
        return EndSessionRequest { url: endpoint, form: Some(arena.keep(parameters)) };
    }
    let separator = if find(endpoint, b'?').is_some() { "&" } else { "?" };
    EndSessionRequest { url: arena.join(&[endpoint, separator, &parameters]), form: None }
}

/// Bytes of a URL that servers in use accept.
pub const MAX_URL: usize = 8000;

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn i_04_a_long_hint_is_posted() {
        let arena = Arena::default();
        let short = request(&arena, "https://op.example/logout?a=1", "b=2".into());
        assert_eq!((short.url, short.form), ("https://op.example/logout?a=1&b=2", None));
        for (length, posted) in [(7900, false), (8001, true), (32_000, true)] {
            let parameters = format!("id_token_hint={}&state=s", "x".repeat(length));
            let request = request(&arena, "https://op.example/logout", parameters.clone());
            assert_eq!(request.form, posted.then_some(parameters.as_str()), "{length}");
            let url = if posted { String::new() } else { format!("?{parameters}") };
            assert_eq!(request.url, format!("https://op.example/logout{url}"));
        }
    }
}
