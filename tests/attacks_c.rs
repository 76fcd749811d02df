//! Attack table, part C: which provider answered, and mix-up.
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

use fake_host::*;
use kirjaudu::base::http::MAX_BODY;

fn scene(options: &Value, advertised: bool) -> Scene {
    let scene = Scene::new(options.clone());
    scene.metadata("authorization_response_iss_parameter_supported", json!(advertised));
    scene
}

#[test]
fn c_01_another_iss_is_refused_before_any_request() {
    for advertised in [true, false] {
        for options in [json!({"flow": "code"}), json!({"flow": "implicit"}), json!({"flow": "hybrid"})] {
            for iss in [
                "https://evil.example",
                "https://op.example/realms/City",
                "https://op.example/realms/city/",
                "",
                "null",
            ] {
                let scene = scene(&options, advertised);
                let redirect = scene.login();
                scene.host.forget_requests();
                let error = rejected(&scene, &redirect.with("iss", iss).url());
                assert_eq!(error.code(), Code::IssMismatch, "{iss}");
                assert!(scene.asked().is_empty());
            }
        }
    }
}

#[test]
fn c_01_an_error_response_of_another_issuer_is_not_believed() {
    let scene = scene(&json!({}), true);
    let error = scene.login().error("access_denied");
    assert_eq!(rejected(&scene, &error.with("iss", "https://evil.example").url()).code(), Code::IssMismatch);
    let error = scene.login().error("access_denied");
    assert_eq!(rejected(&scene, &error.with("iss", ISSUER).url()).code(), Code::AccessDenied);
}

#[test]
fn c_02_an_iss_that_was_promised_must_come() {
    for promised in [json!(true), json!("true")] {
        for response_type in ["code", "code token"] {
            let scene = if response_type == "code" { Scene::code() } else { Scene::hybrid(response_type) };
            scene.metadata("authorization_response_iss_parameter_supported", promised.clone());
            let redirect = scene.login().without("iss");
            scene.host.forget_requests();
            assert_eq!(rejected(&scene, &redirect.url()).code(), Code::IssMissing, "{promised}");
            let error = scene.login().error("access_denied");
            assert_eq!(rejected(&scene, &error.url()).code(), Code::IssMissing, "{promised}");
            assert!(scene.asked().is_empty());
        }
    }
    let scene = scene(&json!({}), true);
    accepted(&scene.page(), &scene.login().url());
}

#[test]
fn c_02_an_id_token_that_is_not_read_does_not_stand_in_for_iss() {
    let scene = Scene::hybrid("code token");
    scene.metadata("authorization_response_iss_parameter_supported", json!(true));
    let redirect = scene.login().without("iss").with("id_token", "x.y.z");
    scene.host.forget_requests();
    assert_eq!(rejected(&scene, &redirect.url()).code(), Code::IssMissing);
    for options in [json!({"flow": "code"}), json!({"flow": "implicit"})] {
        let scene = self::scene(&options, true);
        let error = scene.login().error("access_denied").with("id_token", "x.y.z");
        assert_eq!(rejected(&scene, &error.url()).code(), Code::IssMissing);
    }
    assert!(scene.asked().is_empty());
}

#[test]
fn c_05_an_iss_that_was_not_promised_must_be_right() {
    let scene = scene(&json!({}), false);
    accepted(&scene.page(), &scene.login().with("iss", ISSUER).url());
    scene.page().end();
    assert_eq!(rejected(&scene, &scene.login().with("iss", "https://op.example").url()).code(), Code::IssMismatch);
}

#[test]
fn c_06_iss_and_id_token_must_name_one_issuer() {
    for options in [json!({"flow": "implicit"}), json!({"flow": "hybrid", "responseType": "code id_token"})] {
        let scene = scene(&options, true);
        scene.claim("iss", json!("https://evil.example"));
        let redirect = scene.login();
        assert_eq!(redirect.value("iss"), ISSUER);
        scene.host.forget_requests();
        let error = rejected(&scene, &redirect.url());
        assert_eq!((error.code(), error.details().field), (Code::ClaimInvalid, "iss"));
        assert!(scene.asked().is_empty());
        scene.draft(|_| ());
        let redirect = scene.login().with("iss", "https://evil.example");
        assert_eq!(rejected(&scene, &redirect.url()).code(), Code::IssMismatch);
    }
}

#[test]
fn c_07_a_code_of_another_provider_goes_nowhere() {
    let honest = scene(&json!({}), true);
    let mut evil = Op::new("https://evil.example", "");
    evil.metadata["authorization_response_iss_parameter_supported"] = json!(true);
    honest.host.world.ops.borrow_mut().push(evil);
    let other = honest.other_tab();
    let other = Scene { host: honest.host.clone(), options: other.options };
    other.set(json!({"issuer": "https://evil.example"}));
    let state_of_the_honest = honest.login().state();
    let url_of_the_evil = other.begin(&other.page(), &json!({})).unwrap();
    let response = honest.host.world.ops.borrow_mut()[1].authorize(&url_of_the_evil, NOW);
    assert_eq!(response.value("iss"), "https://evil.example");
    honest.host.forget_requests();
    // On the page that talks to the honest provider, and on the page that talks to the other.
    let mixed = response.with("state", &state_of_the_honest);
    assert_eq!(ignored(&other, &mixed.url()).code(), Code::StateUnknown);
    assert_eq!(rejected(&honest, &mixed.url()).code(), Code::IssMismatch);
    assert!(honest.host.requests().is_empty());
    let mixed = mixed.without("iss").with("state", &honest.login().state());
    honest.host.forget_requests();
    assert_eq!(rejected(&honest, &mixed.url()).code(), Code::IssMissing);
    assert!(honest.host.requests().is_empty());
}

#[test]
fn c_08_metadata_of_another_issuer_is_refused_whole() {
    for issuer in [
        json!("https://evil.example"),
        json!("https://op.example/realms/city/"),
        json!("https://OP.example/realms/city"),
        json!("http://op.example/realms/city"),
        json!("https://op.example:443/realms/city"),
        json!("https://op.example/realms/%63ity"),
    ] {
        let scene = Scene::code();
        scene.metadata("issuer", issuer.clone());
        let error = scene.begin(&scene.page(), &json!({})).unwrap_err();
        assert_eq!(error.code(), Code::IssuerMismatch, "{issuer}");
        assert!(error.to_string().contains(ISSUER), "{error}");
        assert!(scene.host.storage().is_empty(), "expected nothing remembered");
    }
    for issuer in [json!(null), json!(7), json!([ISSUER])] {
        let scene = Scene::code();
        scene.metadata("issuer", issuer);
        assert_eq!(scene.begin(&scene.page(), &json!({})).unwrap_err().code(), Code::MetadataInvalid);
    }
}

#[test]
fn c_08_given_metadata_does_not_hide_another_issuer() {
    let scene = Scene::code();
    scene.set(json!({"metadata": {"issuer": ISSUER, "end_session_endpoint": "https://op.example/out"}}));
    scene.metadata("issuer", json!("https://evil.example"));
    assert_eq!(scene.begin(&scene.page(), &json!({})).unwrap_err().code(), Code::IssuerMismatch);
    let scene = Scene::code();
    scene.set(json!({"metadata": {"issuer": "https://evil.example"}}));
    assert_eq!(scene.begin(&scene.page(), &json!({})).unwrap_err().code(), Code::IssuerMismatch);
}

#[test]
fn c_09_endpoints_need_tls_and_may_stand_on_another_host() {
    let names = ["token_endpoint", "userinfo_endpoint", "end_session_endpoint", "revocation_endpoint", "jwks_uri"];
    for name in names {
        for endpoint in
            ["http://op.example/x", "ftp://op.example/x", "javascript:alert(1)", "/x", "https://op.example/x#y"]
        {
            let scene = Scene::code();
            scene.metadata(name, json!(endpoint));
            let error = scene.begin(&scene.page(), &json!({})).unwrap_err();
            assert_eq!((error.code(), error.details().field), (Code::MetadataInvalid, name), "{endpoint}");
            assert!(scene.host.storage().is_empty());
        }
    }
    let scene = Scene::code();
    scene.metadata("token_endpoint", json!("https://tokens.example/token"));
    scene.host.world.ops.borrow_mut().push(Op::new("https://tokens.example", ""));
    let redirect = scene.login();
    assert_eq!(failed(&scene.page(), &redirect.url()).code(), Code::InvalidGrant);
    assert_eq!(scene.host.requests().pop().unwrap().url, "https://tokens.example/token");
}

#[test]
fn c_10_documents_may_move_within_their_origin_only() {
    // The host follows no redirect to another origin: that a browser does so is for the browser tests to show.
    let scene = Scene::code();
    scene.login();
    assert!(scene.host.requests().iter().all(|request| request.follow_same_origin && request.authorization.is_none()));
    let scene = Scene::code();
    scene.answer("discovery", Answer::Down("a redirect to another origin"));
    assert_eq!(scene.begin(&scene.page(), &json!({})).unwrap_err().code(), Code::DiscoveryUnreachable);
    // And one that was followed all the same is held against the issuer again.
    let scene = Scene::code();
    let evil = Op::new("https://evil.example", "").metadata;
    scene.answer("discovery", Answer::json(200, &evil));
    assert_eq!(scene.begin(&scene.page(), &json!({})).unwrap_err().code(), Code::IssuerMismatch);
}

#[test]
fn c_11_what_is_no_metadata_document_is_refused_whole() {
    let good = Scene::code().op().metadata.to_string();
    let twice = good.replacen('{', r#"{"token_endpoint":"https://op.example/other","#, 1);
    let large = good.replacen('{', &format!(r#"{{"padding":"{}","#, "x".repeat(5_000_000)), 1);
    let answers = [
        Answer::html(200),
        Answer::Http(200, "application/json", large.into_bytes()),
        Answer::Http(200, "application/json", twice.into_bytes()),
        Answer::Http(200, "application/json", good[..good.len() - 1].into()),
        Answer::Http(200, "application/json", format!("{good}{{}}").into_bytes()),
        Answer::Http(200, "application/json", format!("[{good}]").into_bytes()),
        Answer::Http(200, "application/json", Vec::new()),
        Answer::json(200, &json!({"issuer": ISSUER})),
    ];
    for answer in answers {
        let scene = Scene::code();
        let page = scene.page();
        scene.answer("discovery", answer);
        assert_eq!(scene.begin(&page, &json!({})).unwrap_err().code(), Code::MetadataInvalid);
        assert!(scene.host.storage().is_empty(), "expected no part of it remembered");
        scene.op().answers.clear();
        assert!(scene.begin(&page, &json!({})).is_ok());
    }
    // What is no text never gets that far.
    let scene = Scene::code();
    scene.answer("discovery", Answer::Http(200, "application/json", [good.as_bytes(), b"\xff"].concat()));
    assert_eq!(scene.begin(&scene.page(), &json!({})).unwrap_err().code(), Code::DiscoveryUnreachable);
    assert!(scene.host.storage().is_empty());
    for status in [201, 204, 302, 400, 401, 403, 500, 503] {
        let scene = Scene::code();
        scene.answer("discovery", Answer::Http(status, "application/json", good.clone().into_bytes()));
        assert_eq!(scene.begin(&scene.page(), &json!({})).unwrap_err().code(), Code::DiscoveryRefused, "{status}");
    }
}

#[test]
fn c_11_members_of_the_wrong_type_are_refused() {
    for (name, value) in [
        ("authorization_endpoint", json!(7)),
        ("authorization_endpoint", json!(null)),
        ("authorization_endpoint", json!({"S256": "https://op.example/authorize"})),
        ("token_endpoint", json!(["https://op.example/token"])),
        ("jwks_uri", json!(true)),
    ] {
        let scene = Scene::code();
        scene.metadata(name, value.clone());
        let error = scene.begin(&scene.page(), &json!({})).unwrap_err();
        assert_eq!((error.code(), error.details().field), (Code::MetadataInvalid, name), "{value}");
    }
}

#[test]
fn c_11_what_is_large_but_sound_is_read() {
    let scene = Scene::code();
    scene.metadata("scopes_supported", json!(vec!["x".repeat(1000); 1000]));
    let size = scene.op().metadata.to_string().len();
    assert!(size > 1_000_000 && size <= MAX_BODY);
    accepted(&scene.page(), &scene.login().url());
}
