//! Text, by small functions over bytes: the standard library's general patterns and formatting would cost the page more than the
//! protocol files do.

use alloc::string::String;

/// Where that byte, an ASCII one, first stands.
#[must_use]
#[inline(never)]
pub fn find(text: &str, byte: u8) -> Option<usize> {
    text.bytes().position(|found| found == byte)
}

/// What stands before and after the first of that ASCII byte.
#[must_use]
#[inline(never)]
pub fn cut(text: &str, byte: u8) -> Option<(&str, &str)> {
    let (before, rest) = text.split_at_checked(find(text, byte)?)?;
    Some((before, rest.get(1..)?))
}

/// What stands before the first of that ASCII byte, or the whole text.
#[must_use]
#[inline(never)]
pub fn before(text: &str, byte: u8) -> &str {
    cut(text, byte).map_or(text, |(before, _)| before)
}

/// Whether one of the words, which single spaces part, is that one.
#[must_use]
#[inline(never)]
pub fn has_word(text: &str, word: &str) -> bool {
    let mut rest = text;
    while let Some((first, after)) = cut(rest, b' ') {
        if first == word {
            return true;
        }
        rest = after;
    }
    rest == word
}

/// A whole number of at most 18 decimal digits, with or without `-`.
#[must_use]
#[inline(never)]
pub fn number(text: &str) -> Option<i64> {
    let digits = text.strip_prefix('-').unwrap_or(text);
    if digits.is_empty() || digits.len() > 18 {
        return None;
    }
    let mut number = 0;
    for byte in digits.bytes() {
        let digit = byte.wrapping_sub(b'0');
        if digit > 9 {
            return None;
        }
        number = number * 10 + i64::from(digit);
    }
    Some(if digits.len() == text.len() { number } else { -number })
}

/// A number in decimal.
#[must_use]
#[inline(never)]
pub fn decimal(number: i64) -> String {
    let mut text = if number < 0 { String::from("-") } else { String::new() };
    push_digits(&mut text, number.unsigned_abs());
    text
}

fn push_digits(text: &mut String, number: u64) {
    if number > 9 {
        push_digits(text, number / 10);
    }
    text.push(char::from(b'0' + u8::try_from(number % 10).unwrap_or(0)));
}

/// Somebody else's words, made fit to be shown: control characters and what reorders text removed, cut at `limit` characters.
#[must_use]
#[inline(never)]
pub fn untrusted(text: &str, limit: usize) -> String {
    let mut result = String::new();
    for c in text.chars().filter(|c| !is_control(*c)).take(limit) {
        result.push(c);
    }
    result
}

fn is_control(c: char) -> bool {
    matches!(c, '\0'..='\u{1f}' | '\u{7f}'..='\u{9f}' | '\u{200e}' | '\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_agree_with_the_standard_library() {
        for value in [0, 7, 10, -1, 1_700_000_000, 999_999_999_999_999_999] {
            assert_eq!(decimal(value), value.to_string());
            assert_eq!(number(&value.to_string()), Some(value));
        }
        assert_eq!(decimal(i64::MIN), i64::MIN.to_string());
        for text in ["", "-", "+1", " 1", "--1", "1.5", "1000000000000000000", "1e3"] {
            assert_eq!(number(text), None, "{text}");
        }
    }

    #[test]
    fn cutting() {
        assert_eq!(cut("a=b=c", b'='), Some(("a", "b=c")));
        assert_eq!(cut("ä", b'='), None);
        assert_eq!((before("x?y", b'?'), before("x", b'?')), ("x", "x"));
        assert!(has_word("openid profile", "profile") && has_word("openid", "openid") && !has_word("openid", "open"));
    }

    #[test]
    fn b_09_untrusted_text_is_cut_and_cleaned() {
        assert_eq!(untrusted("a\u{0}b\u{1b}[31m\u{202e}c\n", 100), "ab[31mc");
        assert_eq!(untrusted("ääkköset", 3), "ääk");
    }
}
