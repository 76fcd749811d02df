//! Attack table, part G: pushed requests and authorization details.
#![cfg(not(target_family = "wasm"))]
#![allow(
    clippy::unwrap_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::string_slice,
    missing_docs,
    reason = "tests"
)]

mod fake_host;

use std::collections::HashSet;

use fake_host::{redirect::form, *};
use kirjaudu::base::error::Error;

const ENDPOINT: &str = "pushed_authorization_request_endpoint";
/// An identifier of a person that must not get about.
const PATIENT: &str = "010170-960F";

/// A client at a provider that takes pushed requests.
fn pushing(options: Value) -> Scene {
    let scene = Scene::new(options);
    scene.metadata(ENDPOINT, json!("https://op.example/par"));
    scene
}

fn details() -> Value {
    json!([{"type": "prescriptions", "patient": PATIENT, "actions": ["read", "write"], "note": "ä\"ö"}])
}

/// What was pushed last.
fn pushed(scene: &Scene) -> Vec<(String, String)> {
    let request = scene.host.requests().into_iter().rfind(|request| request.url.ends_with("/par")).unwrap();
    assert!(request.authorization.is_none() && request.dpop.is_none());
    form(request.form.unwrap())
}

fn value(form: &[(String, String)], name: &str) -> Option<String> {
    form.iter().find(|(n, _)| n == name).map(|(_, value)| value.clone())
}

fn names(url: &str) -> Vec<String> {
    parameters(url).into_iter().map(|(name, _)| name).collect()
}

/// A login whose push is answered so: it goes nowhere.
fn refused(options: &Value, answer: Answer) -> Error {
    let scene = pushing(json!({"par": true}));
    scene.metadata("dpop_signing_alg_values_supported", json!(["ES256"]));
    scene.set(json!({"dpop": "auto"}));
    scene.answer("par", answer);
    let error = scene.begin(&scene.page(), options).unwrap_err();
    assert_eq!(scene.asked().iter().filter(|path| *path == "/par").count(), 1, "expected one try");
    assert_eq!(scene.host.stored("kirjaudu.login."), Vec::<String>::new());
    assert!(scene.host.world.keys.borrow().is_empty(), "expected no key of a login that was not begun");
    error
}

#[test]
fn g_01_the_url_holds_a_reference_and_nothing_else() {
    let scene = pushing(json!({"par": true}));
    scene.metadata("authorization_endpoint", json!("https://op.example/authorize?tenant=city"));
    let page = scene.page();
    let options = json!({"acrValues": "high", "extraParams": {"kc_action": "x"}, "resource": ["https://a.example/"]});
    let Begun { url, because, .. } = scene.begin_and_tell(&page, &options).unwrap();
    assert_eq!(names(&url), ["tenant", "client_id", "request_uri"]);
    assert!(because.contains("pushed"), "{because}");
    let sent = pushed(&scene);
    for name in ["client_id", "redirect_uri", "response_type", "scope", "state", "nonce", "code_challenge", "kc_action"]
    {
        assert!(value(&sent, name).is_some(), "{name}");
    }
    assert_eq!((value(&sent, "request_uri"), value(&sent, "acr_values")), (None, Some("high".into())));
    // It signs in, in every flow that can be pushed.
    for options in flows() {
        let scene = pushing(options);
        scene.set(json!({"par": true}));
        scene.sign_in();
    }
}

#[test]
fn g_01_when_it_is_used() {
    let uses = |par: Value, endpoint: bool, demanded: Value, details: Value| {
        let scene = Scene::new(json!({"par": par}));
        scene.metadata(ENDPOINT, if endpoint { json!("https://op.example/par") } else { Value::Null });
        scene.metadata("require_pushed_authorization_requests", demanded);
        let options = if details.is_null() { json!({}) } else { json!({"authorizationDetails": details}) };
        scene.begin(&scene.page(), &options).map(|url| parameter(&url, "request_uri").is_some())
    };
    for demanded in [json!(true), json!("true")] {
        assert_eq!(uses(json!(null), true, demanded.clone(), Value::Null), Ok(true));
        assert_eq!(uses(json!("auto"), false, demanded, Value::Null).unwrap_err().code(), Code::EndpointMissing);
    }
    for unsaid in [json!(null), json!(false), json!(1)] {
        assert_eq!(uses(json!("auto"), true, unsaid.clone(), Value::Null), Ok(false));
        assert_eq!(uses(json!("auto"), true, unsaid.clone(), details()), Ok(true));
        assert_eq!(uses(json!("auto"), false, unsaid.clone(), details()), Ok(false));
        assert_eq!(uses(json!(true), true, unsaid.clone(), Value::Null), Ok(true));
        assert_eq!(uses(json!(true), false, unsaid, Value::Null).unwrap_err().code(), Code::EndpointMissing);
    }
    assert_eq!(uses(json!(false), true, json!(true), details()), Ok(false));
    // It must be an endpoint like all others.
    let scene = pushing(json!({}));
    scene.metadata(ENDPOINT, json!("http://op.example/par"));
    let error = scene.begin(&scene.page(), &json!({})).unwrap_err();
    assert_eq!((error.code(), error.details().field), (Code::MetadataInvalid, ENDPOINT));
}

#[test]
fn g_02_a_refusal_is_the_end_of_it() {
    for status in [400, 401, 413] {
        let words = json!({"error": "invalid_request", "error_description": "too\u{7} much"});
        let error = refused(&json!({}), Answer::json(status, &words));
        assert_eq!(error.code(), Code::ParRefused, "{status}");
        let words = error.details().provider.as_ref().unwrap();
        assert_eq!((words.error.as_str(), words.description.as_deref()), ("invalid_request", Some("too much")));
        let error = refused(&json!({}), Answer::html(status));
        assert_eq!((error.code(), error.details().found.as_str()), (Code::ParRefused, &*status.to_string()));
    }
    // Not now is not no.
    for answer in [Answer::json(429, &json!({"error": "slow_down"})), Answer::html(429)] {
        assert_eq!(refused(&json!({}), answer).code(), Code::ParUnreachable);
    }
    let error = refused(&json!({}), Answer::Down("network"));
    assert_eq!((error.code(), error.details().field), (Code::ParUnreachable, ENDPOINT));
}

#[test]
fn g_03_an_answer_without_reference_or_end_is_none() {
    let good = json!({"request_uri": "urn:ietf:params:oauth:request_uri:x", "expires_in": 60});
    for (status, is_good) in [(201, true), (200, true), (202, false), (204, false), (302, false)] {
        let scene = pushing(json!({"par": true}));
        scene.answer("par", Answer::json(status, &good));
        assert_eq!(scene.begin(&scene.page(), &json!({})).is_ok(), is_good, "{status}");
    }
    for (member, values) in [
        ("request_uri", vec![json!(null), json!(""), json!(7), json!(["x"])]),
        ("expires_in", vec![json!(null), json!(0), json!(-1), json!("soon")]),
    ] {
        for value in values {
            let mut answer = good.clone();
            answer[member] = value;
            let error = refused(&json!({}), Answer::json(201, &answer));
            assert_eq!((error.code(), error.details().field), (Code::ParRefused, member), "{answer}");
        }
    }
    for answer in [Answer::html(201), Answer::json(201, &json!([])), Answer::json(201, &json!({"error": "x"}))] {
        assert_eq!(refused(&json!({}), answer).code(), Code::ParRefused);
    }
}

#[test]
fn g_07_each_login_has_a_reference_of_its_own() {
    let scene = pushing(json!({"par": true}));
    let page = scene.page();
    let urls: Vec<String> = (0..5).map(|_| scene.begin(&page, &json!({})).unwrap()).collect();
    let references: HashSet<_> = urls.iter().map(|url| parameter(url, "request_uri").unwrap()).collect();
    assert_eq!((references.len(), scene.op().pushed.waiting.len()), (5, 5));
    assert!(scene.host.storage().values().all(|text| !text.contains("request_uri:")), "expected none to be kept");
}

#[test]
fn g_08_details_in_every_form_are_sent_as_an_array() {
    let one = details()[0].clone();
    for given in [details(), one.clone(), json!(details().to_string()), json!(one.to_string())] {
        let scene = pushing(json!({}));
        scene.begin(&scene.page(), &json!({"authorizationDetails": given})).unwrap();
        let sent = value(&pushed(&scene), "authorization_details").unwrap();
        assert_eq!(serde_json::from_str::<Value>(&sent).unwrap(), details(), "{given}");
    }
    for given in
        [json!("{"), json!("x"), json!(7), json!([7]), json!([{}]), json!([{"type": 1}]), json!({"actions": []})]
    {
        let scene = pushing(json!({}));
        let error = scene.begin(&scene.page(), &json!({"authorizationDetails": given})).unwrap_err();
        assert_eq!((error.code(), error.details().field), (Code::ConfigInvalid, "authorizationDetails"), "{given}");
    }
    // Without an endpoint they stand in the URL, as RFC 9396 has it.
    let scene = Scene::code();
    let url = scene.begin(&scene.page(), &json!({"authorizationDetails": details()})).unwrap();
    let sent = parameter(&url, "authorization_details").unwrap();
    assert_eq!(serde_json::from_str::<Value>(&sent).unwrap(), details());
    let error = scene.begin(&scene.page(), &json!({"extraParams": {"authorization_details": "[]"}})).unwrap_err();
    assert_eq!(error.code(), Code::ParameterReserved);
}

#[test]
fn g_09_what_is_personal_in_details_gets_nowhere() {
    let scene = pushing(json!({}));
    let options = json!({"authorizationDetails": details()});
    let begun = scene.begin_and_tell(&scene.page(), &options).unwrap();
    assert!(!format!("{begun:?}").contains(PATIENT));
    assert!(scene.host.requests().iter().all(|request| !request.url.contains(PATIENT)));
    let redirect = scene.authorize(&begun.url);
    accepted(&scene.page(), &redirect.url());
    assert!(scene.host.storage().values().all(|text| !text.contains(PATIENT)), "expected it to be forgotten");
    // A provider may repeat it.
    for error in ["invalid_authorization_details", "invalid_request"] {
        let words = json!({"error": error, "error_description": PATIENT, "error_uri": format!("https://x/{PATIENT}")});
        let error = refused(&options, Answer::json(400, &words));
        assert!(!format!("{error} {error:?} {}", error.to_json()).contains(PATIENT), "{error}");
    }
    let wrong = json!({"authorizationDetails": [{"type": 7, "patient": PATIENT}]});
    let error = scene.begin(&scene.page(), &wrong).unwrap_err();
    assert!(!format!("{error} {error:?}").contains(PATIENT));
}

#[test]
fn g_10_what_was_granted_is_shown_and_more_than_asked_for_is_flagged() {
    let granted = |granted: Value| {
        let scene = pushing(json!({}));
        let redirect = scene.login_with(&json!({"authorizationDetails": details()}));
        scene.token_response(move |response| response["authorization_details"] = granted.clone());
        let page = scene.page();
        accepted(&page, &redirect.url());
        let State::SignedIn { record, .. } = page.state() else { panic!("expected a session") };
        record.get("authorizationDetails").cloned()
    };
    let mut less = details();
    less[0]["actions"] = json!(["read"]);
    let mut more = details();
    more[0]["actions"] = json!(["read", "write", "delete"]);
    for (given, is_wider) in [(details(), false), (less, false), (more, true), (json!([{"type": "other"}]), true)] {
        assert_eq!(granted(given.clone()), Some(json!({"granted": given, "isWider": is_wider})));
    }
    for nothing in [json!(null), json!("x"), json!({})] {
        assert_eq!(granted(nothing), None);
    }
    // Nobody asked for any.
    let scene = Scene::code();
    let redirect = scene.login();
    scene.token_response(|response| response["authorization_details"] = details());
    let page = scene.page();
    accepted(&page, &redirect.url());
    let State::SignedIn { record, .. } = page.state() else { panic!("expected a session") };
    assert_eq!(record["authorizationDetails"]["isWider"], true);
}

#[test]
fn g_11_details_that_the_provider_does_not_take() {
    let words = json!({"error": "invalid_authorization_details"});
    let options = json!({"authorizationDetails": details()});
    assert_eq!(refused(&options, Answer::json(400, &words)).code(), Code::InvalidAuthorizationDetails);
    at_the_token_endpoint(&words, Code::InvalidAuthorizationDetails);
}

#[test]
fn g_13_a_target_that_the_provider_does_not_know() {
    let words = json!({"error": "invalid_target"});
    let options = json!({"resource": "https://api.example/"});
    assert_eq!(refused(&options, Answer::json(400, &words)).code(), Code::InvalidTarget);
    at_the_token_endpoint(&words, Code::InvalidTarget);
}

fn at_the_token_endpoint(words: &Value, code: Code) {
    let scene = Scene::code();
    let redirect = scene.login();
    scene.answer("token", Answer::json(400, words));
    assert_eq!(rejected(&scene, &redirect.url()).code(), code);
}
