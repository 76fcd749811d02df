//! The reader of authorization responses.

use kirjaudu::{
    base::{arena::Arena, config::ResponseMode, error::Code, form, json::Json},
    protocol::authorization_response::AuthorizationResponse,
};
use proptest::{prelude::*, sample::Index};

use crate::{config, hostile_text};

proptest! {
    #![proptest_config(config())]

    /// Any text at all; and what is read was there.
    #[test]
    fn never_panics(url in prop_oneof![hostile_text(), url_like()]) {
        let arena = Arena::default();
        if let Ok(Some(response)) = AuthorizationResponse::read(&arena, &url) {
            let (before, fragment) = url.split_once('#').unwrap_or((&url, ""));
            let part = match response.mode {
                ResponseMode::Fragment => fragment,
                ResponseMode::Query => before.split_once('?').map_or("", |(_, query)| query),
            };
            let parameters = form::decode(&arena, part);
            for name in NAMES.iter().chain(DECISIVE) {
                let there: Vec<&Json<'_>> =
                    parameters.members().iter().filter(|(other, _)| other == name).map(|(_, value)| value).collect();
                prop_assert!(there.len() < 2, "{}", name);
                prop_assert_eq!(response.get(name), there.first().and_then(|value| value.as_str()), "{}", name);
            }
            prop_assert!(DECISIVE.iter().any(|name| response.get(name).is_some()));
            prop_assert_eq!(response.is_error(), response.get("error").is_some());
        }
    }

    /// A response comes out as it was put in, from either part, in any order, with others between.
    #[test]
    fn round_trip(
        values in proptest::collection::vec(hostile_text(), 7),
        order in Just((0..7).collect::<Vec<usize>>()).prop_shuffle(),
        other in "[a-z]{1,6}x", query in any::<bool>(),
    ) {
        let mut text = String::new();
        for place in &order {
            form::append(&mut text, NAMES[*place], &values[*place]);
            form::append(&mut text, &format!("{other}{place}"), "a");
        }
        let (mark, mode) = if query { ('?', ResponseMode::Query) } else { ('#', ResponseMode::Fragment) };
        let url = format!("https://app.example/callback{mark}{text}");
        let arena = Arena::default();
        let response = AuthorizationResponse::read(&arena, &url).unwrap().unwrap();
        prop_assert_eq!(response.mode, mode);
        for (name, value) in NAMES.iter().zip(&values) {
            prop_assert_eq!(response.get(name), Some(value.as_str()));
        }
    }

    /// A parameter twice, spelt the same or with escapes, with equal values or not.
    #[test]
    fn b_04_repeated_parameters(
        place in any::<Index>(),
        first in hostile_text(),
        second in hostile_text(),
        escaped in any::<bool>(),
        query in any::<bool>(),
    ) {
        let name = *place.get(NAMES);
        let again = if escaped { name.bytes().map(|byte| format!("%{byte:02x}")).collect() } else { name.to_owned() };
        let mut text = "error=x".to_owned();
        form::append(&mut text, name, &first);
        let mut value = String::new();
        form::append(&mut value, "", &second);
        let mark = if query { '?' } else { '#' };
        let url = format!("https://app.example/callback{mark}{text}&{again}{value}");
        let arena = Arena::default();
        let error = AuthorizationResponse::read(&arena, &url).map(|_| ()).unwrap_err();
        prop_assert_eq!(error.code(), Code::ResponseParameterRepeated, "{}", url);
    }

    /// A response in both parts.
    #[test]
    fn b_03_both_parts(
        first in proptest::sample::select(DECISIVE),
        second in proptest::sample::select(DECISIVE),
        value in hostile_text(),
    ) {
        let (mut query, mut fragment) = (String::new(), String::new());
        form::append(&mut query, first, &value);
        form::append(&mut fragment, second, &value);
        let url = format!("https://app.example/callback?{query}#{fragment}");
        let arena = Arena::default();
        let error = AuthorizationResponse::read(&arena, &url).map(|_| ()).unwrap_err();
        prop_assert_eq!(error.code(), Code::ResponseModeWrong);
    }

    /// Without one of the parameters that make a response there is none, whatever else stands there.
    #[test]
    fn b_19_no_response(
        names in proptest::collection::btree_set("[a-z_]{1,12}", 0..6),
        value in hostile_text(),
        query in any::<bool>(),
    ) {
        let mut text = String::new();
        for name in names.iter().filter(|name| !DECISIVE.contains(&name.as_str())) {
            form::append(&mut text, name, &value);
        }
        let mark = if query { '?' } else { '#' };
        let (arena, url) = (Arena::default(), format!("https://app.example/{mark}{text}"));
        let response = AuthorizationResponse::read(&arena, &url);
        prop_assert!(response.is_ok_and(|response| response.is_none()));
    }
}

fn url_like() -> impl Strategy<Value = String> {
    let name = prop_oneof![
        proptest::sample::select(NAMES).prop_map(String::from),
        proptest::sample::select(DECISIVE).prop_map(String::from),
        hostile_text()
    ];
    let pairs = || proptest::collection::vec((name.clone(), hostile_text()), 0..5);
    (pairs(), pairs()).prop_map(|(query, fragment)| {
        let written = |pairs: Vec<(String, String)>| {
            pairs.iter().map(|(name, value)| format!("{name}={value}")).collect::<Vec<_>>().join("&")
        };
        format!("https://app.example/callback?{}#{}", written(query), written(fragment))
    })
}

const NAMES: &[&str] = &["state", "code", "id_token", "access_token", "token_type", "expires_in", "iss"];

/// Each of these makes it a response.
const DECISIVE: &[&str] = &["code", "id_token", "access_token", "error"];
