//! The readers of JSON documents: metadata, keys, the token response.

use kirjaudu::{
    base::{config::Config, http::HttpResponse, json::Json},
    protocol::{
        discovery::{self, Metadata},
        jwk, token, userinfo,
    },
};
use proptest::{prelude::*, sample::Index};
use serde_json::{Value, json};

use crate::{config, hostile_text, json::value};

proptest! {
    #![proptest_config(config())]

    /// No document makes a reader panic: any bytes, any JSON, and good documents with members of any kind.
    #[test]
    fn no_document_panics(
        body in body(),
        status in prop_oneof![Just(200_u16), Just(400), any::<u16>()],
        media_type in prop_oneof!["application/(json|jwt)", hostile_text()],
    ) {
        let response = HttpResponse { status, media_type, body };
        let _read = Metadata::read(&response.body, &client("https://op.example"));
        let _read = jwk::response(&response);
        let _read = token::response(&response);
        let _read = userinfo::response(&response);
        let _read = discovery::response(response.clone());
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
        let read = Metadata::read(document.to_string().as_bytes(), &client(&issuer)).unwrap();
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
            prop_assert!(Metadata::read(document.to_string().as_bytes(), &client(issuer)).is_err(), "{}", other);
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
        let read = Metadata::read(document.to_string().as_bytes(), &client("https://op.example"));
        prop_assert!(read.is_err(), "{}", document[name]);
    }

    /// A key that is not understood never hides one that is.
    #[test]
    fn unknown_keys_are_passed_by(
        before in proptest::collection::vec(value(), 0..4),
        after in proptest::collection::vec(value(), 0..4),
    ) {
        let good = json!({ "kty": "EC", "crv": "P-256", "kid": "a",
            "x": "f83OJ3D2xF1Bg8vub9tLe1gHMzV76e8Tus9uPHvRVEU", "y": "x_FEzRu9m36HLN_tue659LNpXW6pCyStikYjKIWI5a0" });
        let keys: Vec<Value> = before.into_iter().chain([good]).chain(after).collect();
        let body = json!({ "keys": keys }).to_string().into_bytes();
        let set = jwk::response(&HttpResponse { status: 200, body, ..HttpResponse::default() }).unwrap();
        prop_assert_eq!(set.len(), 1);
    }
}

fn body() -> impl Strategy<Value = Vec<u8>> {
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
        document.to_string().into_bytes()
    });
    prop_oneof![
        proptest::collection::vec(any::<u8>(), 0..60),
        value().prop_map(|value| value.to_string().into_bytes()),
        spoiled
    ]
}

fn client(issuer: &str) -> Config {
    let options = json!({ "issuer": issuer, "clientId": "client", "redirectUri": "https://app.example/callback" });
    Config::parse(&Json::parse(options.to_string().as_bytes()).unwrap()).unwrap()
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
