//! Attack table, part E: the claims of ID tokens (OIDC Core 3.1.3.7), each in a whole login.
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
use kirjaudu::base::error::Error;

fn both() -> [Scene; 2] {
    [Scene::implicit(), Scene::code()]
}

/// The error of logins whose ID tokens have this claim.
fn rejected_claim(name: &'static str, value: Value) -> Error {
    let [implicit, code] = both().map(|scene| {
        scene.claim(name, value.clone());
        let redirect = scene.login();
        rejected(&scene, &redirect.url())
    });
    assert_eq!(implicit, code);
    code
}

/// The error of a login whose ID token has this claim, written exactly so.
fn rejected_raw(name: &'static str, raw: &'static str) -> Error {
    let scene = Scene::code();
    scene.draft(move |draft| {
        draft.claim(name, json!("PLACE"));
        draft.payload = Some(draft.claims.to_string().replace("\"PLACE\"", raw));
    });
    let redirect = scene.login();
    rejected(&scene, &redirect.url())
}

fn accepted_claims(options: Value, claims: Value) {
    let scene = Scene::new(options);
    scene.draft(move |draft| {
        for (name, value) in claims.as_object().unwrap() {
            draft.claim(name, value.clone());
        }
    });
    accepted(&scene.page(), &scene.login().url());
}

#[test]
fn e_04_iss_is_compared_exactly() {
    for iss in [
        json!("https://op.example/realms/city/"),
        json!("https://OP.example/realms/city"),
        json!("https://op.example/realms/City"),
        json!("http://op.example/realms/city"),
        json!("https://op.example"),
        json!(""),
        json!(null),
        json!([ISSUER]),
    ] {
        let error = rejected_claim("iss", iss.clone());
        assert_eq!((error.code(), error.details().field), (Code::ClaimInvalid, "iss"), "{iss}");
    }
}

#[test]
fn e_05_aud_must_be_this_client_and_nobody_unknown() {
    for aud in [
        json!("other"),
        json!([]),
        json!([CLIENT, "other"]),
        json!(["other"]),
        json!(null),
        json!(""),
        json!({CLIENT: true}),
        json!([CLIENT, 7]),
        json!([[CLIENT]]),
        json!("Berths"),
        json!("berths "),
    ] {
        let error = rejected_claim("aud", aud.clone());
        assert_eq!((error.code(), error.details().field), (Code::ClaimInvalid, "aud"), "{aud}");
    }
    accepted_claims(json!({}), json!({"aud": CLIENT}));
    accepted_claims(json!({}), json!({"aud": [CLIENT]}));
    let trusting = json!({"trustedAudiences": ["api", "other-api"]});
    accepted_claims(trusting.clone(), json!({"aud": [CLIENT, "api"], "azp": CLIENT}));
    for claims in [
        json!({"aud": [CLIENT, "api"]}),
        json!({"aud": ["api"], "azp": CLIENT}),
        json!({"aud": [CLIENT, "api", "x"], "azp": CLIENT}),
    ] {
        let scene = Scene::new(trusting.clone());
        let set = claims.clone();
        scene.draft(move |draft| {
            set.as_object().unwrap().iter().for_each(|(name, value)| draft.claim(name, value.clone()))
        });
        assert_eq!(rejected(&scene, &scene.login().url()).code(), Code::ClaimInvalid, "{claims}");
    }
}

#[test]
fn e_06_azp_must_be_this_client() {
    for azp in [json!("other"), json!(""), json!(7), json!([CLIENT])] {
        let error = rejected_claim("azp", azp.clone());
        assert_eq!((error.code(), error.details().field), (Code::ClaimInvalid, "azp"), "{azp}");
    }
    accepted_claims(json!({}), json!({"azp": CLIENT}));
}

#[test]
fn e_07_exp() {
    accepted_claims(json!({}), json!({"exp": NOW - 59}));
    accepted_claims(json!({"clockTolerance": 0}), json!({"exp": NOW + 1}));
    accepted_claims(json!({}), json!({"exp": 1_700_000_000.5_f64}));
    for exp in [
        json!(NOW - 60),
        json!(NOW - 61),
        json!(null),
        json!("123"),
        json!(NOW.to_string()),
        json!(-1),
        json!(true),
        json!([NOW + 60]),
    ] {
        let error = rejected_claim("exp", exp.clone());
        assert_eq!((error.code(), error.details().field), (Code::TokenTimeInvalid, "exp"), "{exp}");
    }
    for raw in [
        "1.5e9",
        "2e9",
        "1e300",
        "1E400",
        "9007199254740992",
        "9223372036854775807",
        "9223372036854775808",
        "99999999999999999999",
        "-1e300",
        "-9223372036854775809",
    ] {
        let error = rejected_raw("exp", raw);
        assert_eq!((error.code(), error.details().field), (Code::TokenTimeInvalid, "exp"), "{raw}");
    }
    let strict = Scene::new(json!({"clockTolerance": 0}));
    strict.claim("exp", json!(NOW));
    assert_eq!(rejected(&strict, &strict.login().url()).code(), Code::TokenTimeInvalid);
    // The largest number that is read, 2^53 - 1.
    for options in [json!({}), json!({"flow": "implicit"}), json!({"flow": "implicit", "responseType": "id_token"})] {
        accepted_claims(options, json!({"exp": 9_007_199_254_740_991_i64}));
    }
}

#[test]
fn e_08_iat_and_nbf() {
    for iat in [NOW + 60, NOW, NOW - 660] {
        accepted_claims(json!({}), json!({"iat": iat}));
    }
    for iat in
        [json!(null), json!(NOW + 61), json!(NOW - 661), json!(NOW.to_string()), json!(0), json!(-1), json!(i64::MIN)]
    {
        let error = rejected_claim("iat", iat.clone());
        assert_eq!((error.code(), error.details().field), (Code::TokenTimeInvalid, "iat"), "{iat}");
    }
    accepted_claims(json!({"dangerously": {"acceptAnyIdTokenAge": true}}), json!({"iat": NOW - 100_000}));
    accepted_claims(json!({}), json!({"nbf": NOW + 60}));
    assert_eq!(rejected_claim("nbf", json!(NOW + 61)).code(), Code::TokenTimeInvalid);
}

#[test]
fn e_10_nonce() {
    for nonce in [json!(null), json!("other"), json!(""), json!(7), json!(["PLACE"])] {
        assert_eq!(rejected_claim("nonce", nonce.clone()).code(), Code::NonceMismatch, "{nonce}");
    }
    let changes: [fn(&str) -> Value; 5] = [
        |nonce| json!([nonce]),
        |nonce| json!(nonce.to_lowercase()),
        |nonce| json!(format!("{nonce} ")),
        |nonce| json!(nonce[1..]),
        |nonce| json!({"nonce": nonce}),
    ];
    for scene in both() {
        *scene.host.world.randomness.borrow_mut() = Randomness::Seeded(11);
        for change in changes {
            scene.draft(move |draft| {
                let nonce = draft.claims["nonce"].as_str().unwrap().to_owned();
                assert_ne!(nonce.to_lowercase(), nonce);
                draft.claim("nonce", change(&nonce));
            });
            let redirect = scene.login();
            assert_eq!(rejected(&scene, &redirect.url()).code(), Code::NonceMismatch);
        }
    }
}

#[test]
fn e_10_the_nonce_of_another_login_on_its_way_is_refused() {
    let scene = Scene::implicit();
    let first = scene.login();
    let swapped = scene.login().with("state", &first.state());
    assert_eq!(rejected(&scene, &swapped.url()).code(), Code::NonceMismatch);
    accepted(&scene.page(), &scene.login().url());
}

#[test]
fn e_16_max_age_and_essential_acr() {
    let login = |options: Value, claims: Value| {
        let scene = Scene::code();
        scene.draft(move |draft| {
            claims.as_object().unwrap().iter().for_each(|(name, value)| draft.claim(name, value.clone()))
        });
        let redirect = scene.login_with(&options);
        (scene, redirect.url())
    };
    let max_age = json!({"maxAge": 60});
    for auth_time in [json!(null), json!(NOW - 121), json!(0), json!(NOW.to_string())] {
        let (scene, url) = login(max_age.clone(), json!({"auth_time": auth_time}));
        let error = rejected(&scene, &url);
        assert_eq!(
            (error.code(), error.details().field),
            (Code::AuthenticationInsufficient, "auth_time"),
            "{auth_time}"
        );
    }
    let (scene, url) = login(max_age, json!({"auth_time": NOW - 120}));
    accepted(&scene.page(), &url);
    let (scene, url) = login(json!({"maxAge": 0}), json!({"auth_time": NOW - 61}));
    assert_eq!(rejected(&scene, &url).code(), Code::AuthenticationInsufficient);
    let (scene, url) = login(json!({}), json!({"auth_time": null}));
    accepted(&scene.page(), &url);

    let acr = |members: Value| json!({"claims": {"id_token": {"acr": members}}});
    let essential = acr(json!({"essential": true, "values": ["high", "higher"]}));
    for value in [
        json!(null),
        json!("low"),
        json!(""),
        json!(["high"]),
        json!("High"),
        json!("high higher"),
        json!("hig"),
        json!(" "),
    ] {
        let (scene, url) = login(essential.clone(), json!({"acr": value}));
        let error = rejected(&scene, &url);
        assert_eq!((error.code(), error.details().field), (Code::AuthenticationInsufficient, "acr"), "{value}");
    }
    for value in [json!(null), json!("low"), json!("high higher")] {
        let (scene, url) = login(json!({"acrValues": "high higher"}), json!({"acr": value}));
        let error = rejected(&scene, &url);
        assert_eq!((error.code(), error.details().field), (Code::AuthenticationInsufficient, "acr"), "{value}");
    }
    // Both, of which only one would be checked.
    let two = merged(json!({"acrValues": "high"}), acr(json!({"essential": true, "values": ["high", "low"]})));
    let error = Scene::code().begin(&Scene::code().page(), &two).unwrap_err();
    assert_eq!((error.code(), error.details().field), (Code::ConfigInvalid, "acrValues"));
    let (scene, url) = login(acr(json!({"essential": true})), json!({"acr": null}));
    assert_eq!(rejected(&scene, &url).code(), Code::AuthenticationInsufficient, "essential without naming a value");
    for (options, value) in [
        (acr(json!({"essential": true})), json!("any")),
        (essential, json!("higher")),
        (acr(json!({"essential": true, "value": "high"})), json!("high")),
        (acr(json!({"values": ["high"]})), json!(null)),
        (json!({"acrValues": "high higher"}), json!("higher")),
        (
            merged(json!({"acrValues": "highest higher"}), acr(json!({"essential": true, "value": "higher"}))),
            json!("higher"),
        ),
        (merged(json!({"acrValues": "high"}), acr(json!({"essential": true}))), json!("high")),
        (merged(json!({"acrValues": "high"}), acr(json!({"values": ["low"]}))), json!("high")),
    ] {
        let (scene, url) = login(options, json!({"acr": value}));
        accepted(&scene.page(), &url);
    }
}

fn merged(mut left: Value, mut right: Value) -> Value {
    left.as_object_mut().unwrap().append(right.as_object_mut().unwrap());
    left
}

#[test]
fn sub_must_be_there() {
    for sub in [json!(null), json!(""), json!(7), json!("x".repeat(256))] {
        let error = rejected_claim("sub", sub.clone());
        assert_eq!((error.code(), error.details().field), (Code::ClaimInvalid, "sub"), "{sub}");
    }
    accepted_claims(json!({}), json!({"sub": "x".repeat(255)}));
}
