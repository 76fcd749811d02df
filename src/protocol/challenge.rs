//! What an API answers a token with: `WWW-Authenticate` (RFC 9110 11.6.1), as RFC 6750 3, RFC 9449 7.1 and RFC 9470 3 fill it.

use alloc::{string::String, vec::Vec};

use crate::base::{
    arena::Arena,
    text::{number, untrusted},
};

/// One challenge. Parameters that nobody here acts on are left out.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Challenge<'a> {
    /// As written; empty where the server left it out, as Tunnistamo does.
    pub scheme: &'a str,
    /// `error`
    pub error: &'a str,
    /// `acr_values`
    pub acr_values: Option<&'a str>,
    /// `max_age`, seconds.
    pub max_age: Option<i64>,
}

impl Challenge<'_> {
    /// Whether the person has to sign in again, otherwise (RFC 9470 section 3).
    #[must_use]
    pub fn wants_step_up(&self) -> bool {
        self.error == "insufficient_user_authentication"
    }

    /// Whether the proof has to hold the nonce that came along (RFC 9449 section 9).
    #[must_use]
    pub fn wants_nonce(&self) -> bool {
        self.error == "use_dpop_nonce" && self.scheme.eq_ignore_ascii_case("dpop")
    }
}

/// The challenges of a header, whatever it holds: what can't be read is passed over.
#[must_use]
#[inline(never)]
pub fn read<'a>(arena: &'a Arena, header: &'a str) -> Vec<Challenge<'a>> {
    let mut challenges: Vec<Challenge<'a>> = Vec::new();
    let mut rest = header;
    while !rest.is_empty() {
        let (word, after) = split(rest, |byte| !is_token(byte));
        let value = after.trim_ascii_start().strip_prefix('=');
        if word.is_empty() {
            // A comma, a space, or what belongs nowhere; a quoted text as a whole, whatever is in it.
            rest = if rest.starts_with('"') { quoted(arena, rest).1 } else { skip_one(rest) };
        } else if let Some(value) = value {
            let value = value.trim_ascii_start();
            let (text, after) =
                if value.starts_with('"') { quoted(arena, value) } else { split(value, |byte| !is_token(byte)) };
            if challenges.is_empty() {
                challenges.push(Challenge::default());
            }
            if let Some(challenge) = challenges.last_mut() {
                set(challenge, word, text);
            }
            rest = after;
        } else {
            challenges.push(Challenge { scheme: word, ..Challenge::default() });
            rest = after;
        }
    }
    challenges
}

// The first of a name counts.
fn set<'a>(challenge: &mut Challenge<'a>, name: &str, value: &'a str) {
    if name.eq_ignore_ascii_case("error") && challenge.error.is_empty() {
        challenge.error = value;
    } else if name.eq_ignore_ascii_case("acr_values") && !value.is_empty() {
        challenge.acr_values = challenge.acr_values.or(Some(value));
    } else if name.eq_ignore_ascii_case("max_age") {
        let seconds = number(value).filter(|seconds| (0..1 << 31).contains(seconds));
        challenge.max_age = challenge.max_age.or(seconds);
    }
}

// A quoted-string (RFC 9110 5.6.4), cleaned, and what comes after it.
fn quoted<'a>(arena: &'a Arena, text: &'a str) -> (&'a str, &'a str) {
    let mut value = String::new();
    let mut characters = skip_one(text).chars();
    while let Some(character) = characters.next() {
        match character {
            '"' => break,
            '\\' => value.extend(characters.next()),
            other => value.push(other),
        }
    }
    (arena.keep(untrusted(&value, 300)), characters.as_str())
}

fn split(text: &str, ends: impl Fn(u8) -> bool) -> (&str, &str) {
    text.split_at_checked(text.bytes().position(ends).unwrap_or(text.len())).unwrap_or((text, ""))
}

fn skip_one(text: &str) -> &str {
    let mut characters = text.chars();
    characters.next();
    characters.as_str()
}

// RFC 9110 5.6.2
fn is_token(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || b"!#$%&'*+-.^_`|~".contains(&byte)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn challenge<'a>(scheme: &'a str, error: &'a str) -> Challenge<'a> {
        Challenge { scheme, error, ..Challenge::default() }
    }

    fn check(header: &str, expected: &[Challenge<'_>]) {
        assert_eq!(read(&Arena::default(), header), expected, "{header}");
    }

    #[test]
    fn rfc_9470_section_3() {
        let header = concat!(
            r#"Bearer error="insufficient_user_authentication", "#,
            r#"error_description="A different authentication level is required", acr_values="myACR""#,
        );
        let bearer = challenge("Bearer", "insufficient_user_authentication");
        check(header, &[Challenge { acr_values: Some("myACR"), ..bearer }]);
        let header = concat!(
            r#"Bearer error="insufficient_user_authentication", "#,
            r#"error_description="More recent authentication is required", max_age="5""#,
        );
        check(header, &[Challenge { max_age: Some(5), ..bearer }]);
    }

    #[test]
    fn j_01_several_schemes_quoted_commas_and_unknown_parameters() {
        let header = concat!(
            r#"Basic realm="a, \"b\", error=\"x\"" , Negotiate abc+/=="#,
            r#", , DPoP algs="ES256 PS256" , ERROR = use_dpop_nonce,Bearer scope="x",new=1, max_age = 5, acr_values="a b", error=e"#,
        );
        let last = Challenge { acr_values: Some("a b"), max_age: Some(5), ..challenge("Bearer", "e") };
        let arena = Arena::default();
        let found = read(&arena, header);
        assert_eq!(found.first(), Some(&challenge("Basic", "")));
        assert_eq!(found.iter().find(|challenge| challenge.wants_nonce()).map(|found| found.scheme), Some("DPoP"));
        assert_eq!(found.last(), Some(&last));
    }

    #[test]
    fn no_scheme_as_tunnistamo_writes_it() {
        check(r#"error="invalid_token", error_description="expired, revoked""#, &[challenge("", "invalid_token")]);
    }

    #[test]
    fn whatever_it_holds_it_is_read() {
        for header in
            ["", ",", "=", "\"", "a=\"", "a=\"\\", "Bearer", "ä=ö", "Bearer error=", "a b=c d=\"e\"f", "\u{0}"]
        {
            let _any = read(&Arena::default(), header);
        }
        check("Bearer max_age=-1, max_age=\"9999999999\"", &[challenge("Bearer", "")]);
        check("Bearer error=\"a\u{7}b\", error=second", &[challenge("Bearer", "ab")]);
        assert!(!challenge("Bearer", "use_dpop_nonce").wants_nonce());
    }
}
