//! Options as JavaScript hands them over: read one after another, the first wrong one remembered.

use super::{
    error::{Code, Error},
    json::Json,
    text::cut,
};

/// Reads members of one object. What is wrong is asked for once, at the end, with [`Self::end`].
pub struct Options<'a> {
    json: &'a Json<'a>,
    error: Option<Error>,
}

impl<'a> Options<'a> {
    /// Begins to read.
    #[must_use]
    pub fn new(json: &'a Json<'a>) -> Self {
        Self { json, error: None }
    }

    /// Whatever it is; null where there is nothing.
    #[must_use]
    pub fn member(&self, name: &str) -> &'a Json<'a> {
        self.json.get(name)
    }

    /// A string; `null` counts as nothing.
    #[inline(never)]
    pub fn text(&mut self, name: &'static str) -> Option<&'a str> {
        match self.json.member(name) {
            None | Some(Json::Null) => None,
            Some(Json::String(text)) if !text.is_empty() => Some(text),
            Some(Json::String(_)) => self.wrong_kind(name, "a string", "an empty one"),
            Some(_) => self.wrong_kind(name, "a string", "another type"),
        }
    }

    /// A string that must be there.
    #[inline(never)]
    pub fn required(&mut self, name: &'static str) -> &'a str {
        self.text(name).or_else(|| self.wrong_kind(name, "a string", "nothing")).unwrap_or_default()
    }

    /// One of a few words that single spaces part; gives its place among them, the first where there is nothing.
    #[inline(never)]
    pub fn one_of(&mut self, name: &'static str, words: &'static str) -> usize {
        let Some(text) = self.text(name) else { return 0 };
        let (mut place, mut rest) = (0, words);
        while let Some((word, after)) = cut(rest, b' ') {
            if word == text {
                return place;
            }
            (place, rest) = (place + 1, after);
        }
        if rest != text {
            self.wrong_kind::<()>(name, words, text);
        }
        place
    }

    /// Whole seconds up to a limit.
    #[inline(never)]
    pub fn seconds(&mut self, name: &'static str, limit: i64) -> Option<i64> {
        let value = self.json.member(name)?;
        match value.as_seconds() {
            Some(seconds) if (0..=limit).contains(&seconds) => Some(seconds),
            _ => self.wrong_kind(name, "whole seconds", "another value"),
        }
    }

    /// `true` or `false`.
    #[inline(never)]
    pub fn bool(&mut self, name: &'static str, default: bool) -> bool {
        match self.json.member(name) {
            None => default,
            Some(Json::Bool(value)) => *value,
            Some(_) => self.wrong_kind::<()>(name, "true or false", "another type").is_some(),
        }
    }

    /// Remembers that an option is wrong: `option|what was expected|what came`.
    #[cold]
    #[inline(never)]
    pub fn wrong<T>(&mut self, what: &'static str) -> Option<T> {
        self.fail(Code::ConfigInvalid, what, "");
        None
    }

    /// Remembers that an option is wrong: `option|what was expected`, and what came.
    #[cold]
    #[inline(never)]
    pub fn wrong_one<T>(&mut self, what: &'static str, found: &str) -> Option<T> {
        self.fail(Code::ConfigInvalid, what, found);
        None
    }

    /// Remembers an error, unless there was one before, as [`Error::found`] takes it.
    #[inline(never)]
    pub fn fail(&mut self, code: Code, what: &'static str, found: &str) {
        self.error.get_or_insert_with(|| Error::found(code, what, found));
    }

    /// Remembers that an option is of the wrong kind.
    #[cold]
    #[inline(never)]
    pub fn wrong_kind<T>(&mut self, name: &'static str, expected: &str, found: &str) -> Option<T> {
        self.error.get_or_insert_with(|| Error::new(Code::ConfigInvalid, name, expected, found));
        None
    }

    /// The first error.
    ///
    /// # Errors
    /// What was remembered.
    pub fn end(self) -> Result<(), Error> {
        self.error.map_or(Ok(()), Err)
    }
}
