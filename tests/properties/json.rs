//! The JSON reader beside serde_json.

use kirjaudu::base::{arena::Arena, json::Json, json::JsonError, json_writer::ObjectWriter};
use proptest::{prelude::*, sample::Index};
use serde_json::Value;

use crate::{config, hostile_text, json_refused::escape_everything};

proptest! {
    #![proptest_config(config())]

    /// What it takes, serde_json takes too, and both read the same. What it calls malformed, serde_json refuses.
    #[test]
    fn agrees_with_serde_json(text in text_like_json()) {
        agree(&text);
    }

    /// Whatever serde_json writes, with or without white space, it reads.
    #[test]
    fn reads_what_serde_json_writes(value in value()) {
        for text in [value.to_string(), serde_json::to_string_pretty(&value).unwrap()] {
            let arena = Arena::default();
            let ours = Json::parse(&arena, &text);
            prop_assert!(ours.is_ok_and(|ours| same(ours, &value)), "{text}: {ours:?}");
        }
    }

    /// A string reads the same however it is written: as it is, with all of it escaped, with any part of it escaped; as a value and as
    /// a name.
    #[test]
    fn strings_in_every_spelling(text in hostile_text(), from in any::<Index>(), to in any::<Index>()) {
        let boundary = |place: Index| text.floor_char_boundary(place.index(text.len() + 1));
        let (from, to) = (boundary(from).min(boundary(to)), boundary(from).max(boundary(to)));
        let inner = |written: String| written[1..written.len() - 1].to_owned();
        let plain = |text: &str| inner(Value::from(text).to_string());
        let escaped = |text: &str| inner(escape_everything(text));
        let mixed = [plain(&text[..from]), escaped(&text[from..to]), plain(&text[to..])].concat();
        for written in [plain(&text), escaped(&text), mixed] {
            let (arena, document) = (Arena::default(), format!("{{\"{written}\":\"{written}\",\" {written}\":1}}"));
            let ours = Json::parse(&arena, &document).unwrap();
            let other = format!(" {text}");
            let expected = [(text.as_str(), Json::String(&text)), (other.as_str(), Json::Number("1"))];
            prop_assert_eq!(ours.members(), expected, "{}", document);
            prop_assert!(same(ours, &serde_json::from_str(&document).unwrap()));
        }
    }

    /// What has no escapes is not copied.
    #[test]
    fn plain_strings_are_borrowed(text in "[ -!#-\\[\\]-~äß𝄞]{1,20}") {
        let (arena, document) = (Arena::default(), format!("[\"{text}\"]"));
        let read = Json::parse(&arena, &document).unwrap().members()[0].1.as_str().unwrap();
        prop_assert_eq!(read, &text);
        prop_assert!(document.as_bytes().as_ptr_range().contains(&read.as_ptr()));
    }

    /// A number stays as it was written.
    #[test]
    fn keeps_numbers_as_text(number in "-?(0|[1-9][0-9]{0,30})(\\.[0-9]{1,30})?([eE][+-]?[0-9]{1,5})?") {
        let (arena, document) = (Arena::default(), format!("{{\"n\": {number} }}"));
        prop_assert_eq!(Json::parse(&arena, &number), Ok(&Json::Number(&number)));
        prop_assert_eq!(Json::parse(&arena, &document).unwrap().member("n"), Some(&Json::Number(&number)));
    }

    /// Seconds are exact below 2^53, and a fraction is cut off; larger ones are none.
    #[test]
    fn seconds_are_exact(
        seconds in prop_oneof![any::<i64>(), -LARGEST..=LARGEST, any::<i32>().prop_map(i64::from)],
        fraction in "(\\.[0-9]{1,12})?",
    ) {
        let (arena, text) = (Arena::default(), format!("{seconds}{fraction}"));
        prop_assert_eq!(Json::parse(&arena, &text).unwrap().as_seconds(), exact(seconds));
    }

    /// A number with an exponent is no date.
    #[test]
    fn seconds_have_no_exponent(number in "-?[1-9][0-9]{0,4}(\\.[0-9]{1,3})?[eE][+-]?[0-9]{1,2}") {
        prop_assert_eq!(Json::parse(&Arena::default(), &number).unwrap().as_seconds(), None);
    }

    /// No number without an exponent is taken for another, whatever its size.
    #[test]
    fn seconds_beyond_53_bits_are_none(number in "-?[1-9][0-9]{13,40}") {
        let expected = number.parse::<i64>().ok().and_then(exact);
        prop_assert_eq!(Json::parse(&Arena::default(), &number).unwrap().as_seconds(), expected);
    }

    /// What the writer writes, both readers read back.
    #[test]
    fn reads_what_the_writer_writes(
        name in hostile_text(), text in hostile_text(),
        number in any::<i64>(), truth in any::<bool>(), nested in value(),
    ) {
        let mut writer = ObjectWriter::default();
        writer.string("text", &text).number("number", number).bool("truth", truth).raw("nested", &nested.to_string());
        if !["text", "number", "truth", "nested"].contains(&name.as_str()) {
            writer.optional(&name, Some(&text)).optional("none", None);
        }
        let (arena, written) = (Arena::default(), writer.finish());
        let ours = Json::parse(&arena, &written).unwrap();
        prop_assert_eq!(ours.text("text"), Some(text.as_str()));
        prop_assert_eq!(ours.member("number"), Some(&Json::Number(&number.to_string())));
        prop_assert_eq!(ours.number("number"), exact(number));
        prop_assert_eq!((ours.member("truth"), ours.is_true("truth")), (Some(&Json::Bool(truth)), truth));
        prop_assert!(same(ours.get("nested"), &nested));
        prop_assert!(same(ours, &serde_json::from_str(&written).unwrap()), "{written}");
    }

    /// A member that is there is found, one that is not is not.
    #[test]
    fn finds_members(
        names in proptest::collection::btree_set(hostile_text(), 1..20),
        chosen in any::<Index>(),
        other in hostile_text(),
    ) {
        let members = names.iter().map(|name| (name.clone(), Value::from(name.as_str())));
        let object: Value = members.collect::<serde_json::Map<_, _>>().into();
        let (arena, text) = (Arena::default(), object.to_string());
        let ours = Json::parse(&arena, &text).unwrap();
        let name = chosen.get(&names.iter().collect::<Vec<_>>()).as_str();
        prop_assert_eq!(ours.text(name), Some(name));
        prop_assert_eq!(ours.member(&other).is_some(), names.contains(&other));
        prop_assert_eq!(ours.get(&other).is_null(), !names.contains(&other));
    }
}

/// Each token, two of them after one another, and two in a list.
#[test]
fn agrees_with_serde_json_on_every_two_tokens() {
    for first in TOKENS {
        agree(first);
        for second in TOKENS {
            agree(&format!("{first}{second}"));
            agree(&format!("[{first}{second}]"));
        }
    }
}

fn agree(text: &str) {
    let arena = Arena::default();
    match (Json::parse(&arena, text), serde_json::from_str::<Value>(text)) {
        (Ok(ours), Ok(theirs)) => assert!(same(ours, &theirs), "{text}: {ours:?} is not {theirs:?}"),
        // serde_json makes numbers of numbers, and refuses those beyond f64.
        (Ok(ours), Err(error)) => assert!(has_huge_number(ours), "{text}: serde_json refuses it: {error}"),
        (Err(JsonError::Malformed), theirs) => assert!(theirs.is_err(), "{text}: serde_json takes it"),
        // The limits of this reader.
        (Err(_), _) => {}
    }
}

/// Below 2^53 in size, or nothing.
fn exact(number: i64) -> Option<i64> {
    (-LARGEST..=LARGEST).contains(&number).then_some(number)
}

/// Text of four kinds: any bytes as far as they are text, a jumble of tokens, a good document with one byte changed, any text.
fn text_like_json() -> impl Strategy<Value = String> {
    let jumble = proptest::collection::vec(proptest::sample::select(TOKENS), 0..12).prop_map(|tokens| tokens.concat());
    let change = prop_oneof![proptest::sample::select(&b"{}[],:\"\\ 0-+.eEutn/\n\x00\x7f\xc3\xff"[..]), any::<u8>()];
    let spoiled = (value(), any::<Index>(), change, 0..3).prop_map(|(value, place, byte, way)| {
        let mut bytes = value.to_string().into_bytes();
        let at = place.index(bytes.len());
        match way {
            0 => bytes[at] = byte,
            1 => bytes.insert(at, byte),
            _ => drop(bytes.remove(at)),
        }
        String::from_utf8_lossy(&bytes).into_owned()
    });
    let bytes = proptest::collection::vec(any::<u8>(), 0..40);
    prop_oneof![bytes.prop_map(|bytes| String::from_utf8_lossy(&bytes).into_owned()), jumble, spoiled, hostile_text()]
}

/// Any JSON value that nests no deeper than the reader goes.
pub(crate) fn value() -> impl Strategy<Value = Value> {
    let number = prop_oneof![
        any::<i64>().prop_map(Value::from),
        any::<u64>().prop_map(Value::from),
        finite().prop_map(Value::from)
    ];
    let leaf = prop_oneof![
        Just(Value::Null),
        any::<bool>().prop_map(Value::from),
        number,
        hostile_text().prop_map(Value::from)
    ];
    leaf.prop_recursive(4, 32, 6, |inner| {
        prop_oneof![
            proptest::collection::vec(inner.clone(), 0..8).prop_map(Value::from),
            proptest::collection::btree_map(hostile_text(), inner, 0..8)
                .prop_map(|map| map.into_iter().collect::<serde_json::Map<_, _>>().into()),
        ]
    })
}

fn finite() -> impl Strategy<Value = f64> {
    any::<f64>().prop_filter("JSON has finite numbers only", |number| number.is_finite())
}

fn same(ours: &Json<'_>, theirs: &Value) -> bool {
    match (ours, theirs) {
        (Json::Null, Value::Null) => true,
        (Json::Bool(ours), Value::Bool(theirs)) => ours == theirs,
        (Json::String(ours), Value::String(theirs)) => ours == theirs,
        (Json::Number(ours), Value::Number(theirs)) => same_number(ours, theirs),
        (Json::Array(ours), Value::Array(theirs)) => {
            ours.len() == theirs.len()
                && ours.iter().zip(theirs).all(|((name, ours), theirs)| name.is_empty() && same(ours, theirs))
        }
        (Json::Object(ours), Value::Object(theirs)) => {
            ours.len() == theirs.len()
                && ours.iter().all(|(name, ours)| theirs.get(*name).is_some_and(|theirs| same(ours, theirs)))
        }
        _ => false,
    }
}

fn same_number(ours: &str, theirs: &serde_json::Number) -> bool {
    if let Some(theirs) = theirs.as_i128() {
        // serde_json reads "-0" as a float, so an integer of its has one spelling.
        return ours == theirs.to_string();
    }
    let (ours, theirs) = (ours.parse::<f64>().unwrap(), theirs.as_f64().unwrap());
    // Its own reading of floats is allowed to be off by the last bits; the smallest ones have few.
    ours == theirs || (ours - theirs).abs() <= ours.abs() * 1e-15 + 1e-323
}

fn has_huge_number(json: &Json<'_>) -> bool {
    match json {
        Json::Number(text) => text.parse::<f64>().is_ok_and(f64::is_infinite),
        other => other.members().iter().any(|(_, value)| has_huge_number(value)),
    }
}

/// The largest number whose neighbours JavaScript tells from it.
const LARGEST: i64 = (1 << 53) - 1;

const TOKENS: &[&str] = &[
    "{",
    "}",
    "[",
    "]",
    ",",
    ":",
    "\"",
    "\"a\"",
    "\"\\u0061\"",
    "\"b\"",
    "\"\\ud834\\udd1e\"",
    "\"\\ud834\"",
    "\"\\udd1e\\ud834\"",
    "\"\\x\"",
    "true",
    "false",
    "null",
    "True",
    "nul",
    "0",
    "-0",
    "01",
    "-",
    "1",
    "1.",
    ".1",
    "1.5",
    "1e5",
    "1E+5",
    "1e",
    "1e999",
    "+1",
    "NaN",
    "Infinity",
    " ",
    "\n",
    "\t",
    "\r",
    "\u{b}",
    "\u{a0}",
    "\u{feff}",
    "\0",
    "//",
    "/**/",
    "'a'",
    "{\"a\":1,\"a\":2}",
    "{\"a\":1}",
    "[1,2]",
    "[1,]",
    "{,}",
    "\"ä𝄞\"",
    "\"\u{7f}\"",
    "\"\u{1f}\"",
];
