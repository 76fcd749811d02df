//! The `apiTokens` option: how a token for an API is got.

use super::{arena::Arena, options::Options, url::is_safe_endpoint};

/// One way to a token for an API; each is one protocol.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ApiTokens<'a> {
    /// The access token of the sign-in, for every API.
    AccessToken,
    /// A UMA ticket per audience, with this permission.
    UmaTicket(&'a str),
    /// Tunnistamo's endpoint, which gives the tokens of all APIs at once.
    Tunnistamo(&'a str),
    /// RFC 8707: a refresh with `resource`.
    Resource,
}

impl<'a> ApiTokens<'a> {
    /// Reads the option; what is wrong is remembered.
    #[inline(never)]
    pub fn read(arena: &'a Arena, all: &mut Options<'a>, allow_insecure: bool) -> Self {
        let json = all.member("apiTokens");
        let kind = json.text("kind").unwrap_or(if json.is_null() { "access-token" } else { "" });
        match kind {
            "access-token" => Self::AccessToken,
            "uma-ticket" => Self::UmaTicket(json.text("permission").unwrap_or("#access")),
            "tunnistamo" => {
                let url = json.text_or_empty("url");
                if !is_safe_endpoint(url, allow_insecure) {
                    all.wrong_one::<()>("apiTokens.url|an https URL", url);
                }
                // Without the slash the real one redirects, and the request fails.
                Self::Tunnistamo(if url.ends_with('/') { url } else { arena.join(&[url, "/"]) })
            }
            "resource" => Self::Resource,
            _ => {
                all.wrong_one::<()>("apiTokens.kind|access-token, uma-ticket, tunnistamo or resource", kind);
                Self::AccessToken
            }
        }
    }

    /// The options of a call for a token that mean something here, the one it can't do without first.
    #[must_use]
    pub fn words(self) -> &'static str {
        match self {
            Self::AccessToken => "",
            Self::UmaTicket(_) => "audience permission",
            Self::Tunnistamo(_) => "audience",
            Self::Resource => "resource scope",
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::base::json::Json;

    fn read(text: &str) -> Result<String, String> {
        let arena = Arena::default();
        let mut options = Options::new(Json::parse(&arena, text).unwrap());
        let strategy = format!("{:?}", ApiTokens::read(&arena, &mut options, false));
        options.end().map(|()| strategy).map_err(|error| error.to_string())
    }

    #[test]
    fn each_kind_and_its_defaults() {
        for (text, expected) in [
            ("{}", "AccessToken"),
            (r#"{"apiTokens":{"kind":"access-token"}}"#, "AccessToken"),
            (r##"{"apiTokens":{"kind":"uma-ticket"}}"##, r##"UmaTicket("#access")"##),
            (r##"{"apiTokens":{"kind":"uma-ticket","permission":"#x"}}"##, r##"UmaTicket("#x")"##),
            (
                r#"{"apiTokens":{"kind":"tunnistamo","url":"https://t.example/api-tokens"}}"#,
                r#"Tunnistamo("https://t.example/api-tokens/")"#,
            ),
            (r#"{"apiTokens":{"kind":"resource"}}"#, "Resource"),
        ] {
            assert_eq!(read(text).as_deref(), Ok(expected));
        }
    }

    #[test]
    fn what_is_wrong_is_named() {
        for (text, field) in [
            (r#"{"apiTokens":{}}"#, "apiTokens.kind"),
            (r#"{"apiTokens":"uma-ticket"}"#, "apiTokens.kind"),
            (r#"{"apiTokens":{"kind":"tunnistamo"}}"#, "apiTokens.url"),
            (r#"{"apiTokens":{"kind":"tunnistamo","url":"http://t.example/api-tokens/"}}"#, "apiTokens.url"),
        ] {
            let message = read(text).unwrap_err();
            assert!(message.starts_with(&format!("config_invalid: {field}; expected ")), "{message}");
        }
    }
}
