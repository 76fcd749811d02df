//! Signatures by WebCrypto: every vector, and the examples of the RFCs.

use kirjaudu::{
    base::{
        base64url,
        config::Config,
        error::{Code, Error},
        json::Json,
        text::cut,
    },
    flow::host::Host,
    protocol::{
        discovery::Metadata,
        id_token::{self, check_before_signature},
        jwa::Alg,
        jwk::{Jwk, JwkSet},
        jws::UnverifiedJws,
    },
};
use serde_json::{Value, json};
use wasm_bindgen_test::{console_log, wasm_bindgen_test};

use super::stand_ins::{arena, asked, window};

/// What the specifications leave open, and whether it is accepted here. The native tests say why.
const DECIDED: &[(&str, bool)] = &[
    ("pkcs1/e3", true),
    ("member/kid-null", false),
    ("choice/no-kid-first", false),
    ("choice/no-kid-second", false),
    ("choice/duplicate-first", false),
    ("choice/duplicate-second", false),
    ("choice/key-without-kid", false),
];

/// Vectors that one engine decides otherwise than the vector says: a word of its user agent string, the vector, the reason.
const DIFFERENT: &[(&str, &str, &str)] = &[];

#[wasm_bindgen_test]
async fn every_vector_goes_the_way_it_should() {
    let engine = window().navigator().user_agent().unwrap();
    let (mut count, mut wrong) = (0, Vec::new());
    for group in vectors() {
        let verifier = Verifier::of(&group);
        for test in group["tests"].as_array().unwrap() {
            let id = test["id"].as_str().unwrap();
            let found = verifier.verify(test["token"].as_str().unwrap()).await;
            let expected = match test["result"].as_str().unwrap() {
                "acceptable" => DECIDED.iter().find(|(name, _)| *name == id).unwrap().1,
                result => result == "valid",
            };
            count += 1;
            if found.is_ok() == expected {
                continue;
            }
            match DIFFERENT.iter().find(|(word, name, _)| engine.contains(word) && *name == id) {
                Some((word, _, reason)) => console_log!("{id} differs in {word}: {reason}"),
                None => wrong.push(format!("{id}: {} ({}), found {found:?}", test["result"], test["comment"])),
            }
        }
    }
    assert!(wrong.is_empty(), "{} of {count}:\n{}", wrong.len(), wrong.join("\n"));
    assert!(count > 500, "expected all of them, found {count}");
}

#[wasm_bindgen_test]
async fn every_algorithm_verifies_in_this_browser() {
    let mut verified = Vec::new();
    for group in vectors() {
        for test in group["tests"].as_array().unwrap().iter().filter(|test| test["result"] == "valid") {
            verified.extend(Verifier::of(&group).verify(test["token"].as_str().unwrap()).await);
        }
    }
    for alg in Alg::ALL {
        assert!(verified.contains(alg), "{}", alg.name());
    }
}

#[wasm_bindgen_test]
async fn e_23_unusable_keys_are_refused() {
    refused("E-23", 40).await;
}

#[wasm_bindgen_test]
async fn e_25_ecdsa_signatures_out_of_range_are_refused() {
    refused("E-25", 20).await;
}

#[wasm_bindgen_test]
async fn e_26_forged_rsa_padding_is_refused() {
    refused("E-26", 20).await;
}

#[wasm_bindgen_test]
async fn e_23_a_point_off_the_curve_is_refused_by_the_browser_itself() {
    let key = json!({
        "kty": "EC", "crv": "P-256",
        "x": "f83OJ3D2xF1Bg8vub9tLe1gHMzV76e8Tus9uPHvRVEU", "y": "x_FEzRu9m36HLN_tue659LNpXW6pCyStikYjKIWI5a4",
    });
    let error = verified(&key, Alg::Es256, "text", &"A".repeat(86)).await.unwrap_err();
    assert_eq!(
        (error.code(), error.details().field, error.details().found.as_str()),
        (Code::KeyUnknown, "jwk", "ES256")
    );
}

#[wasm_bindgen_test]
async fn rfc7515_a_2_a_3_a_4_and_rfc8037_a_4() {
    let examples: Value = serde_json::from_str(include_str!("../vectors/specifications.json")).unwrap();
    let mut seen = Vec::new();
    for example in examples["jws"].as_array().unwrap() {
        let name = example["alg"].as_str().unwrap();
        // The shared secret of A.1 is none of the browser's business.
        let Some(alg) = Alg::parse(name) else { continue };
        let (key, token) = (&example["key"], example["token"].as_str().unwrap());
        let (input, signature) = token.rsplit_once('.').unwrap();
        let payload = cut(input, b'.').unwrap().1;
        assert_eq!(base64url::decode(arena(), payload).unwrap(), example["payload"].as_str().unwrap().as_bytes());
        assert_eq!(verified(key, alg, input, signature).await, Ok(true), "{}", example["name"]);
        assert_eq!(verified(key, alg, &format!("{input}A"), signature).await, Ok(false), "{}", example["name"]);
        let other = if signature.as_bytes()[20] == b'A' { "B" } else { "A" };
        let changed = [signature.get(..20).unwrap(), other, signature.get(21..).unwrap()].concat();
        assert_eq!(verified(key, alg, input, &changed).await, Ok(false), "{}", example["name"]);
        seen.push(name);
    }
    assert_eq!(seen, ["RS256", "ES256", "ES512", "EdDSA"]);
}

async fn refused(attack: &str, at_least: usize) {
    let mut count = 0;
    for group in vectors() {
        let verifier = Verifier::of(&group);
        for test in group["tests"]
            .as_array()
            .unwrap()
            .iter()
            .filter(|test| test["attack"] == attack && test["result"] == "invalid")
        {
            let found = verifier.verify(test["token"].as_str().unwrap()).await;
            assert!(found.is_err(), "{}: {}", test["id"], test["comment"]);
            count += 1;
        }
    }
    assert!(count >= at_least, "expected at least {at_least} vectors for {attack}, found {count}");
}

#[wasm_bindgen_test]
async fn a_signature_that_is_no_base64url_is_wrong() {
    let examples: Value = serde_json::from_str(include_str!("../vectors/specifications.json")).unwrap();
    let example = examples["jws"].as_array().unwrap().iter().find(|example| example["alg"] == "ES256").unwrap();
    let (input, signature) = example["token"].as_str().unwrap().rsplit_once('.').unwrap();
    for wrong in [format!("{signature}=="), format!("{signature} "), signature.replace(['-', '_'], "+"), "ä".into()] {
        assert_eq!(verified(&example["key"], Alg::Es256, input, &wrong).await, Ok(false), "{wrong}");
    }
}

/// What a client knows before the token of a group comes.
struct Verifier {
    config: Config<'static>,
    metadata: Metadata<'static>,
    keys: JwkSet<'static>,
}

impl Verifier {
    fn of(group: &Value) -> Self {
        let metadata = json!({
            "issuer": "https://op.example", "authorization_endpoint": "https://op.example/authorize",
            "id_token_signing_alg_values_supported": group["algorithms"],
        });
        let config =
            json!({"issuer": "https://op.example", "clientId": "client", "redirectUri": "https://app.example/"});
        let config = Config::parse(arena(), arena().keep(config.to_string())).unwrap();
        let metadata = Metadata::read(arena(), arena().keep(metadata.to_string()), &config).unwrap();
        Self { config, metadata, keys: JwkSet::read(parsed(&group["jwks"])).unwrap() }
    }

    async fn verify(&self, token: &str) -> Result<Alg, String> {
        let verified = asked(|host, arena| {
            let jws = UnverifiedJws::parse(arena, token)?;
            check_before_signature(&jws, &self.config, &self.metadata)?;
            let alg = id_token::alg(&jws, &self.config, &self.metadata)?;
            let Some(key) = jws.key(arena, alg, &self.keys) else { return Ok(None) };
            let good = jws.signature_fits(alg, &key) && host.verify(&key, alg, jws.signing_input, jws.signature)?;
            Ok(Some(jws.verified(alg, good)?.alg))
        });
        verified.await.map_err(|error| error.to_string())?.ok_or("no key".into())
    }
}

async fn verified(key: &Value, alg: Alg, data: &str, signature: &str) -> Result<bool, Error> {
    let key = Jwk::read(arena(), parsed(key)).unwrap();
    asked(|host, _| host.verify(&key, alg, data, signature)).await
}

fn parsed(value: &Value) -> &'static Json<'static> {
    Json::parse(arena(), arena().keep(value.to_string())).unwrap()
}

fn vectors() -> Vec<Value> {
    serde_json::from_str(include_str!("../vectors/signatures.json")).unwrap()
}
