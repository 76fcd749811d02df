//! The one error type: a code, what was expected, what came. Nothing secret is ever put in.

use alloc::{boxed::Box, string::String};
use core::fmt;

pub use super::codes::{Code, Phase, Reaction};
use super::text::untrusted;

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
    /// Makes the provider's words safe to show.
    #[must_use]
    pub fn new(error: &str, description: Option<&str>, uri: Option<&str>) -> Self {
        Self {
            error: untrusted(error, 64),
            description: description.map(|text| untrusted(text, 500)),
            uri: uri.map(|text| untrusted(text, 500)),
        }
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

    /// An error in the provider's words.
    #[must_use]
    #[cold]
    #[inline(never)]
    pub fn of_provider(code: Code, words: ProviderError) -> Self {
        // Where the code says the same, it is not said twice.
        let found = if words.error == code.name() { "" } else { words.error.as_str() };
        let mut error = Self::new(code, "", "", found);
        error.0.provider = Some(words);
        error
    }

    /// The code.
    #[must_use]
    pub fn code(&self) -> Code {
        self.0.code
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

    #[test]
    fn a_message_names_field_expected_and_found() {
        let error = Error::new(Code::ConfigInvalid, "issuer", "an https URL", "ftp://x\n");
        assert_eq!(error.to_string(), "config_invalid: issuer; expected an https URL; found ftp://x");
    }

    #[test]
    fn every_code_has_its_own_name() {
        for (index, code) in Code::ALL.iter().enumerate() {
            assert!(!Code::ALL[..index].iter().any(|other| other.name() == code.name()), "{code:?}");
        }
    }
}
