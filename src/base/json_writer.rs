//! Writes JSON objects: records for storage, canonical keys, what goes out to JavaScript.

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
    #[inline(never)]
    pub fn string(&mut self, name: &str, value: &str) -> &mut Self {
        self.raw(name, "");
        write_string(&mut self.text, value);
        self
    }

    /// Adds a string where there is one.
    #[inline(never)]
    pub fn optional(&mut self, name: &str, value: Option<&str>) -> &mut Self {
        match value {
            Some(value) => self.string(name, value),
            None => self,
        }
    }

    /// Adds a whole number.
    #[inline(never)]
    pub fn number(&mut self, name: &str, value: i64) -> &mut Self {
        self.raw(name, &decimal(value))
    }

    /// Adds `true` or `false`.
    #[inline(never)]
    pub fn bool(&mut self, name: &str, value: bool) -> &mut Self {
        self.raw(name, if value { "true" } else { "false" })
    }

    /// Adds text that is JSON already.
    #[inline(never)]
    pub fn raw(&mut self, name: &str, json: &str) -> &mut Self {
        if self.text.len() > 1 {
            self.text.push(',');
        }
        write_string(&mut self.text, name);
        self.text.push(':');
        self.text.push_str(json);
        self
    }

    /// Adds a value as it was read.
    #[inline(never)]
    pub fn json(&mut self, name: &str, value: &Json<'_>) -> &mut Self {
        self.raw(name, "");
        write(&mut self.text, value);
        self
    }

    /// The finished object.
    #[inline(never)]
    pub fn finish(&mut self) -> String {
        self.text.push('}');
        core::mem::take(&mut self.text)
    }
}

fn write(text: &mut String, value: &Json<'_>) {
    let (brackets, is_object) = match value {
        Json::Null => return text.push_str("null"),
        Json::Bool(value) => return text.push_str(if *value { "true" } else { "false" }),
        Json::Number(number) => return text.push_str(number),
        Json::String(string) => return write_string(text, string),
        Json::Array(_) => (['[', ']'], false),
        Json::Object(_) => (['{', '}'], true),
    };
    let [open, close] = brackets;
    text.push(open);
    for (place, (name, value)) in value.members().iter().enumerate() {
        if place > 0 {
            text.push(',');
        }
        if is_object {
            write_string(text, name);
            text.push(':');
        }
        write(text, value);
    }
    text.push(close);
}

fn write_string(text: &mut String, value: &str) {
    text.push('"');
    let mut rest = value;
    // The stretches between what must be escaped, all of which is ASCII.
    while let Some(at) = rest.bytes().position(|byte| byte < b' ' || byte == b'"' || byte == b'\\') {
        let (plain, tail) = rest.split_at_checked(at).unwrap_or((rest, ""));
        text.push_str(plain);
        let byte = tail.bytes().next().unwrap_or(b' ');
        text.push_str("\\u00");
        for digit in [byte >> 4, byte & 15] {
            text.push(char::from(if digit < 10 { b'0' + digit } else { b'a' - 10 + digit }));
        }
        rest = tail.get(1..).unwrap_or_default();
    }
    text.push_str(rest);
    text.push('"');
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::base::{arena::Arena, json::Json};

    #[test]
    fn escapes_what_must_be_escaped() {
        let text = ObjectWriter::default().string("a\"b", "\n\\ä").number("n", -5).bool("t", true).finish();
        assert_eq!(text, r#"{"a\u0022b":"\u000a\u005cä","n":-5,"t":true}"#);
        assert_eq!(Json::parse(&Arena::default(), &text).unwrap().text("a\"b"), Some("\n\\ä"));
    }

    #[test]
    fn what_was_read_is_written_as_it_was() {
        let arena = Arena::default();
        let text = r#"[null,true,false,-1.50e3,"ä",[],{},{"a":[{"b":"c"},1]}]"#;
        let written = ObjectWriter::default().json("x", Json::parse(&arena, text).unwrap()).finish();
        assert_eq!(written, format!("{{\"x\":{text}}}"));
    }

    #[test]
    fn every_ascii_character_comes_back() {
        let all: String = (0..=0x7f_u8).map(char::from).collect();
        let text = ObjectWriter::default().string(&all, &all).finish();
        assert_eq!(serde_json::from_str::<serde_json::Value>(&text).unwrap()[&all], all.as_str());
        assert_eq!(Json::parse(&Arena::default(), &text).unwrap().text(&all), Some(all.as_str()));
    }
}
