//! Every token of `vectors/signatures.json`, made by jose, as the ID token of an implicit login.
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

use std::collections::BTreeSet;

use fake_host::*;

/// What the specifications leave open, and the way it goes here: accepted or the code of the refusal.
const DECIDED: &[(&str, Result<(), Code>, &str)] = &[
    ("pkcs1/e3", Ok(()), "RFC 7518 demands nothing of e, and keys with e = 3 are in use: padding is checked in full"),
    ("member/kid-null", Err(Code::KeyUnknown), "a kid that is no string names no key"),
    ("choice/no-kid-first", Err(Code::KeyUnknown), "the token does not say which of two keys, so neither"),
    ("choice/no-kid-second", Err(Code::KeyUnknown), "the token does not say which of two keys, so neither"),
    ("choice/duplicate-first", Err(Code::KeyUnknown), "one kid names two keys, so neither"),
    ("choice/duplicate-second", Err(Code::KeyUnknown), "one kid names two keys, so neither"),
    ("choice/key-without-kid", Err(Code::KeyUnknown), "a kid that no key has is unknown"),
];

/// Vectors that this host decides otherwise than the vector says, each with its reason.
const DIFFERENT: &[(&str, &str)] = &[];

#[test]
fn every_vector_goes_the_way_it_should() {
    let mut wrong = Vec::new();
    let (mut seen, mut count) = (BTreeSet::new(), 0);
    for group in vectors() {
        for test in group["tests"].as_array().unwrap() {
            count += 1;
            let id = test["id"].as_str().unwrap();
            let found = verify(&group, test["token"].as_str().unwrap());
            let decided = DECIDED.iter().find(|(name, ..)| *name == id);
            let fine = match (test["result"].as_str().unwrap(), decided) {
                ("valid", None) => found.is_ok(),
                ("invalid", None) => found.is_err_and(|code| expected_codes(id).contains(&code)),
                ("acceptable", Some((_, expected, _))) => found == *expected,
                (result, decided) => panic!("{id}: {result}, {decided:?}"),
            };
            if !fine && !DIFFERENT.iter().any(|(name, _)| *name == id) {
                wrong.push(format!("{id}: {} ({}), found {found:?}", test["result"], test["comment"]));
            }
            seen.insert(id.to_owned());
        }
    }
    assert!(wrong.is_empty(), "{} of {count}:\n{}", wrong.len(), wrong.join("\n"));
    assert!(count > 500, "expected all of them, found {count}");
    for (id, ..) in DECIDED {
        assert!(seen.contains(*id), "{id} is decided here and not in the file");
    }
}

#[test]
fn rows_of_the_attack_table_that_the_vectors_show_are_all_there() {
    let shown: BTreeSet<String> = vectors()
        .iter()
        .flat_map(|group| group["tests"].as_array().unwrap().clone())
        .filter_map(|test| test["attack"].as_str().map(String::from))
        .collect();
    for row in ["E-01", "E-02", "E-03", "E-17", "E-18", "E-19", "E-21", "E-22", "E-23", "E-25", "E-26", "E-28", "E-31"]
    {
        assert!(shown.contains(row), "{row}");
    }
}

#[test]
fn e_23_unusable_keys_of_the_vectors() {
    only("E-23", 40);
}

#[test]
fn e_25_ecdsa_signatures_of_the_vectors() {
    only("E-25", 20);
}

#[test]
fn e_26_forged_rsa_padding_of_the_vectors() {
    only("E-26", 20);
}

/// The invalid vectors of one row: each is refused.
fn only(attack: &str, at_least: usize) {
    let mut count = 0;
    for group in vectors() {
        for test in group["tests"]
            .as_array()
            .unwrap()
            .iter()
            .filter(|test| test["attack"] == attack && test["result"] == "invalid")
        {
            let found = verify(&group, test["token"].as_str().unwrap());
            assert!(found.is_err(), "{}: {}", test["id"], test["comment"]);
            count += 1;
        }
    }
    assert!(count >= at_least, "expected at least {at_least} vectors for {attack}, found {count}");
}

/// Signs in with this token; gives the code of the refusal.
fn verify(group: &Value, token: &str) -> Result<(), Code> {
    let scene = Scene::new(json!({
        "issuer": "https://op.example", "clientId": "client", "flow": "implicit", "responseType": "id_token", "jwks": group["jwks"],
        "metadata": {
            "authorization_endpoint": "https://op.example/authorize", "token_endpoint": "https://op.example/token",
            "id_token_signing_alg_values_supported": group["algorithms"],
        },
    }));
    let url = scene.begin(&scene.page(), &json!({})).unwrap();
    let state = parameter(&url, "state").unwrap();
    let key = scene.host.stored("kirjaudu.login.").remove(0);
    let mut record: Value = serde_json::from_str(&scene.host.storage()[&key]).unwrap();
    record["nonce"] = json!("n-0S6_WzA2Mj");
    scene.host.tab.storage.borrow_mut().insert(key, record.to_string());
    let parameters = vec![("state".into(), state), ("id_token".into(), token.into())];
    let redirect = Redirect { uri: REDIRECT_URI.into(), fragment: true, parameters };
    let page = scene.page();
    callback(&page, &redirect.url());
    assert!(scene.host.requests().is_empty());
    if let State::SignedOut { error, .. } = page.state() {
        return Err(error.unwrap().code());
    }
    assert_eq!(session(&page).claims["sub"], "248289761001");
    Ok(())
}

/// The codes of a refusal that is about the right thing.
fn expected_codes(id: &str) -> &'static [Code] {
    match id.split('/').next().unwrap() {
        // The change leaves no JSON.
        _ if id.ends_with("/payload-case") => &[Code::JwtMalformed],
        "none" if id.ends_with("two-parts") => &[Code::JwtMalformed],
        "none" | "hs256" | "hs256-listed" | "allowed" => &[Code::AlgorithmRefused],
        "pkcs1" | "rsa" | "pss" | "ecdsa" => &[Code::SignatureInvalid],
        "form" | "base64url" | "json" | "crit" => &[Code::JwtMalformed],
        "typ" => &[Code::ClaimInvalid],
        "choice" => &[Code::KeyUnknown, Code::SignatureInvalid],
        _ => &[Code::SignatureInvalid, Code::KeyUnknown, Code::AlgorithmRefused],
    }
}

fn vectors() -> Vec<Value> {
    serde_json::from_str(include_str!("vectors/signatures.json")).unwrap()
}
