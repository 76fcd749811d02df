//! `response_type`: OAuth 2.0 Multiple Response Type Encoding Practices and OIDC Core 3.

use crate::base::{config::ResponseMode, text::cut};

/// What the authorization response is to carry. Their order in the parameter has no meaning.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ResponseType {
    /// An authorization code.
    pub code: bool,
    /// An ID token.
    pub id_token: bool,
    /// An access token.
    pub token: bool,
}

impl ResponseType {
    /// OIDC Core 3.1.
    pub const CODE: Self = Self { code: true, id_token: false, token: false };
    /// OIDC Core 3.2, with an access token.
    pub const ID_TOKEN_TOKEN: Self = Self { code: false, id_token: true, token: true };
    /// OIDC Core 3.2, without one.
    pub const ID_TOKEN: Self = Self { code: false, id_token: true, token: false };
    /// OIDC Core 3.3, the smallest of the three.
    pub const CODE_ID_TOKEN: Self = Self { code: true, id_token: true, token: false };

    /// Reads the parameter; `None` for one that signs nobody in, such as `token` or `none`.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        let mut result = Self { code: false, id_token: false, token: false };
        let mut rest = Some(text);
        while let Some(words) = rest {
            let (word, after) = cut(words, b' ').map_or((words, None), |(word, after)| (word, Some(after)));
            let flag = match word {
                "code" => &mut result.code,
                "id_token" => &mut result.id_token,
                "token" => &mut result.token,
                _ => return None,
            };
            if core::mem::replace(flag, true) {
                return None;
            }
            rest = after;
        }
        (result.code || result.id_token).then_some(result)
    }

    /// The parameter, in the order in which providers register it.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match (self.code, self.id_token, self.token) {
            (true, true, true) => "code id_token token",
            (true, true, false) => "code id_token",
            (true, false, true) => "code token",
            (true, false, false) => "code",
            (false, _, true) => "id_token token",
            (false, _, false) => "id_token",
        }
    }

    /// Whether anything but the code comes through the browser's address bar.
    #[must_use]
    pub fn is_front_channel(self) -> bool {
        self.id_token || self.token
    }

    /// Where the response stands unless `response_mode` says otherwise (Encoding Practices 2.1, 5).
    #[must_use]
    pub fn default_mode(self) -> ResponseMode {
        if self.is_front_channel() { ResponseMode::Fragment } else { ResponseMode::Query }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn order_has_no_meaning_and_unknown_words_are_refused() {
        assert_eq!(ResponseType::parse("token id_token"), Some(ResponseType::ID_TOKEN_TOKEN));
        for text in ["code", "id_token", "id_token token", "code id_token", "code token", "code id_token token"] {
            assert_eq!(ResponseType::parse(text).map(ResponseType::as_str), Some(text));
        }
        for text in ["token", "none", "", "code code", "code  token", "Code"] {
            assert_eq!(ResponseType::parse(text), None, "{text}");
        }
    }
}
