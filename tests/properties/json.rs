//! The JSON reader beside serde_json.

use kirjaudu::base::{json::Json, json_writer::ObjectWriter};
use proptest::{prelude::*, sample::Index};
use serde_json::Value;

use crate::{config, hostile_text};

proptest! {
    #![proptest_config(config())]

    /// What it takes, serde_json takes too, and both read the same.
    #[test]
    fn takes_no_more_than_serde_json(bytes in bytes_like_json()) {
        if let Ok(ours) = Json::parse(&bytes) {
            match serde_json::from_slice::<Value>(&bytes) {
                Ok(theirs) => prop_assert!(same(&ours, &theirs), "{ours:?} is not {theirs:?}"),
                // serde_json makes numbers of numbers, and refuses those beyond f64.
                Err(error) => prop_assert!(has_huge_number(&ours), "serde_json refuses it: {error}"),
            }
        }
    }

    /// Whatever serde_json writes, with or without white space, it reads.
    #[test]
    fn reads_what_serde_json_writes(value in value()) {
        for text in [value.to_string(), serde_json::to_string_pretty(&value).unwrap()] {
            let ours = Json::parse(text.as_bytes());
            prop_assert!(ours.as_ref().is_ok_and(|ours| same(ours, &value)), "{text}: {ours:?}");
        }
    }

    /// A number stays as it was written.
    #[test]
    fn keeps_numbers_as_text(number in "-?(0|[1-9][0-9]{0,30})(\\.[0-9]{1,30})?([eE][+-]?[0-9]{1,5})?") {
        prop_assert_eq!(Json::parse(number.as_bytes()), Ok(Json::Number(number.clone())));
        let member = Json::parse(format!("{{\"n\": {number} }}").as_bytes()).unwrap();
        prop_assert_eq!(member.member("n"), Some(&Json::Number(number)));
    }

    /// Seconds are exact over all of i64, and a fraction is cut off.
    #[test]
    fn seconds_are_exact(seconds in any::<i64>(), fraction in "(\\.[0-9]{1,12})?") {
        let read = Json::parse(format!("{seconds}{fraction}").as_bytes()).unwrap();
        prop_assert_eq!(read.as_seconds(), Some(seconds));
    }

    /// A number with an exponent is no date.
    #[test]
    fn seconds_have_no_exponent(number in "-?[1-9][0-9]{0,4}(\\.[0-9]{1,3})?[eE][+-]?[0-9]{1,2}") {
        prop_assert_eq!(Json::parse(number.as_bytes()).unwrap().as_seconds(), None);
    }

    /// No number without an exponent is taken for another, whatever its size.
    #[test]
    fn seconds_beyond_64_bits_are_none(number in "-?[1-9][0-9]{19,40}") {
        let read = Json::parse(number.as_bytes()).unwrap();
        prop_assert_eq!(read.as_seconds(), number.parse::<i64>().ok());
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
            writer.string(&name, &text);
        }
        let written = writer.finish();
        let ours = Json::parse(written.as_bytes()).unwrap();
        prop_assert_eq!(ours.text("text"), Some(text.as_str()));
        prop_assert_eq!(ours.member("number").and_then(Json::as_seconds), Some(number));
        prop_assert_eq!(ours.member("truth").and_then(Json::as_bool), Some(truth));
        prop_assert!(ours.member("nested").is_some_and(|ours| same(ours, &nested)));
        prop_assert!(same(&ours, &serde_json::from_str(&written).unwrap()), "{written}");
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
        let ours = Json::parse(object.to_string().as_bytes()).unwrap();
        let name = chosen.get(&names.iter().collect::<Vec<_>>()).as_str();
        prop_assert_eq!(ours.text(name), Some(name));
        prop_assert_eq!(ours.member(&other).is_some(), names.contains(&other));
    }
}

/// Bytes of three kinds: any, a jumble of tokens, and a good document with one byte changed.
fn bytes_like_json() -> impl Strategy<Value = Vec<u8>> {
    let jumble = proptest::collection::vec(proptest::sample::select(TOKENS), 0..12)
        .prop_map(|tokens| tokens.concat().into_bytes());
    let change = prop_oneof![proptest::sample::select(&b"{}[],:\"\\ 0-+.eEutn/\n\x00\x7f\xc3\xff"[..]), any::<u8>()];
    let spoiled = (value(), any::<Index>(), change, 0..3).prop_map(|(value, place, byte, way)| {
        let mut bytes = value.to_string().into_bytes();
        let at = place.index(bytes.len());
        match way {
            0 => bytes[at] = byte,
            1 => bytes.insert(at, byte),
            _ => drop(bytes.remove(at)),
        }
        bytes
    });
    prop_oneof![
        proptest::collection::vec(any::<u8>(), 0..40),
        jumble,
        spoiled,
        hostile_text().prop_map(String::into_bytes)
    ]
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

fn same(ours: &Json, theirs: &Value) -> bool {
    match (ours, theirs) {
        (Json::Null, Value::Null) => true,
        (Json::Bool(ours), Value::Bool(theirs)) => ours == theirs,
        (Json::String(ours), Value::String(theirs)) => ours == theirs,
        (Json::Number(ours), Value::Number(theirs)) => same_number(ours, theirs),
        (Json::Array(ours), Value::Array(theirs)) => {
            ours.len() == theirs.len() && ours.iter().zip(theirs).all(|(ours, theirs)| same(ours, theirs))
        }
        (Json::Object(ours), Value::Object(theirs)) => {
            ours.len() == theirs.len()
                && ours.iter().all(|(name, ours)| theirs.get(name).is_some_and(|theirs| same(ours, theirs)))
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
    // Its own reading of floats is allowed to be off by the last bit.
    ours == theirs || ((ours - theirs) / ours).abs() < 1e-15
}

fn has_huge_number(json: &Json) -> bool {
    match json {
        Json::Number(text) => text.parse::<f64>().is_ok_and(f64::is_infinite),
        Json::Array(elements) => elements.iter().any(has_huge_number),
        Json::Object(members) => members.iter().any(|(_, value)| has_huge_number(value)),
        _ => false,
    }
}

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
