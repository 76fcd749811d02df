//! base64url decoding beside the `base64` crate.

use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
use kirjaudu::base::{arena::Arena, base64url};
use proptest::{prelude::*, sample::Index};

use crate::{config, hostile_text};

proptest! {
    #![proptest_config(config())]

    /// Any text: both take it and give the same bytes, or both refuse it; and its length is known beforehand.
    #[test]
    fn agrees_with_the_base64_crate(
        text in prop_oneof![hostile_text(), "[A-Za-z0-9_-]{0,9}", "[A-D_=+/. -]{0,9}", spoiled()],
    ) {
        let arena = Arena::default();
        let (ours, theirs) = (base64url::decode(&arena, &text), URL_SAFE_NO_PAD.decode(&text));
        prop_assert_eq!(ours, theirs.as_deref().ok(), "{}", text);
        if let Some(bytes) = ours {
            prop_assert_eq!(base64url::decoded_length(&text), bytes.len(), "{}", text);
        }
    }

    /// Any bytes come out as they were put in.
    #[test]
    fn reads_what_the_base64_crate_writes(bytes in proptest::collection::vec(any::<u8>(), 0..200)) {
        let (arena, text) = (Arena::default(), URL_SAFE_NO_PAD.encode(&bytes));
        prop_assert_eq!(base64url::decode(&arena, &text), Some(bytes.as_slice()));
        prop_assert_eq!(base64url::decoded_length(&text), bytes.len());
    }
}

/// Every ending: each of up to three last characters, of which most have bits that no byte holds.
#[test]
fn agrees_on_every_ending() {
    let arena = Arena::default();
    let characters: Vec<char> = (0..=127_u8).map(char::from).collect();
    let pairs = characters.iter().flat_map(|first| characters.iter().map(move |second| format!("{first}{second}")));
    for ending in characters.iter().map(char::to_string).chain(pairs) {
        for text in [ending.clone(), format!("A{ending}"), format!("-_{ending}"), format!("AbC{ending}")] {
            let theirs = URL_SAFE_NO_PAD.decode(&text).ok();
            assert_eq!(base64url::decode(&arena, &text), theirs.as_deref(), "{text:?}");
        }
    }
}

/// base64url of any bytes with one character changed, put in or taken out.
fn spoiled() -> impl Strategy<Value = String> {
    let bytes = proptest::collection::vec(any::<u8>(), 1..40);
    (bytes, any::<Index>(), "[A-Za-z0-9_.=+/ \n\u{e9}-]", 0..3).prop_map(|(bytes, place, new, way)| {
        let mut text = URL_SAFE_NO_PAD.encode(bytes);
        let at = place.index(text.len());
        match way {
            0 => text.replace_range(at..=at, &new),
            1 => text.insert_str(at, &new),
            _ => drop(text.remove(at)),
        }
        text
    })
}
