//! base64url without padding, RFC 7515 section 2, strict: no padding, no white space, no set bits after the end. Written here because a
//! general decoder costs every visitor 2 kB; the tests compare it with the `base64` crate.

use alloc::vec::Vec;

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
    fn refuses_what_is_not_canonical() {
        for text in ["A-z_4ME=", "A-z/4ME", "A-z_4M F", "A-z_4MF", "A"] {
            assert_eq!(decode(&Arena::default(), text), None, "{text}");
        }
    }
}
