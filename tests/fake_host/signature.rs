//! Verification as WebCrypto does it, by ring and, for P-521, by p521.

use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
use kirjaudu::protocol::{
    jwa::{Alg, Hash},
    jwk::Jwk,
};
use p521::ecdsa::signature::Verifier;
use ring::digest;
use ring::signature::{
    ECDSA_P256_SHA256_FIXED, ECDSA_P384_SHA384_FIXED, ED25519, RSA_PKCS1_2048_8192_SHA256, RSA_PKCS1_2048_8192_SHA384,
    RSA_PKCS1_2048_8192_SHA512, RSA_PSS_2048_8192_SHA256, RSA_PSS_2048_8192_SHA384, RSA_PSS_2048_8192_SHA512,
    RsaParameters, RsaPublicKeyComponents, UnparsedPublicKey, VerificationAlgorithm,
};
use serde_json::Value;

/// Whether the signature is good; a key that is none makes no good signature.
pub fn is_good(key: &Jwk<'_>, alg: Alg, data: &[u8], signature: &[u8]) -> bool {
    let jwk: Value = serde_json::from_str(key.canonical).unwrap();
    let bytes = |name: &str| URL_SAFE_NO_PAD.decode(jwk[name].as_str().unwrap()).unwrap();
    let point = || [vec![4], bytes("x"), bytes("y")].concat();
    let rsa = |parameters: &RsaParameters| {
        RsaPublicKeyComponents { n: bytes("n"), e: bytes("e") }.verify(parameters, data, signature).is_ok()
    };
    let other = |algorithm: &'static dyn VerificationAlgorithm, key: Vec<u8>| {
        UnparsedPublicKey::new(algorithm, key).verify(data, signature).is_ok()
    };
    match alg {
        Alg::Rs256 => rsa(&RSA_PKCS1_2048_8192_SHA256),
        Alg::Rs384 => rsa(&RSA_PKCS1_2048_8192_SHA384),
        Alg::Rs512 => rsa(&RSA_PKCS1_2048_8192_SHA512),
        Alg::Ps256 => rsa(&RSA_PSS_2048_8192_SHA256),
        Alg::Ps384 => rsa(&RSA_PSS_2048_8192_SHA384),
        Alg::Ps512 => rsa(&RSA_PSS_2048_8192_SHA512),
        Alg::Es256 => other(&ECDSA_P256_SHA256_FIXED, point()),
        Alg::Es384 => other(&ECDSA_P384_SHA384_FIXED, point()),
        Alg::Es512 => p521_is_good(&point(), data, signature),
        Alg::EdDsa | Alg::Ed25519 => other(&ED25519, bytes("x")),
    }
}

fn p521_is_good(point: &[u8], data: &[u8], signature: &[u8]) -> bool {
    let key = p521::ecdsa::VerifyingKey::from_sec1_bytes(point);
    let signature = p521::ecdsa::Signature::from_slice(signature);
    matches!((key, signature), (Ok(key), Ok(signature)) if key.verify(data, &signature).is_ok())
}

pub fn digest_of(hash: Hash, data: &[u8]) -> Vec<u8> {
    let algorithm = match hash {
        Hash::Sha256 => &digest::SHA256,
        Hash::Sha384 => &digest::SHA384,
        Hash::Sha512 => &digest::SHA512,
    };
    digest::digest(algorithm, data).as_ref().to_vec()
}
