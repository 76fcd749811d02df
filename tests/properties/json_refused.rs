//! What the JSON reader refuses although other readers take it.

use kirjaudu::base::json::{Json, JsonError, MAX_BYTES, MAX_DEPTH, MAX_MEMBERS};
use proptest::{prelude::*, sample::Index};

use crate::{config, hostile_text, json::value};

proptest! {
    #![proptest_config(config())]

    /// A name twice in one object, at any depth, spelt the same or with escapes.
    #[test]
    fn repeated_members(
        name in hostile_text(),
        between in proptest::collection::btree_set(hostile_text(), 0..5),
        escaped in any::<bool>(),
        depth in 0_usize..20,
    ) {
        let plain = serde_json::Value::from(name.as_str()).to_string();
        let again = if escaped { escape_everything(&name) } else { plain.clone() };
        let member = |name: &String| format!("{}:1,", serde_json::Value::from(name.as_str()));
        let others: String = between.iter().filter(|other| **other != name).map(member).collect();
        let text = format!("{}{{{plain}:1,{others}{again}:2}}{}", "[".repeat(depth), "]".repeat(depth));
        prop_assert_eq!(Json::parse(text.as_bytes()), Err(JsonError::RepeatedMember), "{}", text);
        prop_assert!(serde_json::from_str::<serde_json::Value>(&text).is_ok());
    }

    /// The same name in two objects is no repetition.
    #[test]
    fn the_same_member_of_two_objects_is_taken(name in hostile_text()) {
        let name = serde_json::Value::from(name);
        let text = format!("{{{name}:{{{name}:[{{{name}:1}},{{{name}:2}}]}}}}");
        prop_assert!(Json::parse(text.as_bytes()).is_ok(), "{}", text);
    }

    /// Anything but white space behind the value.
    #[test]
    fn trailing_text(value in value(), space in "[ \t\r\n]{0,4}", trailing in hostile_text()) {
        let document = format!("{value}{space}");
        prop_assert!(Json::parse(document.as_bytes()).is_ok());
        prop_assume!(!trailing.trim_matches([' ', '\t', '\r', '\n']).is_empty());
        // A number goes on where the next digit does: "1" and "2" are not two values.
        let text = format!("[{value}]{space}{trailing}");
        prop_assert!(Json::parse(text.as_bytes()).is_err(), "{}", text);
    }

    /// The beginning of an object or array, cut anywhere.
    #[test]
    fn truncated_documents(value in value(), place in any::<Index>()) {
        let text = format!("[{value}]");
        let cut = &text.as_bytes()[..place.index(text.len())];
        prop_assert!(Json::parse(cut).is_err(), "{:?}", String::from_utf8_lossy(cut));
    }

    /// Bytes that are no UTF-8: inside strings, where a reader might skip over them, and elsewhere.
    #[test]
    fn invalid_utf8(text in hostile_text(), place in any::<Index>(), wrong in proptest::sample::select(WRONG)) {
        let mut document = serde_json::Value::from(text).to_string().into_bytes();
        let at = place.index(document.len() + 1);
        document.splice(at..at, wrong.iter().copied());
        prop_assume!(core::str::from_utf8(&document).is_err());
        prop_assert_eq!(Json::parse(&document), Err(JsonError::NotUtf8));
    }

    /// Control characters that stand in a string as they are, and backslashes before what is no escape.
    #[test]
    fn bare_control_characters(
        before in "[a-z]{0,4}",
        control in 0_u8..0x20,
        after in "[a-z]{0,4}",
        escape in "[^\"\\\\/bfnrtu]",
    ) {
        let text = format!("{{\"{before}{}{after}\":1}}", char::from(control));
        prop_assert_eq!(Json::parse(text.as_bytes()), Err(JsonError::Malformed));
        let text = format!("[\"{before}\\{escape}{after}\"]");
        prop_assert_eq!(Json::parse(text.as_bytes()), Err(JsonError::Malformed));
    }

    /// Lone surrogates, which have no UTF-8 form.
    #[test]
    fn lone_surrogates(high in 0xd800_u32..0xdc00, low in 0xdc00_u32..0xe000, kind in 0..4) {
        let escapes = match kind {
            0 => format!("\\u{high:04x}"),
            1 => format!("\\u{low:04X}"),
            2 => format!("\\u{low:04x}\\u{high:04x}"),
            _ => format!("\\u{high:04x}\\u{high:04x}"),
        };
        prop_assert_eq!(Json::parse(format!("\"{escapes}\"").as_bytes()), Err(JsonError::Malformed));
        let pair = Json::parse(format!("\"\\u{high:04x}\\u{low:04x}\"").as_bytes());
        let scalar = 0x10000 + ((high - 0xd800) << 10) + (low - 0xdc00);
        prop_assert_eq!(pair, Ok(Json::String(char::from_u32(scalar).unwrap().into())));
    }

    /// Arrays and objects, mixed, nested up to the limit and beyond.
    #[test]
    fn depth(kinds in proptest::collection::vec(any::<bool>(), 1..80)) {
        let open: String = kinds.iter().map(|array| if *array { "[" } else { "{\"a\":" }).collect();
        let close: String = kinds.iter().rev().map(|array| if *array { ']' } else { '}' }).collect();
        let read = Json::parse(format!("{open}null{close}").as_bytes());
        if kinds.len() <= MAX_DEPTH {
            prop_assert!(read.is_ok());
        } else {
            prop_assert_eq!(read, Err(JsonError::TooDeep));
        }
    }
}

#[test]
fn c_11_absurd_depth_and_size() {
    assert_eq!(Json::parse("[".repeat(MAX_BYTES).as_bytes()), Err(JsonError::TooDeep));
    assert_eq!(Json::parse(" ".repeat(MAX_BYTES + 1).as_bytes()), Err(JsonError::TooLarge));
    let text = |length: usize| format!("\"{}\"", "a".repeat(length - 2));
    assert!(Json::parse(text(MAX_BYTES).as_bytes()).is_ok());
    assert_eq!(Json::parse(text(MAX_BYTES + 1).as_bytes()), Err(JsonError::TooLarge));
    let members =
        |count: usize| format!("{{{}}}", (0..count).map(|n| format!("\"{n}\":0")).collect::<Vec<_>>().join(","));
    assert!(Json::parse(members(MAX_MEMBERS).as_bytes()).is_ok());
    assert_eq!(Json::parse(members(MAX_MEMBERS + 1).as_bytes()), Err(JsonError::TooDeep));
}

/// Every UTF-16 unit as an escape: nothing stands in the text as it is.
fn escape_everything(text: &str) -> String {
    let escapes: String = text.encode_utf16().map(|unit| format!("\\u{unit:04X}")).collect();
    format!("\"{escapes}\"")
}

/// A byte that begins nothing, one that continues nothing, overlong forms, a surrogate, a character beyond the last one, sequences
/// cut short.
const WRONG: &[&[u8]] =
    &[b"\xff", b"\x80", b"\xc0\xaf", b"\xe0\x80\xaf", b"\xed\xa0\x80", b"\xf4\x90\x80\x80", b"\xe2\x82", b"\xc3("];
