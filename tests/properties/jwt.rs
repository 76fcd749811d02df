//! The reader of compact tokens.

use kirjaudu::{
    base::base64url,
    protocol::{
        jwa::Alg,
        jws::{MAX_TOKEN, UnverifiedJws},
    },
};
use proptest::{prelude::*, sample::Index};
use serde_json::Value;

use crate::{config, hostile_text, json::value};

proptest! {
    #![proptest_config(config())]

    /// A token that was put together is taken apart into the same.
    #[test]
    fn round_trip(header in object(), payload in object(), signature in proptest::collection::vec(any::<u8>(), 0..80)) {
        let token = compact(&header, &payload, &signature);
        let jws = UnverifiedJws::parse(&token).unwrap();
        prop_assert_eq!(jws.header_text(), &header);
        prop_assert_eq!(jws.payload_text(), &payload);
        prop_assert_eq!(&jws.signature, &signature);
        prop_assert_eq!(Some(jws.signing_input), token.rsplit_once('.').map(|(input, _)| input));
    }

    /// Whatever is taken has one spelling only: its parts, encoded again, are the token. Hence no padding, no white space,
    /// no other alphabet, no bits behind the end, no fourth part.
    #[test]
    fn e_28_one_spelling_only(token in token_like()) {
        if let Ok(jws) = UnverifiedJws::parse(&token) {
            prop_assert_eq!(compact(jws.header_text(), jws.payload_text(), &jws.signature), token.clone());
        }
    }

    /// A change of one character is never without effect: either the token is refused, or its parts differ.
    #[test]
    fn e_03_no_two_tokens_are_one(
        header in object(),
        payload in object(),
        signature in proptest::collection::vec(any::<u8>(), 1..80),
        place in any::<Index>(),
        new in "[A-Za-z0-9_.=+/ -]",
    ) {
        let token = compact(&header, &payload, &signature);
        let mut changed = token.clone();
        let at = place.index(token.len());
        changed.replace_range(at..=at, &new);
        prop_assume!(changed != token);
        if let Ok(jws) = UnverifiedJws::parse(&changed) {
            prop_assert!(jws.header_text() != header || jws.payload_text() != payload || jws.signature != signature);
        }
    }

    /// Parts that are base64url, but not of JSON objects.
    #[test]
    fn parts_must_be_objects(value in value(), other in object(), which in any::<bool>()) {
        let value = if value.is_object() { format!("[{value}]") } else { value.to_string() };
        let (header, payload) = if which { (&value, &other) } else { (&other, &value) };
        prop_assert!(UnverifiedJws::parse(&compact(header, payload, b"x")).is_err());
    }

    /// No header gives an algorithm that is not on the list, and none gets around `crit`.
    #[test]
    fn e_17_e_18_algorithms(
        name in prop_oneof![proptest::sample::select(NAMES).prop_map(String::from), hostile_text()],
        allowed in proptest::sample::subsequence(Alg::ALL, 0..=Alg::ALL.len()),
        crit in proptest::option::of(value()),
    ) {
        let mut header = serde_json::json!({ "alg": name });
        if let Some(crit) = &crit {
            header["crit"] = crit.clone();
        }
        let token = compact(&header.to_string(), "{}", b"x");
        let found = UnverifiedJws::parse(&token).and_then(|jws| jws.alg(&allowed));
        let listed = allowed.iter().copied().find(|alg| alg.name() == name && crit.is_none());
        prop_assert_eq!(found.ok(), listed);
    }
}

#[test]
fn e_30_too_long_a_token_is_refused_at_once() {
    let payload = |length: usize| format!("{{\"a\":\"{}\"}}", "x".repeat(length));
    assert!(UnverifiedJws::parse(&compact("{}", &payload(40_000), &[0; 512])).is_ok());
    assert!(UnverifiedJws::parse(&compact("{}", &payload(MAX_TOKEN), &[0; 512])).is_err());
    assert!(UnverifiedJws::parse(&"a.".repeat(MAX_TOKEN)).is_err());
}

fn compact(header: &str, payload: &str, signature: &[u8]) -> String {
    [header.as_bytes(), payload.as_bytes(), signature].map(base64url::encode).join(".")
}

fn object() -> impl Strategy<Value = String> {
    let members = proptest::collection::btree_map(hostile_text(), value(), 0..4);
    members.prop_map(|members| Value::from(members.into_iter().collect::<serde_json::Map<_, _>>()).to_string())
}

/// Any text, base64url of anything with dots, and good tokens with a character put in, taken out or changed.
fn token_like() -> impl Strategy<Value = String> {
    let bytes = proptest::collection::vec(any::<u8>(), 0..12);
    let part = prop_oneof![
        bytes.prop_map(|bytes| base64url::encode(&bytes)),
        Just(base64url::encode(b"{}")),
        "[A-Za-z0-9_=+/-]{0,8}"
    ];
    let parts = proptest::collection::vec(part, 0..6).prop_map(|parts| parts.join("."));
    let spoiled = (object(), object(), any::<Index>(), "[A-Za-z0-9_.=+/ \n\u{e9}-]", 0..3).prop_map(
        |(header, payload, place, new, way)| {
            let mut token = compact(&header, &payload, b"signature");
            let at = place.index(token.len());
            match way {
                0 => token.replace_range(at..=at, &new),
                1 => token.insert_str(at, &new),
                _ => drop(token.remove(at)),
            }
            token
        },
    );
    prop_oneof![hostile_text(), parts, spoiled]
}

const NAMES: &[&str] = &[
    "RS256", "RS384", "RS512", "PS256", "PS384", "PS512", "ES256", "ES384", "ES512", "EdDSA", "Ed25519", "none",
    "None", "HS256", "rs256",
];
