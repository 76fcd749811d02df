//! The readers of JSON documents: metadata, keys, the token response.

use kirjaudu::{
    base::{arena::Arena, config::Config, http::HttpResponse, json::Json},
    protocol::{
        discovery::{self, Metadata},
        jwa::Alg,
        jwk, token, userinfo,
    },
};
use proptest::{prelude::*, sample::Index};
use serde_json::{Value, json};

use crate::{config, hostile_text, json::value};

proptest! {
    #![proptest_config(config())]

    /// No document makes a reader panic: any text, any JSON, and good documents with members of any kind.
    #[test]
    fn no_document_panics(
        body in body(),
        status in prop_oneof![Just(200_u16), Just(400), any::<u16>()],
        media_type in prop_oneof!["application/(json|jwt)", hostile_text()],
    ) {
        let arena = Arena::default();
        let response = HttpResponse { status, media_type: &media_type, body: &body, ..HttpResponse::default() };
        let _read = Metadata::read(&arena, &body, &client(&arena, "https://op.example"));
        if let Ok(keys) = jwk::response(&arena, &response) {
            for alg in Alg::ALL {
                let _key = keys.select(&arena, *alg, None);
            }
        }
        if let Ok(tokens) = token::response(&arena, &response, false) {
            prop_assert!(tokens.text("access_token").is_some() && token::check(tokens, false).is_ok());
        }
        if let Ok((claims, false)) = userinfo::response(&response) {
            let _read = userinfo::accept(&arena, claims, "s");
        }
        let _read = discovery::response(&response);
    }

    /// Good metadata is read, whatever unknown members it has.
    #[test]
    fn reads_metadata(
        others in proptest::collection::btree_map("x_[a-z]{1,8}", value(), 0..4),
        path in "(/[a-z]{1,5}){0,2}",
        iss in prop_oneof![Just(json!(true)), Just(json!("true"))],
    ) {
        let issuer = format!("https://op.example{path}");
        let mut document = metadata(&issuer);
        document["authorization_response_iss_parameter_supported"] = iss;
        document.as_object_mut().unwrap().extend(others);
        let (arena, text) = (Arena::default(), document.to_string());
        let read = Metadata::read(&arena, &text, &client(&arena, &issuer)).unwrap();
        prop_assert_eq!(read.issuer(), issuer);
        prop_assert!(read.promises_iss());
        for name in ENDPOINTS {
            prop_assert_eq!(read.endpoint(name), document[*name].as_str());
        }
    }

    /// The issuer must be the one that was asked for, character by character.
    #[test]
    fn c_08_another_issuer(place in any::<Index>(), new in "[ -~]{0,2}") {
        let issuer = "https://op.example/realms/a";
        let mut other = issuer.to_owned();
        let at = place.index(issuer.len());
        other.replace_range(at..=at, &new);
        prop_assume!(other != issuer);
        for other in [&other, "https://op.example/realms/a/", "https://op.example/realms/A", "HTTPS://op.example/realms/a", ""] {
            let mut document = metadata(issuer);
            document["issuer"] = other.into();
            let (arena, text) = (Arena::default(), document.to_string());
            prop_assert!(Metadata::read(&arena, &text, &client(&arena, issuer)).is_err(), "{}", other);
        }
    }

    /// An endpoint that is no https URL spoils the document, whichever it is.
    #[test]
    fn c_09_unsafe_endpoints(
        name in proptest::sample::select(ENDPOINTS),
        kind in 0..8,
        noise in hostile_text(),
        other in value(),
    ) {
        let mut document = metadata("https://op.example");
        document[name] = match kind {
            0 => format!("http://op.example/{noise}").into(),
            1 => format!("javascript:{noise}").into(),
            2 => format!("data:text/html,{noise}").into(),
            3 => format!("https://op.example/#{noise}").into(),
            4 => format!("//op.example/{noise}").into(),
            5 => format!("https://user@op.example/{noise}").into(),
            6 => format!("https:\\\\op.example/{noise}").into(),
            _ => other.clone(),
        };
        prop_assume!(kind != 7 || !matches!(other, Value::Null | Value::String(_)));
        let (arena, text) = (Arena::default(), document.to_string());
        let read = Metadata::read(&arena, &text, &client(&arena, "https://op.example"));
        prop_assert!(read.is_err(), "{}", document[name]);
    }

    /// A key that is not understood never hides one that is.
    #[test]
    fn unknown_keys_are_passed_by(
        before in proptest::collection::vec(value(), 0..4),
        after in proptest::collection::vec(value(), 0..4),
        member in proptest::sample::select(&["kty", "crv", "x", "y", "use", "alg", "key_ops"][..]),
        wrong in prop_oneof![Just(json!("other")), Just(json!(7)), Just(json!([]))],
    ) {
        let good = json!({ "kty": "EC", "crv": "P-256", "kid": "a",
            "x": "f83OJ3D2xF1Bg8vub9tLe1gHMzV76e8Tus9uPHvRVEU", "y": "x_FEzRu9m36HLN_tue659LNpXW6pCyStikYjKIWI5a0" });
        let mut odd = good.clone();
        odd[member] = wrong;
        let keys: Vec<Value> = before.into_iter().chain([odd.clone(), good, odd]).chain(after).collect();
        let (arena, body) = (Arena::default(), json!({ "keys": keys }).to_string());
        let set = jwk::response(&arena, &HttpResponse { status: 200, media_type: "", body: &body, ..HttpResponse::default() }).unwrap();
        for kid in [None, Some(&Json::String("a"))] {
            let key = set.select(&arena, Alg::Es256, kid);
            prop_assert!(key.is_some_and(|key| key.canonical.contains("f83OJ3D2xF1Bg8vub9tLe1gHMzV76e8Tus9uPHvRVEU")));
            prop_assert_eq!(set.select(&arena, Alg::Rs256, kid), None);
        }
        prop_assert_eq!(set.select(&arena, Alg::Es256, Some(&Json::String("b"))), None);
    }
}

/// A token may name no key, or one by its name; a `kid` that is no text names none, also not one without a name.
#[test]
fn a_kid_that_is_no_text_names_no_key() {
    let key = json!({ "kty": "OKP", "crv": "Ed25519", "x": "11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo" });
    let (arena, body) = (Arena::default(), json!({ "keys": [key] }).to_string());
    let set =
        jwk::response(&arena, &HttpResponse { status: 200, media_type: "", body: &body, ..HttpResponse::default() })
            .unwrap();
    assert!(set.select(&arena, Alg::EdDsa, None).is_some());
    for kid in [Json::Null, Json::Bool(true), Json::Number("1"), Json::Array(&[]), Json::String(""), Json::String("a")]
    {
        assert_eq!(set.select(&arena, Alg::EdDsa, Some(&kid)), None, "{kid:?}");
    }
}

fn body() -> impl Strategy<Value = String> {
    let members = proptest::collection::btree_map(
        proptest::sample::select(MEMBERS),
        prop_oneof![value(), hostile_text().prop_map(Value::from)],
        0..8,
    );
    let spoiled = members.prop_map(|members| {
        let mut document = metadata("https://op.example");
        let good = json!({ "access_token": "a", "token_type": "Bearer", "expires_in": 60, "keys": [{ "kty": "RSA" }], "sub": "s" });
        document.as_object_mut().unwrap().extend(good.as_object().unwrap().clone());
        document.as_object_mut().unwrap().extend(members.into_iter().map(|(name, value)| (name.to_owned(), value)));
        document.to_string()
    });
    prop_oneof![
        proptest::collection::vec(any::<u8>(), 0..60).prop_map(|bytes| String::from_utf8_lossy(&bytes).into_owned()),
        hostile_text(),
        value().prop_map(|value| value.to_string()),
        spoiled
    ]
}

fn client<'a>(arena: &'a Arena, issuer: &str) -> Config<'a> {
    let options = json!({ "issuer": issuer, "clientId": "client", "redirectUri": "https://app.example/callback" });
    Config::parse(arena, arena.text(&options.to_string())).unwrap()
}

fn metadata(issuer: &str) -> Value {
    let mut document = json!({ "issuer": issuer });
    for name in ENDPOINTS {
        document[*name] = format!("https://op.example/{name}?tenant=1").into();
    }
    document
}

const ENDPOINTS: &[&str] = &[
    "authorization_endpoint",
    "token_endpoint",
    "userinfo_endpoint",
    "end_session_endpoint",
    "revocation_endpoint",
    "jwks_uri",
];

const MEMBERS: &[&str] = &[
    "issuer",
    "authorization_endpoint",
    "token_endpoint",
    "jwks_uri",
    "response_types_supported",
    "code_challenge_methods_supported",
    "id_token_signing_alg_values_supported",
    "authorization_response_iss_parameter_supported",
    "access_token",
    "token_type",
    "expires_in",
    "id_token",
    "refresh_token",
    "scope",
    "error",
    "error_description",
    "keys",
    "sub",
];
