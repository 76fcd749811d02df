//! The one error type: a code, what was expected, what came. Nothing secret is ever put in.

use alloc::{boxed::Box, string::String};
use core::fmt;

pub use super::codes::{Code, Phase, Reaction};
use super::{
    json::Json,
    json_writer::ObjectWriter,
    text::{cut, untrusted},
};

/// An error. Cheap to pass on: it is one pointer wide.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Error(Box<Details>);

/// What an [`Error`] says.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Details {
    /// What went wrong.
    pub code: Code,
    /// The option, member, parameter or claim it is about.
    pub field: &'static str,
    /// What was expected of it.
    pub expected: String,
    /// What came, made safe to show; never a token.
    pub found: String,
    /// The provider's own words.
    pub provider: Option<ProviderError>,
}

/// An OAuth error in the provider's words (RFC 6749 4.1.2.1 and 5.2): untrusted text, cut, without control characters.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ProviderError {
    /// `error`
    pub error: String,
    /// `error_description`: may be in any language
    pub description: Option<String>,
    /// `error_uri`
    pub uri: Option<String>,
}

impl ProviderError {
    /// The words of a response, made safe to show; `None` where it is no error.
    #[must_use]
    #[inline(never)]
    pub fn read(response: &Json<'_>) -> Option<Self> {
        Some(Self {
            error: untrusted(response.text("error")?, 64),
            description: response.text("error_description").map(|text| untrusted(text, 500)),
            uri: response.text("error_uri").map(|text| untrusted(text, 500)),
        })
    }
}

impl ProviderError {
    /// Writes the words as JavaScript names them.
    pub fn write(&self, writer: &mut ObjectWriter) {
        writer
            .string("error", &self.error)
            .optional("description", self.description.as_deref())
            .optional("uri", self.uri.as_deref());
    }
}

impl Error {
    /// An error of that code about one option, member, parameter or claim (or `""`), with what was expected of it and what came. Both
    /// are cut and cleaned; neither is ever a secret.
    #[must_use]
    #[cold]
    #[inline(never)]
    pub fn new(code: Code, field: &'static str, expected: &str, found: &str) -> Self {
        Self(Box::new(Details {
            code,
            field,
            expected: untrusted(expected, 300),
            found: untrusted(found, 300),
            provider: None,
        }))
    }

    /// An error that is always the same: `field|what was expected|what came`. One text costs less than three.
    #[must_use]
    #[cold]
    #[inline(never)]
    pub fn of(code: Code, what: &'static str) -> Self {
        Self::found(code, what, "")
    }

    /// An error about `field|what was expected`, and what came.
    #[must_use]
    #[cold]
    #[inline(never)]
    pub fn found(code: Code, what: &'static str, found: &str) -> Self {
        let (field, rest) = cut(what, b'|').unwrap_or((what, ""));
        let (expected, always) = cut(rest, b'|').unwrap_or((rest, found));
        Self::new(code, field, expected, always)
    }

    /// An error in the provider's words.
    #[must_use]
    #[cold]
    #[inline(never)]
    pub fn of_provider(code: Code, words: ProviderError) -> Self {
        let mut error = Self::new(code, "", "", &words.error);
        error.0.provider = Some(words);
        error
    }

    /// The code.
    #[must_use]
    pub fn code(&self) -> Code {
        self.0.code
    }

    /// What the npm package makes an `AuthError` of: a JSON object.
    #[must_use]
    #[inline(never)]
    pub fn to_json(&self) -> String {
        let Details { code, field, expected, found, provider } = self.details();
        let mut writer = ObjectWriter::default();
        writer.number("code", code.number()).string("field", field).string("expected", expected).string("found", found);
        if let Some(words) = provider {
            let mut provider = ObjectWriter::default();
            words.write(&mut provider);
            writer.raw("provider", &provider.finish());
        }
        writer.finish()
    }

    /// All it says.
    #[must_use]
    pub fn details(&self) -> &Details {
        &self.0
    }
}

impl fmt::Display for Error {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Details { code, field, expected, found, .. } = &*self.0;
        formatter.write_str(code.name())?;
        for (label, text) in [(": ", *field), ("; expected ", expected), ("; found ", found)] {
            if !text.is_empty() {
                formatter.write_str(label)?;
                formatter.write_str(text)?;
            }
        }
        Ok(())
    }
}

impl core::error::Error for Error {}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::base::arena::Arena;

    #[test]
    fn a_message_names_field_expected_and_found() {
        let error = Error::new(Code::ConfigInvalid, "issuer", "an https URL", "ftp://x\n");
        assert_eq!(error.to_string(), "config_invalid: issuer; expected an https URL; found ftp://x");
        let expected = r#"{"code":0,"field":"issuer","expected":"an https URL","found":"ftp://x"}"#;
        assert_eq!(error.to_json(), expected);
    }

    #[test]
    fn b_09_the_words_of_a_provider_are_cut_and_cleaned() {
        let arena = Arena::default();
        let text = format!(r#"{{"error":"a\u0000b","error_uri":"{}"}}"#, "x".repeat(600));
        let words = ProviderError::read(Json::parse(&arena, &text).unwrap()).unwrap();
        let error = Error::of_provider(Code::ProviderError, words).to_json();
        let json = Json::parse(&arena, &error).unwrap();
        assert_eq!((json.number("code"), json.text("found")), (Some(Code::ProviderError.number()), Some("ab")));
        let words = json.get("provider");
        assert_eq!((words.text("error"), words.text("description")), (Some("ab"), None));
        assert_eq!(words.text("uri").map(str::len), Some(500));
        assert!(ProviderError::read(&Json::Null).is_none());
    }

    #[test]
    fn every_code_has_its_own_name() {
        for (index, code) in Code::ALL.iter().enumerate() {
            assert!(!Code::ALL[..index].iter().any(|other| other.name() == code.name()), "{code:?}");
        }
    }
}
