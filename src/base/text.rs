//! Text without the formatting machinery, which would cost more than the protocol files do.

use alloc::string::String;

/// The pieces one after another.
#[must_use]
pub fn join(pieces: &[&str]) -> String {
    pieces.concat()
}

/// A number in decimal.
#[must_use]
pub fn decimal(number: i64) -> String {
    let mut digits = [0_u8; 20];
    let mut rest = number.unsigned_abs();
    let mut length = 0;
    for digit in digits.iter_mut().rev() {
        *digit = b'0' + u8::try_from(rest % 10).unwrap_or(0);
        rest /= 10;
        length += 1;
        if rest == 0 {
            break;
        }
    }
    let mut text = String::new();
    if number < 0 {
        text.push('-');
    }
    text.extend(digits.iter().skip(digits.len() - length).map(|digit| char::from(*digit)));
    text
}

/// Somebody else's words, made fit to be shown: control characters and what reorders text removed, cut at `limit` characters.
#[must_use]
pub fn untrusted(text: &str, limit: usize) -> String {
    text.chars().filter(|c| !c.is_control() && !is_direction_mark(*c)).take(limit).collect()
}

fn is_direction_mark(c: char) -> bool {
    matches!(c, '\u{200e}' | '\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn decimal_agrees_with_the_standard_library() {
        for number in [0, 7, 10, -1, 1_700_000_000, i64::MAX, i64::MIN] {
            assert_eq!(decimal(number), number.to_string());
        }
    }

    #[test]
    fn b_09_untrusted_text_is_cut_and_cleaned() {
        assert_eq!(untrusted("a\u{0}b\u{1b}[31m\u{202e}c\n", 100), "ab[31mc");
        assert_eq!(untrusted("ääkköset", 3), "ääk");
    }
}
