//! Form decoding beside an implementation of its own kind: written from the URL Standard, section 5.1, by other means.

use kirjaudu::base::{arena::Arena, form};
use proptest::{prelude::*, sample::Index};

use crate::{config, hostile_text};

proptest! {
    #![proptest_config(config())]

    #[test]
    fn decodes_as_the_url_standard_says(text in prop_oneof![hostile_text(), "[a-c%+&=0-9A-Fa-f]{0,60}"]) {
        let ours = decoded(&text);
        let expected = pairs(&text);
        prop_assert_eq!(ours.len(), expected.len());
        for ((name, value), (expected_name, expected_value)) in ours.iter().zip(&expected) {
            prop_assert!(same(name, expected_name), "{name:?} is not {expected_name:?}");
            prop_assert!(same(value, expected_value), "{value:?} is not {expected_value:?}");
        }
    }

    /// What is written is read back, whatever it is.
    #[test]
    fn round_trip(pairs in proptest::collection::vec((hostile_text(), hostile_text()), 0..8)) {
        let mut text = String::new();
        for (name, value) in &pairs {
            form::append(&mut text, name, value);
        }
        prop_assert!(text.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"-._~%=&".contains(&byte)), "{}", text);
        prop_assert_eq!(decoded(&text), pairs);
    }

    /// So is what others write: all bytes escaped, or those only that the URL Standard escapes, in either case, a space as "+".
    #[test]
    fn reads_what_others_write(
        pairs in proptest::collection::vec((hostile_text(), hostile_text()), 1..6),
        capital in any::<bool>(),
        all in any::<bool>(),
    ) {
        let escape = |byte: u8| match byte {
            b' ' => "+".to_owned(),
            b'*' | b'-' | b'.' | b'_' | b'0'..=b'9' | b'A'..=b'Z' | b'a'..=b'z' if !all => char::from(byte).into(),
            _ if capital => format!("%{byte:02X}"),
            _ => format!("%{byte:02x}"),
        };
        let escape = |text: &str| text.bytes().map(escape).collect::<String>();
        let written: Vec<String> =
            pairs.iter().map(|(name, value)| format!("{}={}", escape(name), escape(value))).collect();
        prop_assert_eq!(decoded(&written.join("&")), pairs);
    }

    /// A name and a value without an escape, or with one, come out the same way.
    #[test]
    fn escapes_change_nothing(value in "[a-zA-Z0-9._~-]{1,20}", place in any::<Index>()) {
        let at = place.index(value.len());
        let escaped = format!("{}%{:02X}{}", &value[..at], value.as_bytes()[at], &value[at + 1..]);
        for text in [format!("{value}={escaped}"), format!("{escaped}={value}")] {
            prop_assert_eq!(decoded(&text), [(value.clone(), value.clone())]);
        }
    }

    /// A parameter added to a query stands behind what was there, and changes nothing of it.
    #[test]
    fn appending_keeps_what_was_there(before in hostile_text(), name in hostile_text(), value in hostile_text()) {
        let mut text = before.clone();
        form::append(&mut text, &name, &value);
        prop_assert!(text.starts_with(&before));
        let mut expected = decoded(&before);
        // A query that ends with "?" is the end of a URL without one.
        if !before.ends_with('?') {
            expected.push((name, value));
            prop_assert_eq!(decoded(&text), expected);
        }
    }
}

/// What ours reads: an object of strings in which a name may stand twice.
fn decoded(text: &str) -> Vec<(String, String)> {
    let arena = Arena::default();
    let pairs = form::decode(&arena, text);
    pairs.members().iter().map(|(name, value)| ((*name).to_owned(), value.as_str().unwrap().to_owned())).collect()
}

/// Decoded pairs, as bytes.
fn pairs(text: &str) -> Vec<(Vec<u8>, Vec<u8>)> {
    text.split('&')
        .filter(|sequence| !sequence.is_empty())
        .map(|sequence| {
            let mut halves = sequence.splitn(2, '=');
            (percent_decoded(halves.next().unwrap()), percent_decoded(halves.next().unwrap_or("")))
        })
        .collect()
}

/// Splits at "%" and looks at the two characters behind each.
fn percent_decoded(text: &str) -> Vec<u8> {
    let text = text.replace('+', " ");
    let mut parts = text.split('%');
    let mut bytes = parts.next().unwrap().as_bytes().to_vec();
    for part in parts {
        let digits = part.get(..2).filter(|digits| digits.bytes().all(|byte| byte.is_ascii_hexdigit()));
        match digits.and_then(|digits| u8::from_str_radix(digits, 16).ok()) {
            Some(byte) => {
                bytes.push(byte);
                bytes.extend_from_slice(&part.as_bytes()[2..]);
            }
            None => {
                bytes.push(b'%');
                bytes.extend_from_slice(part.as_bytes());
            }
        }
    }
    bytes
}

/// Exactly the text, where the bytes are one; else the ASCII of it, and a replacement character somewhere.
fn same(ours: &str, expected: &[u8]) -> bool {
    match core::str::from_utf8(expected) {
        Ok(expected) => ours == expected,
        Err(_) => {
            let ascii = |bytes: &[u8]| bytes.iter().copied().filter(u8::is_ascii).collect::<Vec<_>>();
            ours.contains(char::REPLACEMENT_CHARACTER) && ascii(ours.as_bytes()) == ascii(expected)
        }
    }
}
