//! The reader of compact tokens.

use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
use kirjaudu::{
    base::{arena::Arena, base64url, config::Config, error::Code},
    protocol::{
        discovery::Metadata,
        id_token,
        jwa::Alg,
        jws::{MAX_TOKEN, UnverifiedJws},
    },
};
use proptest::{prelude::*, sample::Index};
use serde_json::{Value, json};

use crate::{config, hostile_text, json::value};

proptest! {
    #![proptest_config(config())]

    /// A token that was put together is taken apart into the same.
    #[test]
    fn round_trip(header in object(), payload in object(), signature in proptest::collection::vec(any::<u8>(), 0..80)) {
        let token = compact(&header, &payload, &signature);
        let arena = Arena::default();
        let jws = UnverifiedJws::parse(&arena, &token).unwrap();
        prop_assert_eq!(jws.header_text, &header);
        prop_assert_eq!(jws.payload_text, &payload);
        prop_assert_eq!(base64url::decode(&arena, jws.signature), Some(signature.as_slice()));
        prop_assert_eq!(Some(jws.signing_input), token.rsplit_once('.').map(|(input, _)| input));
    }

    /// Whatever is taken has one spelling only: its parts, encoded again, are the token. Hence no padding, no white space,
    /// no other alphabet, no bits behind the end, no fourth part.
    #[test]
    fn e_28_one_spelling_only(token in token_like()) {
        let arena = Arena::default();
        if let Ok(jws) = UnverifiedJws::parse(&arena, &token) {
            let signature = URL_SAFE_NO_PAD.decode(jws.signature).unwrap();
            prop_assert_eq!(compact(jws.header_text, jws.payload_text, &signature), token.clone());
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
        let arena = Arena::default();
        if let Ok(jws) = UnverifiedJws::parse(&arena, &changed) {
            let found = URL_SAFE_NO_PAD.decode(jws.signature).unwrap();
            prop_assert!(jws.header_text != header || jws.payload_text != payload || found != signature);
        }
    }

    /// Parts that are base64url, but not of JSON objects.
    #[test]
    fn parts_must_be_objects(value in value(), other in object(), which in any::<bool>()) {
        let value = if value.is_object() { format!("[{value}]") } else { value.to_string() };
        let (header, payload) = if which { (&value, &other) } else { (&other, &value) };
        prop_assert_eq!(refusal(&compact(header, payload, b"x")), Some(Code::JwtMalformed));
    }

    /// No header gives an algorithm that the provider does not list, or another than the registered one, and none gets around `crit`.
    #[test]
    fn e_17_e_18_algorithms(
        name in prop_oneof![proptest::sample::select(NAMES).prop_map(String::from), hostile_text()],
        listed in proptest::option::of(proptest::sample::subsequence(NAMES, 0..=NAMES.len())),
        registered in proptest::option::of(proptest::sample::select(NAMES)),
        critical in proptest::option::of((proptest::sample::select(&["crit", "b64"][..]), value())),
    ) {
        let mut header = json!({ "alg": name });
        if let Some((member, value)) = &critical {
            header[*member] = value.clone();
        }
        let (arena, token) = (Arena::default(), compact(&header.to_string(), "{}", b"x"));
        let mut document = json!({ "issuer": "https://op.example", "authorization_endpoint": "https://op.example/a" });
        let mut options = json!({ "issuer": "https://op.example", "clientId": "c", "redirectUri": "https://app.example/" });
        if let Some(listed) = &listed {
            document["id_token_signing_alg_values_supported"] = json!(listed);
        }
        if let Some(registered) = registered {
            options["idTokenSignedResponseAlg"] = json!(registered);
        }
        let (document, options) = (document.to_string(), options.to_string());
        let config = Config::parse(&arena, &options).unwrap();
        let metadata = Metadata::read(&arena, &document, &config).unwrap();
        let found = id_token::alg(&UnverifiedJws::parse(&arena, &token).unwrap(), &config, &metadata);
        let allowed = match (registered, &listed) {
            (Some(registered), _) => registered == name,
            (None, Some(listed)) => listed.contains(&name.as_str()),
            (None, None) => true,
        };
        let expected = match Alg::ALL.iter().find(|alg| alg.name() == name && allowed) {
            _ if critical.is_some() => Err(Code::JwtMalformed),
            Some(alg) => Ok(*alg),
            None => Err(Code::AlgorithmRefused),
        };
        prop_assert_eq!(found.map_err(|error| error.code()), expected);
    }
}

#[test]
fn e_30_too_long_a_token_is_refused_at_once() {
    let payload = |length: usize| format!("{{\"a\":\"{}\"}}", "x".repeat(length));
    assert_eq!(refusal(&compact("{}", &payload(40_000), &[0; 512])), None);
    assert_eq!(refusal(&compact("{}", &payload(MAX_TOKEN), &[0; 512])), Some(Code::JwtTooLarge));
    assert_eq!(refusal(&"a.".repeat(MAX_TOKEN)), Some(Code::JwtTooLarge));
}

/// Tokens of one, two, four and five parts, and with parts that are empty.
#[test]
fn three_parts_only() {
    for token in [
        "",
        "e30",
        "e30.",
        ".",
        "..",
        "e30.e30",
        "e30.e30.AA.AA",
        "e30.e30.AA.",
        ".e30.AA",
        "e30..AA",
        "e30.e30.AA.AA.AA",
    ] {
        assert_eq!(refusal(token), Some(Code::JwtMalformed), "{token}");
    }
    // A signature of no bytes is for the check of its length.
    assert_eq!((refusal("e30.e30.AA"), refusal("e30.e30.")), (None, None));
}

fn refusal(token: &str) -> Option<Code> {
    UnverifiedJws::parse(&Arena::default(), token).err().map(|error| error.code())
}

fn compact(header: &str, payload: &str, signature: &[u8]) -> String {
    [header.as_bytes(), payload.as_bytes(), signature].map(|part| URL_SAFE_NO_PAD.encode(part)).join(".")
}

fn object() -> impl Strategy<Value = String> {
    let members = proptest::collection::btree_map(hostile_text(), value(), 0..4);
    members.prop_map(|members| Value::from(members.into_iter().collect::<serde_json::Map<_, _>>()).to_string())
}

/// Any text, base64url of anything with dots, and good tokens with a character put in, taken out or changed.
fn token_like() -> impl Strategy<Value = String> {
    let bytes = proptest::collection::vec(any::<u8>(), 0..12);
    let part = prop_oneof![
        bytes.prop_map(|bytes| URL_SAFE_NO_PAD.encode(&bytes)),
        Just("e30".to_owned()),
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
