//! The examples of the specifications (`vectors/specifications.json`), each named after its appendix.
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

use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
use fake_host::{signature::digest_of, *};
use kirjaudu::{
    base::{arena::Arena, json::Json},
    protocol::{
        discovery::Metadata,
        id_token,
        jwa::{Alg, Hash},
        jwk::Jwk,
        jws::UnverifiedJws,
        shared_secret,
    },
};

fn example(list: &str, name: &str) -> Value {
    let all: Value = serde_json::from_str(include_str!("vectors/specifications.json")).unwrap();
    let found = all[list].as_array().unwrap().iter().find(|example| example["name"] == name).cloned();
    found.unwrap_or_else(|| panic!("expected {name} among {list}"))
}

fn text<'a>(example: &'a Value, name: &str) -> &'a str {
    example[name].as_str().unwrap()
}

#[test]
fn rfc_7636_appendix_b() {
    let example = example("pkce", "RFC 7636 Appendix B");
    let scene = Scene::code();
    let verifier = URL_SAFE_NO_PAD.decode(text(&example, "verifier")).unwrap();
    *scene.host.world.randomness.borrow_mut() = Randomness::Fixed(vec![vec![1; 32], vec![2; 32], verifier]);
    let url = scene.begin(&scene.page(), &json!({})).unwrap();
    assert_eq!(parameter(&url, "code_challenge").as_deref(), example["challenge"].as_str());
    accepted(&scene.page(), &scene.authorize(&url).url());
    let form = scene.host.requests().pop().unwrap().form.unwrap();
    assert!(form.contains(&format!("code_verifier={}", text(&example, "verifier"))));
}

/// Takes an example of a signed token apart and verifies it with the key beside it, or not with one bit flipped.
fn signed(name: &str) {
    let example = example("jws", name);
    let (token, alg) = (text(&example, "token"), Alg::parse(text(&example, "alg")).unwrap());
    let arena = Arena::default();
    let key = Jwk::read(&arena, json_of(&example["key"])).unwrap();
    assert_eq!(key.key_type, alg.key_type());
    let (input, signature) = token.rsplit_once('.').unwrap();
    let payload = URL_SAFE_NO_PAD.decode(input.split_once('.').unwrap().1).unwrap();
    assert_eq!(payload, text(&example, "payload").as_bytes());
    let mut signature = URL_SAFE_NO_PAD.decode(signature).unwrap();
    assert!(fake_host::signature::is_good(&key, alg, input.as_bytes(), &signature));
    signature[0] ^= 1;
    assert!(!fake_host::signature::is_good(&key, alg, input.as_bytes(), &signature));
    // A JWT's payload is a JSON object; in some of the examples it is not.
    if let Ok(jws) = UnverifiedJws::parse(&arena, token) {
        assert_eq!((alg_of(token), jws.signing_input), (Ok(alg), input));
        assert!(jws.signature_fits(alg, &key));
        let longer = [signature.as_slice(), &[0]].concat();
        for length in [0, 1, signature.len() - 1, longer.len()] {
            let token = format!("{input}.{}", URL_SAFE_NO_PAD.encode(&longer[..length]));
            assert!(!UnverifiedJws::parse(&arena, &token).unwrap().signature_fits(alg, &key), "{length}");
        }
        assert_eq!(jws.payload.text("iss"), Some("joe"));
    } else {
        assert!(!payload.starts_with(b"{"));
    }
}

/// The algorithm of a token for a provider that does not say which ones it uses.
fn alg_of(token: &str) -> Result<Alg, Code> {
    let arena = Arena::default();
    let document = json!({"issuer": ISSUER, "authorization_endpoint": "https://op.example/authorize"}).to_string();
    let config = Scene::code().config().unwrap();
    let metadata = Metadata::read(&arena, &document, &config).unwrap();
    id_token::alg(&UnverifiedJws::parse(&arena, token).unwrap(), &config, &metadata).map_err(|error| error.code())
}

#[test]
fn rfc_7515_appendix_a1() {
    let example = example("jws", "RFC 7515 Appendix A.1");
    let key = URL_SAFE_NO_PAD.decode(text(&example["key"], "k")).unwrap();
    let arena = Arena::default();
    let payload = shared_secret::verify(&arena, text(&example, "token"), &key).unwrap();
    assert_eq!(
        (payload.text("iss"), payload.member("http://example.com/is_root")),
        (Some("joe"), Some(&Json::Bool(true)))
    );
    // Under a JWKS such a token is never good.
    assert_eq!(alg_of(text(&example, "token")), Err(Code::AlgorithmRefused));
}

#[test]
fn rfc_7515_appendix_a2() {
    signed("RFC 7515 Appendix A.2");
}

#[test]
fn rfc_7515_appendix_a3() {
    signed("RFC 7515 Appendix A.3");
}

#[test]
fn rfc_7515_appendix_a4() {
    signed("RFC 7515 Appendix A.4");
}

#[test]
fn rfc_8037_appendix_a4() {
    signed("RFC 8037 Appendix A.4, A.5");
}

/// RFC 7638: the hash of the canonical form.
fn thumbprint(name: &str) {
    let example = example("thumbprints", name);
    let arena = Arena::default();
    let key = Jwk::read(&arena, json_of(&example["jwk"])).unwrap();
    let digest = digest_of(Hash::Sha256, key.canonical.as_bytes());
    assert_eq!(URL_SAFE_NO_PAD.encode(digest), text(&example, "thumbprint"));
}

#[test]
fn rfc_7638_section_3_1() {
    thumbprint("RFC 7638 3.1");
}

#[test]
fn rfc_8037_appendix_a3() {
    thumbprint("RFC 8037 Appendix A.3");
}

#[test]
fn rfc_9449_section_6_1() {
    thumbprint("RFC 9449 6.1");
}

/// An ID token with this hash beside this value signs somebody in; with any other form of it, nobody.
fn token_hash(name: &str) {
    let example = example("tokenHashes", name);
    let (claim, alg) = (text(&example, "claim").to_owned(), text(&example, "alg").to_owned());
    let (value, hash) = (text(&example, "value").to_owned(), text(&example, "hash").to_owned());
    let key = match alg.as_str() {
        "ES256" => SigningKey::es256("k"),
        "EdDSA" => SigningKey::ed25519("k"),
        _ => SigningKey::rsa("k", 1),
    };
    let login = |hash: &str| {
        let scene = if claim == "at_hash" { Scene::implicit() } else { Scene::hybrid("code id_token") };
        scene.metadata("id_token_signing_alg_values_supported", json!(null));
        scene.op().rotate_to(key.clone());
        let mut jwk = key.jwk.clone();
        jwk.as_object_mut().unwrap().remove("alg");
        scene.answer("jwks", Answer::json(200, &json!({"keys": [jwk]})));
        let (claim, hash, alg, name) =
            (claim.clone(), hash.to_owned(), alg.clone(), if claim == "at_hash" { "access_token" } else { "code" });
        scene.draft(move |draft| {
            draft.header["alg"] = json!(alg);
            draft.claim(&claim, json!(hash));
        });
        let redirect = scene.login().with(name, &value);
        (scene, redirect)
    };
    let (scene, redirect) = login(&hash);
    let page = scene.page();
    callback(&page, &redirect.url());
    match page.state() {
        State::SignedIn { .. } => assert_eq!(claim, "at_hash"),
        // The provider does not know this code: the hash was right.
        State::SignedOut { error, .. } => {
            assert_eq!((claim.as_str(), error.unwrap().code()), ("c_hash", Code::InvalidGrant))
        }
    }
    for (form, wrong) in example["wrong"].as_object().unwrap() {
        let (scene, redirect) = login(wrong.as_str().unwrap());
        let error = rejected(&scene, &redirect.url());
        assert_eq!(error.code(), Code::HashMismatch, "{name}: {form}");
    }
}

#[test]
fn openid_connect_core_appendix_a3_at_hash() {
    token_hash("OIDC Core Appendix A.3");
}

#[test]
fn openid_connect_core_appendix_a4_c_hash() {
    token_hash("OIDC Core Appendix A.4");
}

#[test]
fn at_hash_of_tunnistamo() {
    token_hash("Tunnistamo, observed");
}

#[test]
fn at_hash_of_puavo() {
    token_hash("Puavo, with its half hash among the wrong ones");
}

#[test]
fn at_hash_under_other_algorithms() {
    token_hash("computed: the access token of Appendix A.3 under ES256");
    token_hash("computed: the access token of Appendix A.3 under PS384");
    token_hash("computed: the access token of Appendix A.3 under EdDSA, common practice, in no specification");
}

#[test]
fn at_hash_under_es512() {
    // Nothing here signs with P-521, so the hash alone.
    let example = example("tokenHashes", "computed: the access token of Appendix A.3 under ES512");
    let digest = digest_of(Alg::Es512.hash(), text(&example, "value").as_bytes());
    assert_eq!(URL_SAFE_NO_PAD.encode(&digest[..32]), text(&example, "hash"));
}
