//! Options as JavaScript hands them over: read one after another, the first wrong one remembered.

use alloc::string::String;

use super::{
    error::{Code, Error},
    json::Json,
};

/// Reads members of one object. What is wrong is asked for once, at the end, with [`Self::end`].
pub struct Options<'a> {
    json: &'a Json,
    error: Option<Error>,
}

impl<'a> Options<'a> {
    /// Begins to read.
    #[must_use]
    pub fn new(json: &'a Json) -> Self {
        Self { json, error: None }
    }

    /// A string; `null` counts as nothing.
    #[inline(never)]
    pub fn text(&mut self, name: &'static str) -> Option<String> {
        match self.json.member(name) {
            None | Some(Json::Null) => None,
            Some(Json::String(text)) if !text.is_empty() => Some(text.clone()),
            Some(Json::String(_)) => self.wrong(name, "a string", "an empty one"),
            Some(_) => self.wrong(name, "a string", "another type"),
        }
    }

    /// A string that must be there.
    #[inline(never)]
    pub fn required(&mut self, name: &'static str) -> String {
        if self.json.member(name).is_none() {
            self.wrong::<()>(name, "a string", "nothing");
        }
        self.text(name).unwrap_or_default()
    }

    /// One of a few words; gives its place among them, the first where there is nothing.
    #[inline(never)]
    pub fn one_of(&mut self, name: &'static str, words: &[&str]) -> usize {
        let Some(text) = self.text(name) else { return 0 };
        let at = words.iter().position(|word| *word == text);
        at.or_else(|| self.wrong(name, &words.join(" or "), &text)).unwrap_or(0)
    }

    /// Whole seconds up to a limit.
    #[inline(never)]
    pub fn seconds(&mut self, name: &'static str, limit: i64) -> Option<i64> {
        let value = self.json.member(name)?;
        match value.as_seconds() {
            Some(seconds) if (0..=limit).contains(&seconds) => Some(seconds),
            _ => self.wrong(name, "whole seconds within the limit", "another value"),
        }
    }

    /// `true` or `false`.
    #[inline(never)]
    pub fn bool(&mut self, name: &'static str, default: bool) -> bool {
        match self.json.member(name) {
            None => default,
            Some(Json::Bool(value)) => *value,
            Some(_) => self.wrong(name, "true or false", "another type").unwrap_or(default),
        }
    }

    /// Remembers that an option is wrong.
    #[cold]
    #[inline(never)]
    pub fn wrong<T>(&mut self, name: &'static str, expected: &str, found: &str) -> Option<T> {
        self.fail(Error::new(Code::ConfigInvalid, name, expected, found));
        None
    }

    /// Remembers an error, unless there was one before.
    pub fn fail(&mut self, error: Error) {
        self.error.get_or_insert(error);
    }

    /// The first error.
    ///
    /// # Errors
    /// What was remembered.
    pub fn end(self) -> Result<(), Error> {
        self.error.map_or(Ok(()), Err)
    }
}
