//! A reader of JSON from outside, RFC 8259, that refuses what other readers let pass: repeated members, anything after the value,
//! absurd depth or size. (A `str` is UTF-8 already.)

use alloc::{string::String, vec::Vec};

use super::{
    arena::Arena,
    form::hexadecimal,
    json::{Json, JsonError, MAX_BYTES, MAX_DEPTH, MAX_MEMBERS},
};

/// Reads a whole document.
///
/// # Errors
/// What [`JsonError`] names.
pub(super) fn read<'a>(arena: &'a Arena, text: &'a str) -> Result<Json<'a>, JsonError> {
    if text.len() > MAX_BYTES {
        return Err(JsonError::TooLarge);
    }
    let mut reader = Reader { arena, text, at: 0 };
    let value = reader.value(0)?;
    if reader.next_is_space_then(None) { Ok(value) } else { Err(JsonError::Malformed) }
}

struct Reader<'a> {
    arena: &'a Arena,
    text: &'a str,
    at: usize,
}

impl<'a> Reader<'a> {
    fn value(&mut self, depth: usize) -> Result<Json<'a>, JsonError> {
        self.skip_space();
        match self.peek() {
            Some(b'{') => self.list(b'}', depth),
            Some(b'[') => self.list(b']', depth),
            Some(b'"') => self.string().map(Json::String),
            Some(b'-' | b'0'..=b'9') => self.number(),
            _ if self.take("true") => Ok(Json::Bool(true)),
            _ if self.take("false") => Ok(Json::Bool(false)),
            _ if self.take("null") => Ok(Json::Null),
            _ => Err(JsonError::Malformed),
        }
    }

    // An object or an array: they differ in the names.
    fn list(&mut self, end: u8, depth: usize) -> Result<Json<'a>, JsonError> {
        if depth == MAX_DEPTH {
            return Err(JsonError::TooDeep);
        }
        self.at += 1;
        let named = end == b'}';
        let mut members: Vec<(&'a str, Json<'a>)> = Vec::new();
        let mut more = !self.next_is_space_then(Some(end));
        while more {
            let mut name = "";
            if named {
                self.skip_space();
                name = self.string()?;
                if members.iter().any(|(n, _)| *n == name) {
                    return Err(JsonError::RepeatedMember);
                }
                if members.len() == MAX_MEMBERS {
                    return Err(JsonError::TooDeep);
                }
                if !self.next_is_space_then(Some(b':')) {
                    return Err(JsonError::Malformed);
                }
            }
            members.push((name, self.value(depth + 1)?));
            more = self.next_is_space_then(Some(b','));
            if !more && !self.next_is_space_then(Some(end)) {
                return Err(JsonError::Malformed);
            }
        }
        let members = self.arena.list(members);
        Ok(if named { Json::Object(members) } else { Json::Array(members) })
    }

    fn number(&mut self) -> Result<Json<'a>, JsonError> {
        let start = self.at;
        self.take("-");
        // RFC 8259 section 6: no leading zeros.
        let whole = self.take("0") || self.digits();
        let fraction = !self.take(".") || self.digits();
        let exponent = if self.take("e") || self.take("E") {
            let _sign = self.take("+") || self.take("-");
            self.digits()
        } else {
            true
        };
        match self.text.get(start..self.at) {
            Some(text) if whole && fraction && exponent => Ok(Json::Number(text)),
            _ => Err(JsonError::Malformed),
        }
    }

    fn digits(&mut self) -> bool {
        let start = self.at;
        while matches!(self.peek(), Some(b'0'..=b'9')) {
            self.at += 1;
        }
        self.at > start
    }

    fn string(&mut self) -> Result<&'a str, JsonError> {
        if !self.take("\"") {
            return Err(JsonError::Malformed);
        }
        let mut unescaped: Option<String> = None;
        loop {
            let rest = self.text.get(self.at..).unwrap_or_default();
            let length = rest.bytes().position(|byte| matches!(byte, b'"' | b'\\' | 0..=0x1f));
            let (plain, _) = rest.split_at_checked(length.unwrap_or(0)).unwrap_or_default();
            self.at += plain.len() + 1;
            match rest.as_bytes().get(plain.len()) {
                Some(b'"') => {
                    let Some(mut text) = unescaped else { return Ok(plain) };
                    text.push_str(plain);
                    return Ok(self.arena.keep(text));
                }
                Some(b'\\') => {
                    let text = unescaped.get_or_insert_default();
                    text.push_str(plain);
                    text.push(self.escape().ok_or(JsonError::Malformed)?);
                }
                _ => return Err(JsonError::Malformed),
            }
        }
    }

    fn escape(&mut self) -> Option<char> {
        let byte = self.peek()?;
        self.at += 1;
        Some(match byte {
            b'"' | b'\\' | b'/' => char::from(byte),
            b'b' => '\u{8}',
            b'f' => '\u{c}',
            b'n' => '\n',
            b'r' => '\r',
            b't' => '\t',
            b'u' => return self.unicode_escape(),
            _ => return None,
        })
    }

    fn unicode_escape(&mut self) -> Option<char> {
        let mut scalar = self.hexadecimal()?;
        if (0xd800..0xdc00).contains(&scalar) && self.take("\\u") {
            let second = self.hexadecimal()?.checked_sub(0xdc00).filter(|low| *low < 0x400)?;
            scalar = 0x10000 + ((scalar - 0xd800) << 10) + second;
        }
        // A lone surrogate has no UTF-8 form.
        char::from_u32(scalar)
    }

    fn hexadecimal(&mut self) -> Option<u32> {
        let mut number = 0;
        for _ in 0..4 {
            number = number * 16 + u32::from(hexadecimal(self.peek()?)?);
            self.at += 1;
        }
        Some(number)
    }

    fn skip_space(&mut self) {
        while matches!(self.peek(), Some(b' ' | b'\t' | b'\n' | b'\r')) {
            self.at += 1;
        }
    }

    // White space, and then that byte or the end; taken where it is there.
    fn next_is_space_then(&mut self, wanted: Option<u8>) -> bool {
        self.skip_space();
        let found = self.peek() == wanted;
        self.at += usize::from(found);
        found
    }

    fn peek(&self) -> Option<u8> {
        self.text.as_bytes().get(self.at).copied()
    }

    fn take(&mut self, word: &str) -> bool {
        let found = self.text.as_bytes().get(self.at..).is_some_and(|rest| rest.starts_with(word.as_bytes()));
        if found {
            self.at += word.len();
        }
        found
    }
}
