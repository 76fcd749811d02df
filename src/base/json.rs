//! JSON values, RFC 8259. Numbers stay text, so none is rounded.

use alloc::{string::String, vec::Vec};

use super::{
    json_reader::read,
    text::{before, find, number},
};

/// A JSON value.
#[derive(Clone, Debug, PartialEq)]
pub enum Json {
    /// `null`
    Null,
    /// `true` or `false`
    Bool(bool),
    /// A number, as it was written.
    Number(String),
    /// A string, unescaped.
    String(String),
    /// An array.
    Array(Vec<Json>),
    /// Members in their order; no name twice.
    Object(Vec<(String, Json)>),
}

/// Why a text was not read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum JsonError {
    /// Longer than [`MAX_BYTES`].
    TooLarge,
    /// Nested deeper than [`MAX_DEPTH`], or an object of more than [`MAX_MEMBERS`].
    TooDeep,
    /// A member name twice in one object (RFC 8259 section 4).
    RepeatedMember,
    /// Not UTF-8.
    NotUtf8,
    /// Not JSON, or something after the value.
    Malformed,
}

/// One mebibyte: the largest document met in practice is a fiftieth of that.
pub const MAX_BYTES: usize = 1 << 20;
/// Levels of arrays and objects.
pub const MAX_DEPTH: usize = 32;
/// Members of one object; bounds the work of looking for repeated names.
pub const MAX_MEMBERS: usize = 1024;

impl Json {
    /// Reads a whole document.
    ///
    /// # Errors
    /// What [`JsonError`] names.
    #[inline(never)]
    pub fn parse(bytes: &[u8]) -> Result<Self, JsonError> {
        read(bytes)
    }

    /// The member of that name; `None` too where this is no object.
    #[must_use]
    #[inline(never)]
    pub fn member(&self, name: &str) -> Option<&Json> {
        match self {
            Self::Object(members) => members.iter().find(|(n, _)| n == name).map(|(_, value)| value),
            _ => None,
        }
    }

    /// The text of a string.
    #[must_use]
    pub fn as_str(&self) -> Option<&str> {
        match self {
            Self::String(text) => Some(text),
            _ => None,
        }
    }

    /// The string member of that name, as one of one's own.
    #[must_use]
    #[inline(never)]
    pub fn owned(&self, name: &str) -> Option<String> {
        self.text(name).map(String::from)
    }

    /// The whole number of that name, as [`Self::as_seconds`].
    #[must_use]
    #[inline(never)]
    pub fn number(&self, name: &str) -> Option<i64> {
        self.member(name)?.as_seconds()
    }

    /// The string member of that name.
    #[must_use]
    #[inline(never)]
    pub fn text(&self, name: &str) -> Option<&str> {
        self.member(name)?.as_str()
    }

    /// The elements of an array.
    #[must_use]
    pub fn as_array(&self) -> Option<&[Json]> {
        match self {
            Self::Array(elements) => Some(elements),
            _ => None,
        }
    }

    /// Whether it is an array with that string in it, or that string itself.
    #[must_use]
    pub fn holds(&self, wanted: &str) -> bool {
        match self {
            Self::Array(elements) => elements.iter().any(|element| element.as_str() == Some(wanted)),
            other => other.as_str() == Some(wanted),
        }
    }

    /// A boolean; also one given as the string `"true"` or `"false"`, which some providers write in their metadata.
    #[must_use]
    pub fn as_bool(&self) -> Option<bool> {
        match self {
            Self::Bool(value) => Some(*value),
            Self::String(text) if text == "true" => Some(true),
            Self::String(text) if text == "false" => Some(false),
            _ => None,
        }
    }

    /// A whole number of seconds; a fraction is cut off. Numbers with an exponent or beyond 64 bits are none: no date looks so.
    #[must_use]
    pub fn as_seconds(&self) -> Option<i64> {
        match self {
            Self::Number(text) if find(text, b'e').is_none() && find(text, b'E').is_none() => {
                number(before(text, b'.'))
            }
            _ => None,
        }
    }
}
