//! Text out of bytes, one at a time: UTF-8, RFC 3629, strict. Written here because the standard library's validator costs every visitor
//! three times as much.

use alloc::string::String;

/// Collects bytes and makes characters of them.
#[derive(Debug, Default)]
pub struct Utf8 {
    text: String,
    scalar: u32,
    // The smallest scalar value that may be written in so many bytes.
    least: u32,
    missing: u32,
    broken: bool,
}

impl Utf8 {
    /// Takes the next byte.
    #[inline(never)]
    pub fn push(&mut self, byte: u8) {
        let bits = u32::from(byte);
        if self.missing > 0 {
            self.scalar = self.scalar << 6 | (bits & 0x3f);
            self.missing -= 1;
            self.broken |= bits >> 6 != 0b10;
        } else {
            let length = byte.leading_ones();
            (self.missing, self.least) = match length {
                0 => (0, 0),
                2 => (1, 0x80),
                3 => (2, 0x800),
                4 => (3, 0x10000),
                _ => return self.broken = true,
            };
            self.scalar = bits & (0x7f >> length);
        }
        if self.missing == 0 {
            // No surrogates, and nothing written longer than it need be.
            match char::from_u32(self.scalar).filter(|_| self.scalar >= self.least) {
                Some(character) => self.text.push(character),
                None => self.broken = true,
            }
        }
    }

    /// The text, if the bytes were one.
    #[must_use]
    pub fn finish(self) -> Option<String> {
        (!self.broken && self.missing == 0).then_some(self.text)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn agrees_with_the_standard_library() {
        let good = ["", "abc", "äö€", "\u{7ff}\u{800}\u{ffff}\u{10000}\u{10ffff}"].map(|text| text.as_bytes().to_vec());
        let bad: [&[u8]; 10] = [
            b"\x80",
            b"\xc3",
            b"\xc0\x80",
            b"\xe0\x80\x80",
            b"\xed\xa0\x80",
            b"\xf0\x80\x80\x80",
            b"\xf4\x90\x80\x80",
            b"\xf8\x88\x80\x80\x80",
            b"a\xffb",
            b"\xe2\x82a",
        ];
        for bytes in good.into_iter().chain(bad.map(<[u8]>::to_vec)) {
            let mut utf8 = Utf8::default();
            for byte in &bytes {
                utf8.push(*byte);
            }
            assert_eq!(utf8.finish(), String::from_utf8(bytes).ok());
        }
    }
}
