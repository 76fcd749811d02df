//! Writes JSON text: records for storage, canonical keys, what goes out to JavaScript.

use alloc::string::String;

use super::{json::Json, text::decimal};

/// Builds one object, member by member.
pub struct ObjectWriter {
    text: String,
}

impl Default for ObjectWriter {
    fn default() -> Self {
        Self { text: String::from("{") }
    }
}

impl ObjectWriter {
    /// Adds a string.
    #[must_use]
    pub fn string(mut self, name: &str, value: &str) -> Self {
        self.name(name);
        write_string(&mut self.text, value);
        self
    }

    /// Adds a string where there is one.
    #[must_use]
    pub fn optional(self, name: &str, value: Option<&str>) -> Self {
        match value {
            Some(value) => self.string(name, value),
            None => self,
        }
    }

    /// Adds a whole number.
    #[must_use]
    pub fn number(self, name: &str, value: i64) -> Self {
        self.raw(name, &decimal(value))
    }

    /// Adds `true` or `false`.
    #[must_use]
    pub fn bool(self, name: &str, value: bool) -> Self {
        self.raw(name, if value { "true" } else { "false" })
    }

    /// Adds an array of strings.
    #[must_use]
    pub fn strings(mut self, name: &str, values: &[String]) -> Self {
        self.name(name);
        write_list(&mut self.text, values, |text, value| write_string(text, value));
        self
    }

    /// Adds a value that was read.
    #[must_use]
    pub fn json(mut self, name: &str, value: &Json) -> Self {
        self.name(name);
        write(&mut self.text, value);
        self
    }

    /// Adds text that is JSON already.
    #[must_use]
    pub fn raw(mut self, name: &str, json: &str) -> Self {
        self.name(name);
        self.text.push_str(json);
        self
    }

    /// The finished object.
    #[must_use]
    pub fn finish(mut self) -> String {
        self.text.push('}');
        self.text
    }

    fn name(&mut self, name: &str) {
        if self.text.len() > 1 {
            self.text.push(',');
        }
        write_string(&mut self.text, name);
        self.text.push(':');
    }
}

/// The text of a value.
#[must_use]
pub fn to_text(value: &Json) -> String {
    let mut text = String::new();
    write(&mut text, value);
    text
}

fn write(text: &mut String, value: &Json) {
    match value {
        Json::Null => text.push_str("null"),
        Json::Bool(value) => text.push_str(if *value { "true" } else { "false" }),
        Json::Number(number) => text.push_str(number),
        Json::String(value) => write_string(text, value),
        Json::Array(elements) => write_list(text, elements, write),
        Json::Object(members) => {
            text.push('{');
            for (index, (name, value)) in members.iter().enumerate() {
                if index > 0 {
                    text.push(',');
                }
                write_string(text, name);
                text.push(':');
                write(text, value);
            }
            text.push('}');
        }
    }
}

fn write_list<T>(text: &mut String, values: &[T], write_one: impl Fn(&mut String, &T)) {
    text.push('[');
    for (index, value) in values.iter().enumerate() {
        if index > 0 {
            text.push(',');
        }
        write_one(text, value);
    }
    text.push(']');
}

fn write_string(text: &mut String, value: &str) {
    text.push('"');
    for c in value.chars() {
        match c {
            '"' | '\\' => {
                text.push('\\');
                text.push(c);
            }
            '\0'..='\u{1f}' => {
                text.push_str("\\u00");
                let code = u32::from(c);
                text.extend([code >> 4, code & 15].map(|digit| char::from_digit(digit, 16).unwrap_or('0')));
            }
            _ => text.push(c),
        }
    }
    text.push('"');
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn escapes_what_must_be_escaped() {
        let text = ObjectWriter::default().string("a\"b", "\n\\ä").number("n", -5).bool("t", true).finish();
        assert_eq!(text, r#"{"a\"b":"\u000a\\ä","n":-5,"t":true}"#);
        assert_eq!(to_text(&Json::parse(text.as_bytes()).unwrap()), text);
    }
}
