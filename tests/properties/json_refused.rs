//! What the JSON reader refuses although other readers take it.

use kirjaudu::base::{
    arena::Arena,
    json::{Json, JsonError, MAX_BYTES, MAX_DEPTH, MAX_MEMBERS},
};
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
        prop_assert_eq!(refusal(&text), Some(JsonError::RepeatedMember), "{}", text);
        prop_assert!(serde_json::from_str::<serde_json::Value>(&text).is_ok());
    }

    /// The same name in two objects is no repetition.
    #[test]
    fn the_same_member_of_two_objects_is_taken(name in hostile_text()) {
        let name = serde_json::Value::from(name);
        let text = format!("{{{name}:{{{name}:[{{{name}:1}},{{{name}:2}}]}}}}");
        prop_assert!(refusal(&text).is_none(), "{}", text);
    }

    /// Anything but white space behind the value.
    #[test]
    fn trailing_text(value in value(), space in "[ \t\r\n]{0,4}", trailing in hostile_text()) {
        let document = format!("{value}{space}");
        prop_assert!(refusal(&document).is_none());
        prop_assume!(!trailing.trim_matches([' ', '\t', '\r', '\n']).is_empty());
        // A number goes on where the next digit does: "1" and "2" are not two values.
        let text = format!("[{value}]{space}{trailing}");
        prop_assert!(refusal(&text).is_some(), "{}", text);
    }

    /// The beginning of an object or array, cut anywhere.
    #[test]
    fn truncated_documents(value in value(), place in any::<Index>()) {
        let text = format!("[{value}]");
        let cut = &text[..text.floor_char_boundary(place.index(text.len()))];
        prop_assert!(refusal(cut).is_some(), "{}", cut);
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
        prop_assert_eq!(refusal(&text), Some(JsonError::Malformed));
        let text = format!("[\"{before}\\{escape}{after}\"]");
        prop_assert_eq!(refusal(&text), Some(JsonError::Malformed));
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
        prop_assert_eq!(refusal(&format!("\"{escapes}\"")), Some(JsonError::Malformed));
        let (arena, pair) = (Arena::default(), format!("\"\\u{high:04x}\\u{low:04x}\""));
        let scalar = char::from_u32(0x10000 + ((high - 0xd800) << 10) + (low - 0xdc00)).unwrap().to_string();
        prop_assert_eq!(Json::parse(&arena, &pair), Ok(&Json::String(&scalar)));
    }

    /// Arrays and objects, mixed, nested up to the limit and beyond.
    #[test]
    fn depth(kinds in proptest::collection::vec(any::<bool>(), 1..80)) {
        let open: String = kinds.iter().map(|array| if *array { "[" } else { "{\"a\":" }).collect();
        let close: String = kinds.iter().rev().map(|array| if *array { ']' } else { '}' }).collect();
        let expected = (kinds.len() > MAX_DEPTH).then_some(JsonError::TooDeep);
        prop_assert_eq!(refusal(&format!("{open}null{close}")), expected);
    }
}

#[test]
fn c_11_absurd_depth_and_size() {
    assert_eq!(refusal(&"[".repeat(MAX_BYTES)), Some(JsonError::TooDeep));
    assert_eq!(refusal(&" ".repeat(MAX_BYTES + 1)), Some(JsonError::TooLarge));
    let text = |length: usize| format!("\"{}\"", "a".repeat(length - 2));
    assert!(refusal(&text(MAX_BYTES)).is_none());
    assert_eq!(refusal(&text(MAX_BYTES + 1)), Some(JsonError::TooLarge));
    let members =
        |count: usize| format!("{{{}}}", (0..count).map(|n| format!("\"{n}\":0")).collect::<Vec<_>>().join(","));
    assert!(refusal(&members(MAX_MEMBERS)).is_none());
    assert_eq!(refusal(&members(MAX_MEMBERS + 1)), Some(JsonError::TooDeep));
}

/// Why a text is refused, if it is.
fn refusal(text: &str) -> Option<JsonError> {
    Json::parse(&Arena::default(), text).err()
}

/// Every UTF-16 unit as an escape: nothing stands in the text as it is.
pub(crate) fn escape_everything(text: &str) -> String {
    let escapes: String = text.encode_utf16().map(|unit| format!("\\u{unit:04X}")).collect();
    format!("\"{escapes}\"")
}
