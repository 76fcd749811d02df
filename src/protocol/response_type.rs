//! `response_type`: OAuth 2.0 Multiple Response Type Encoding Practices and OIDC Core 3.

use crate::base::{config::ResponseMode, text::cut};

/// What the authorization response is to carry: a set. The order in the parameter has no meaning.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ResponseType(u8);

const CODE: u8 = 1;
const ID_TOKEN: u8 = 2;
const TOKEN: u8 = 4;

impl ResponseType {
    /// OIDC Core 3.1.
    pub const CODE: Self = Self(CODE);
    /// OIDC Core 3.2, with an access token.
    pub const ID_TOKEN_TOKEN: Self = Self(ID_TOKEN | TOKEN);
    /// OIDC Core 3.2, without one.
    pub const ID_TOKEN: Self = Self(ID_TOKEN);
    /// OIDC Core 3.3, the smallest of the three.
    pub const CODE_ID_TOKEN: Self = Self(CODE | ID_TOKEN);

    /// Reads the parameter; `None` for one that signs nobody in, such as `token` or `none`.
    #[must_use]
    #[inline(never)]
    pub fn parse(text: &str) -> Option<Self> {
        let mut set = 0;
        let mut rest = Some(text);
        while let Some(words) = rest {
            let (word, after) = cut(words, b' ').map_or((words, None), |(word, after)| (word, Some(after)));
            let part = match word {
                "code" => CODE,
                "id_token" => ID_TOKEN,
                "token" => TOKEN,
                _ => return None,
            };
            if set & part != 0 {
                return None;
            }
            set |= part;
            rest = after;
        }
        (set != TOKEN).then_some(Self(set))
    }

    /// The parameter, in the order in which providers register it.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        const NAMES: &[&str] =
            &["code", "id_token", "code id_token", "token", "code token", "id_token token", "code id_token token"];
        NAMES.get(usize::from(self.0).wrapping_sub(1)).copied().unwrap_or_default()
    }

    /// Whether an authorization code is asked for.
    #[must_use]
    pub fn code(self) -> bool {
        self.0 & CODE != 0
    }

    /// Whether an ID token is asked for.
    #[must_use]
    pub fn id_token(self) -> bool {
        self.0 & ID_TOKEN != 0
    }

    /// Whether an access token is asked for.
    #[must_use]
    pub fn token(self) -> bool {
        self.0 & TOKEN != 0
    }

    /// Whether anything but the code comes through the browser's address bar.
    #[must_use]
    pub fn is_front_channel(self) -> bool {
        self.0 > CODE
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
