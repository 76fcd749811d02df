//! JSON values, RFC 8259, in an [`Arena`]. Numbers stay text, so none is rounded.

use super::{
    arena::Arena,
    json_reader::read,
    text::{before, find, number},
};

/// A JSON value. Objects keep the order of their members.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Json<'a> {
    /// `null`
    Null,
    /// `true` or `false`
    Bool(bool),
    /// A number as it was written.
    Number(&'a str),
    /// A string, unescaped.
    String(&'a str),
    /// An array: members without names.
    Array(Members<'a>),
    /// An object: no name stands twice.
    Object(Members<'a>),
}

/// Names and values.
pub type Members<'a> = &'a [(&'a str, Json<'a>)];

/// Why a text is not taken as JSON.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum JsonError {
    /// More than [`MAX_BYTES`].
    TooLarge,
    /// Nested deeper than [`MAX_DEPTH`], or an object of more than [`MAX_MEMBERS`].
    TooDeep,
    /// A name stands twice in one object.
    RepeatedMember,
    /// Anything else that RFC 8259 does not allow.
    Malformed,
}

/// Bytes of the largest document.
pub const MAX_BYTES: usize = 1 << 20;
/// Levels of the deepest one.
pub const MAX_DEPTH: usize = 32;
/// Members of the largest object.
pub const MAX_MEMBERS: usize = 1024;

impl<'a> Json<'a> {
    /// Reads a whole document. What has no escapes is borrowed from the text.
    ///
    /// # Errors
    /// What [`JsonError`] names.
    #[inline(never)]
    pub fn parse(arena: &'a Arena, text: &'a str) -> Result<&'a Self, JsonError> {
        read(arena, text).map(|json| arena.value(json))
    }

    /// Reads a whole document that must be an object; `None` for any other.
    #[must_use]
    #[inline(never)]
    pub fn object(arena: &'a Arena, text: &'a str) -> Option<&'a Self> {
        Self::parse(arena, text).ok().filter(|json| matches!(json, Self::Object(_)))
    }

    /// Reads a document of our own; `null` where there is none, or somebody has changed it.
    #[must_use]
    #[inline(never)]
    pub fn parse_or_null(arena: &'a Arena, text: Option<&'a str>) -> &'a Self {
        text.and_then(|text| Self::parse(arena, text).ok()).unwrap_or(&Self::Null)
    }

    /// A member of an object.
    #[must_use]
    #[inline(never)]
    pub fn member(&self, name: &str) -> Option<&'a Json<'a>> {
        match self {
            Self::Object(members) => members.iter().find(|(n, _)| *n == name).map(|(_, value)| value),
            _ => None,
        }
    }

    /// Whether it is `null`, or nothing.
    #[must_use]
    pub fn is_null(&self) -> bool {
        matches!(self, Self::Null)
    }

    /// The members of an object or the elements of an array; none of anything else.
    #[must_use]
    pub fn members(&self) -> Members<'a> {
        match self {
            Self::Object(members) | Self::Array(members) => members,
            _ => &[],
        }
    }

    /// The string itself.
    #[must_use]
    pub fn as_str(&self) -> Option<&'a str> {
        match self {
            Self::String(text) => Some(text),
            _ => None,
        }
    }

    /// A member of an object; `null` where there is none.
    #[must_use]
    #[inline(never)]
    pub fn get(&self, name: &str) -> &'a Json<'a> {
        self.member(name).unwrap_or(&Json::Null)
    }

    /// A member that is a string.
    #[must_use]
    #[inline(never)]
    pub fn text(&self, name: &str) -> Option<&'a str> {
        self.member(name)?.as_str()
    }

    /// A member that is a string; nothing else is as good as an empty one.
    #[must_use]
    #[inline(never)]
    pub fn text_or_empty(&self, name: &str) -> &'a str {
        self.text(name).unwrap_or_default()
    }

    /// A member that is a number, as [`Self::as_seconds`].
    #[must_use]
    #[inline(never)]
    pub fn number(&self, name: &str) -> Option<i64> {
        self.member(name)?.as_seconds()
    }

    /// Whether a member is `true`.
    #[must_use]
    #[inline(never)]
    pub fn is_true(&self, name: &str) -> bool {
        matches!(self.member(name), Some(Self::Bool(true)))
    }

    /// Calls with each element of a member that is an array, or with the member where it is anything else.
    #[inline(never)]
    pub fn each(&self, name: &str, call: &mut dyn FnMut(&Json<'a>)) {
        match self.member(name) {
            Some(Self::Array(elements)) => {
                for (_, element) in *elements {
                    call(element);
                }
            }
            Some(one) => call(one),
            None => {}
        }
    }

    /// Whether this is that string, or an array that holds it.
    #[must_use]
    #[inline(never)]
    pub fn holds(&self, wanted: &str) -> bool {
        match self {
            Self::Array(elements) => elements.iter().any(|(_, element)| element.as_str() == Some(wanted)),
            one => one.as_str() == Some(wanted),
        }
    }

    /// A whole number; the fraction of another one is cut off, since dates are written with one (RFC 7519 section 2). `None` for one
    /// with an exponent and from 2^53 on, so that what is computed with it never overflows.
    #[must_use]
    #[inline(never)]
    pub fn as_seconds(&self) -> Option<i64> {
        match self {
            Self::Number(text) if find(text, b'e').is_none() && find(text, b'E').is_none() => {
                number(before(text, b'.')).filter(|number| number.unsigned_abs() < 1 << 53)
            }
            _ => None,
        }
    }
}
