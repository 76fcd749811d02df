//! base64url without padding, RFC 7515 section 2, strict: no padding, no white space, no set bits after the end. Written here because a
//! general decoder costs every visitor 2 kB; the tests compare it with the `base64` crate.

use alloc::{string::String, vec::Vec};

use super::arena::Arena;

/// Decodes to bytes, or `None` where it is not canonical base64url.
#[must_use]
#[inline(never)]
pub fn decode<'a>(arena: &'a Arena, text: &str) -> Option<&'a [u8]> {
    let mut bytes = Vec::with_capacity(text.len());
    let (mut bits, mut count) = (0_u32, 0);
    for byte in text.bytes() {
        let value = match byte {
            b'A'..=b'Z' => byte - b'A',
            b'a'..=b'z' => byte - b'a' + 26,
            b'0'..=b'9' => byte - b'0' + 52,
            b'-' => 62,
            b'_' => 63,
            _ => return None,
        };
        bits = bits << 6 | u32::from(value);
        count += 6;
        if count >= 8 {
            count -= 8;
            bytes.push(u8::try_from(bits >> count).ok()?);
            bits &= (1 << count) - 1;
        }
    }
    // A single character left over, or bits that no byte holds.
    (count < 6 && bits == 0).then(|| arena.list(bytes))
}

/// Encodes, and adds it to a text.
#[inline(never)]
pub fn encode(text: &mut String, bytes: &[u8]) {
    let (mut bits, mut count) = (0_u32, 0);
    let mut push = |value: u32| {
        let place = usize::try_from(value & 63).unwrap_or(0);
        text.push(char::from(ALPHABET.get(place).copied().unwrap_or(b'A')));
    };
    for byte in bytes {
        bits = bits << 8 | u32::from(*byte);
        count += 8;
        while count >= 6 {
            count -= 6;
            push(bits >> count);
        }
    }
    if count > 0 {
        push(bits << (6 - count));
    }
}

const ALPHABET: &[u8] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";

/// Decodes to text, or `None` where it is not canonical base64url of UTF-8.
#[must_use]
pub fn decode_text<'a>(arena: &'a Arena, text: &str) -> Option<&'a str> {
    core::str::from_utf8(decode(arena, text)?).ok()
}

/// How many bytes canonical base64url stands for.
#[must_use]
pub fn decoded_length(text: &str) -> usize {
    text.len() * 3 / 4
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rfc7515_appendix_c() {
        assert_eq!(decode(&Arena::default(), "A-z_4ME"), Some(&[3, 236, 255, 224, 193][..]));
        assert_eq!(decoded_length("A-z_4ME"), 5);
    }

    #[test]
    fn encoding_is_the_other_way_round() {
        let all: Vec<u8> = (0..=255).collect();
        for bytes in [&b""[..], b"\x03", b"\x03\xec", b"\x03\xec\xff", b"\x03\xec\xff\xe0\xc1", &all] {
            let mut text = String::from("x.");
            encode(&mut text, bytes);
            assert_eq!(decode(&Arena::default(), text.strip_prefix("x.").unwrap()), Some(bytes), "{text}");
        }
    }

    #[test]
    fn refuses_what_is_not_canonical() {
        for text in ["A-z_4ME=", "A-z/4ME", "A-z_4M F", "A-z_4MF", "A"] {
            assert_eq!(decode(&Arena::default(), text), None, "{text}");
        }
    }
}
