//! SHA-2 by WebCrypto, against FIPS 180-4 examples.

use kirjaudu::{
    base::base64url,
    flow::host::Host,
    protocol::jwa::{Alg, Hash},
};
use serde_json::Value;
use wasm_bindgen_test::wasm_bindgen_test;

use super::stand_ins::{arena, asked};

#[wasm_bindgen_test]
async fn digests_of_known_texts() {
    for (hash, text, expected) in KNOWN {
        assert_eq!(hexadecimal(*hash, text).await, *expected, "{hash:?} of {text:?}");
    }
}

#[wasm_bindgen_test]
async fn digest_of_a_million_octets() {
    let found = hexadecimal(Hash::Sha256, &"a".repeat(1_000_000)).await;
    assert_eq!(found, "cdc76e5c9914fb9281a1c7e284d73e67f1809a48a497200e046d39ccc7112cd0");
}

#[wasm_bindgen_test]
async fn a_03_challenge_and_hash_claims_of_the_specifications() {
    let examples: Value = serde_json::from_str(include_str!("../vectors/specifications.json")).unwrap();
    for example in examples["pkce"].as_array().unwrap() {
        let digest = digest(Hash::Sha256, example["verifier"].as_str().unwrap(), 32).await;
        assert_eq!(digest, example["challenge"].as_str().unwrap());
    }
    for example in examples["tokenHashes"].as_array().unwrap() {
        let Some(alg) = Alg::parse(example["alg"].as_str().unwrap()) else { continue };
        let digest = digest(alg.hash(), example["value"].as_str().unwrap(), alg.hash().length() / 2).await;
        assert_eq!(digest, example["hash"].as_str().unwrap(), "{}", example["name"]);
    }
}

async fn hexadecimal(hash: Hash, text: &str) -> String {
    let digest = digest(hash, text, hash.length()).await;
    base64url::decode(arena(), &digest).unwrap().iter().map(|byte| format!("{byte:02x}")).collect()
}

async fn digest(hash: Hash, text: &str, bytes: usize) -> String {
    asked(|host, arena| host.digest(arena, hash, text, bytes).map(String::from)).await.unwrap()
}

const KNOWN: &[(Hash, &str, &str)] = &[
    (Hash::Sha256, "", "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"),
    (Hash::Sha256, "abc", "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"),
    (
        Hash::Sha384,
        "abc",
        "cb00753f45a35e8bb5a03d699ac65007272c32ab0eded1631a8b605a43ff5bed8086072ba1e7cc2358baeca134c825a7",
    ),
    (
        Hash::Sha512,
        "abc",
        "ddaf35a193617abacc417349ae20413112e6fa4e89a97ea20a9eeee64b55d39a2192992a274fc1a836ba3c23a3feebbd454d4423643ce80e2a9ac94fa54ca49f",
    ),
];
