//! `application/x-www-form-urlencoded`, as the URL Standard reads and RFC 6749 Appendix B writes it.

use alloc::{string::String, vec::Vec};

use super::{
    arena::Arena,
    json::Json,
    text::{cut, find},
};

/// The pairs of a query, a fragment or a body, decoded: an object of strings, in which a name may stand twice. `+` is a space, `%2B` a
/// plus; an escape that is none stays as it is, and bytes that are not UTF-8 become U+FFFD, so that any text can be read.
#[must_use]
#[inline(never)]
pub fn decode<'a>(arena: &'a Arena, text: &'a str) -> &'a Json<'a> {
    let mut pairs = Vec::new();
    let mut rest = text;
    while !rest.is_empty() {
        let (pair, after) = cut(rest, b'&').unwrap_or((rest, ""));
        if !pair.is_empty() {
            let (name, value) = cut(pair, b'=').unwrap_or((pair, ""));
            pairs.push((decode_text(arena, name), Json::String(decode_text(arena, value))));
        }
        rest = after;
    }
    arena.value(Json::Object(arena.list(pairs)))
}

/// Adds `name=value` where there is a value.
#[inline(never)]
pub fn append_optional(text: &mut String, name: &str, value: Option<&str>) {
    if let Some(value) = value {
        append(text, name, value);
    }
}

/// Adds `name=value`, with `&` before it where something stands already. A space becomes `%20`, which queries and bodies both
/// understand.
#[inline(never)]
pub fn append(text: &mut String, name: &str, value: &str) {
    if !matches!(text.bytes().last(), None | Some(b'?' | b'&')) {
        text.push('&');
    }
    encode_text(text, name);
    text.push('=');
    encode_text(text, value);
}

#[inline(never)]
fn decode_text<'a>(arena: &'a Arena, text: &'a str) -> &'a str {
    // Tokens have none of either, and are long.
    if find(text, b'%').or(find(text, b'+')).is_none() {
        return text;
    }
    let mut bytes = Vec::new();
    let mut rest = text.as_bytes();
    while let Some((byte, tail)) = rest.split_first() {
        rest = tail;
        let mut decoded = if *byte == b'+' { b' ' } else { *byte };
        if let (b'%', [high, low, after @ ..]) = (byte, tail)
            && let (Some(high), Some(low)) = (hexadecimal(*high), hexadecimal(*low))
        {
            decoded = high * 16 + low;
            rest = after;
        }
        bytes.push(decoded);
    }
    let mut replaced = String::new();
    arena.text(core::str::from_utf8(&bytes).unwrap_or_else(|_| {
        for byte in &bytes {
            replaced.push(if byte.is_ascii() { char::from(*byte) } else { char::REPLACEMENT_CHARACTER });
        }
        &replaced
    }))
}

fn encode_text(result: &mut String, text: &str) {
    for byte in text.bytes() {
        if byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'.' | b'_' | b'~') {
            result.push(char::from(byte));
        } else {
            result.push('%');
            for digit in [byte >> 4, byte & 15] {
                result.push(char::from(if digit < 10 { b'0' + digit } else { b'A' - 10 + digit }));
            }
        }
    }
}

/// The value of one hexadecimal digit.
#[must_use]
pub fn hexadecimal(byte: u8) -> Option<u8> {
    match byte {
        b'0'..=b'9' => Some(byte - b'0'),
        b'a'..=b'f' => Some(byte - b'a' + 10),
        b'A'..=b'F' => Some(byte - b'A' + 10),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn pair(text: &str) -> (String, String) {
        let arena = Arena::default();
        let (name, value) = decode(&arena, text).members().first().unwrap();
        ((*name).into(), value.as_str().unwrap().into())
    }

    #[test]
    fn decoding_is_exact() {
        assert_eq!(pair("a+b=c%2Bd+e"), ("a b".into(), "c+d e".into()));
        assert_eq!(pair("a=b=c"), ("a".into(), "b=c".into()));
        assert_eq!(pair("a"), ("a".into(), String::new()));
        assert_eq!(pair("a=%zz%4").1, "%zz%4");
        assert_eq!(pair("a=%C3%A4%ff").1, "\u{fffd}\u{fffd}\u{fffd}");
        assert_eq!(decode(&Arena::default(), "&&").members(), []);
    }

    #[test]
    fn encoding_leaves_only_unreserved_characters() {
        let mut text = String::from("x=1");
        append(&mut text, "a b", "ä+&=#");
        assert_eq!(text, "x=1&a%20b=%C3%A4%2B%26%3D%23");
    }
}
