//! A reader of JSON from outside, RFC 8259, that refuses what other readers let pass: repeated members, anything after the value,
//! invalid UTF-8, absurd depth or size.

use alloc::{string::String, vec::Vec};

use super::{
    form::hexadecimal,
    json::{Json, JsonError, MAX_BYTES, MAX_DEPTH, MAX_MEMBERS},
};

/// Reads a whole document.
///
/// # Errors
/// What [`JsonError`] names.
pub(super) fn read(bytes: &[u8]) -> Result<Json, JsonError> {
    if bytes.len() > MAX_BYTES {
        return Err(JsonError::TooLarge);
    }
    let text = core::str::from_utf8(bytes).map_err(|_| JsonError::NotUtf8)?;
    let mut reader = Reader { text, at: 0 };
    let value = reader.value(0)?;
    reader.skip_space();
    if reader.at == text.len() { Ok(value) } else { Err(JsonError::Malformed) }
}

struct Reader<'a> {
    text: &'a str,
    at: usize,
}

impl<'a> Reader<'a> {
    fn value(&mut self, depth: usize) -> Result<Json, JsonError> {
        self.skip_space();
        match self.peek() {
            Some(b'{') => self.object(depth),
            Some(b'[') => self.array(depth),
            Some(b'"') => self.string().map(Json::String),
            Some(b'-' | b'0'..=b'9') => self.number(),
            _ if self.take("true") => Ok(Json::Bool(true)),
            _ if self.take("false") => Ok(Json::Bool(false)),
            _ if self.take("null") => Ok(Json::Null),
            _ => Err(JsonError::Malformed),
        }
    }

    fn object(&mut self, depth: usize) -> Result<Json, JsonError> {
        self.open(depth)?;
        let mut members: Vec<(String, Json)> = Vec::new();
        self.skip_space();
        if self.take("}") {
            return Ok(Json::Object(members));
        }
        loop {
            self.skip_space();
            let name = self.string()?;
            if members.iter().any(|(n, _)| *n == name) {
                return Err(JsonError::RepeatedMember);
            }
            if members.len() == MAX_MEMBERS {
                return Err(JsonError::TooDeep);
            }
            self.skip_space();
            self.expect(":")?;
            members.push((name, self.value(depth + 1)?));
            self.skip_space();
            if self.take("}") {
                return Ok(Json::Object(members));
            }
            self.expect(",")?;
        }
    }

    fn array(&mut self, depth: usize) -> Result<Json, JsonError> {
        self.open(depth)?;
        let mut elements = Vec::new();
        self.skip_space();
        if self.take("]") {
            return Ok(Json::Array(elements));
        }
        loop {
            elements.push(self.value(depth + 1)?);
            self.skip_space();
            if self.take("]") {
                return Ok(Json::Array(elements));
            }
            self.expect(",")?;
        }
    }

    fn open(&mut self, depth: usize) -> Result<(), JsonError> {
        self.at += 1;
        if depth < MAX_DEPTH { Ok(()) } else { Err(JsonError::TooDeep) }
    }

    fn number(&mut self) -> Result<Json, JsonError> {
        let start = self.at;
        self.take("-");
        // RFC 8259 section 6: no leading zeros.
        if !self.take("0") && self.digits() == 0 {
            return Err(JsonError::Malformed);
        }
        if self.take(".") && self.digits() == 0 {
            return Err(JsonError::Malformed);
        }
        if self.take("e") || self.take("E") {
            let _sign = self.take("+") || self.take("-");
            if self.digits() == 0 {
                return Err(JsonError::Malformed);
            }
        }
        self.text.get(start..self.at).map(|text| Json::Number(text.into())).ok_or(JsonError::Malformed)
    }

    fn digits(&mut self) -> usize {
        let start = self.at;
        while matches!(self.peek(), Some(b'0'..=b'9')) {
            self.at += 1;
        }
        self.at - start
    }

    fn string(&mut self) -> Result<String, JsonError> {
        self.expect("\"")?;
        let mut result = String::new();
        loop {
            let start = self.at;
            while !matches!(self.peek(), None | Some(b'"' | b'\\' | 0..=0x1f)) {
                self.at += 1;
            }
            result.push_str(self.text.get(start..self.at).ok_or(JsonError::Malformed)?);
            match self.next() {
                Some(b'"') => return Ok(result),
                Some(b'\\') => result.push(self.escape()?),
                _ => return Err(JsonError::Malformed),
            }
        }
    }

    fn escape(&mut self) -> Result<char, JsonError> {
        match self.next() {
            Some(c @ (b'"' | b'\\' | b'/')) => Ok(char::from(c)),
            Some(b'b') => Ok('\u{8}'),
            Some(b'f') => Ok('\u{c}'),
            Some(b'n') => Ok('\n'),
            Some(b'r') => Ok('\r'),
            Some(b't') => Ok('\t'),
            Some(b'u') => self.unicode_escape(),
            _ => Err(JsonError::Malformed),
        }
    }

    fn unicode_escape(&mut self) -> Result<char, JsonError> {
        let first = self.hexadecimal()?;
        let scalar = if (0xd800..0xdc00).contains(&first) {
            self.expect("\\u")?;
            let second = self.hexadecimal()?;
            if !(0xdc00..0xe000).contains(&second) {
                return Err(JsonError::Malformed);
            }
            0x10000 + ((first - 0xd800) << 10) + (second - 0xdc00)
        } else {
            first
        };
        // A lone surrogate has no UTF-8 form.
        char::from_u32(scalar).ok_or(JsonError::Malformed)
    }

    fn hexadecimal(&mut self) -> Result<u32, JsonError> {
        let mut number = 0;
        for _ in 0..4 {
            let digit = self.next().and_then(hexadecimal).ok_or(JsonError::Malformed)?;
            number = number * 16 + u32::from(digit);
        }
        Ok(number)
    }

    fn skip_space(&mut self) {
        while matches!(self.peek(), Some(b' ' | b'\t' | b'\n' | b'\r')) {
            self.at += 1;
        }
    }

    fn peek(&self) -> Option<u8> {
        self.text.as_bytes().get(self.at).copied()
    }

    fn next(&mut self) -> Option<u8> {
        let byte = self.peek()?;
        self.at += 1;
        Some(byte)
    }

    fn take(&mut self, word: &str) -> bool {
        let found = self.text.as_bytes().get(self.at..).is_some_and(|rest| rest.starts_with(word.as_bytes()));
        if found {
            self.at += word.len();
        }
        found
    }

    fn expect(&mut self, word: &str) -> Result<(), JsonError> {
        if self.take(word) { Ok(()) } else { Err(JsonError::Malformed) }
    }
}
