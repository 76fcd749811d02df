//! The reader of `WWW-Authenticate`.

use kirjaudu::{
    base::{arena::Arena, text::untrusted},
    protocol::challenge::read,
};
use proptest::prelude::*;

use crate::{config, hostile_text};

proptest! {
    #![proptest_config(config())]

    /// Any text at all, and text that is nearly right.
    #[test]
    fn never_panics(header in prop_oneof![hostile_text(), pieces()]) {
        let arena = Arena::default();
        let found = read(&arena, &header);
        prop_assert!(found.len() <= header.len());
        for challenge in found {
            prop_assert!(challenge.max_age.is_none_or(|seconds| seconds >= 0));
            prop_assert!(challenge.acr_values.is_none_or(|values| !values.is_empty()));
        }
    }

    /// What a server puts in comes out, whatever stands around it, however it is quoted.
    #[test]
    fn round_trip(
        scheme in "[A-Za-z]{1,8}", values in hostile_text(), age in 0..1_000_000_i64, spaces in " {0,2}", other in hostile_text(),
    ) {
        let quote = |text: &str| format!("\"{}\"", text.replace('\\', "\\\\").replace('"', "\\\""));
        let header = format!(
            "Basic realm={},{spaces}{scheme} other={}{spaces},{spaces}acr_values{spaces}={spaces}{}, MAX_AGE={age},error=e",
            quote(&other), quote(&other), quote(&values),
        );
        let arena = Arena::default();
        let found = read(&arena, &header);
        prop_assert_eq!(found.len(), 2);
        let last = found[1];
        let values = untrusted(&values, 300);
        prop_assert_eq!((last.scheme, last.error, last.max_age), (&*scheme, "e", Some(age)));
        prop_assert_eq!(last.acr_values, Some(&*values).filter(|values| !values.is_empty()));
    }
}

fn pieces() -> impl Strategy<Value = String> {
    let piece = proptest::sample::select(PIECES).prop_map(String::from);
    proptest::collection::vec(piece, 0..12).prop_map(|pieces| pieces.concat())
}

const PIECES: &[&str] = &[
    "Bearer",
    " ",
    ",",
    "=",
    "\"",
    "\\",
    "error",
    "acr_values",
    "max_age",
    "abc==",
    "5",
    "-5",
    "ä",
    "/",
    "error=\"insufficient_user_authentication\"",
    ", ",
];
