//! Keys that a provider signs with: RSA from the committed throw-away keys, the others made anew in each run.

use std::rc::Rc;

use base64::{
    Engine,
    engine::general_purpose::{STANDARD, URL_SAFE_NO_PAD},
};
use ring::{
    hmac,
    rand::SystemRandom,
    signature::{
        ECDSA_P256_SHA256_FIXED_SIGNING, ECDSA_P384_SHA384_FIXED_SIGNING, EcdsaKeyPair, EcdsaSigningAlgorithm,
        Ed25519KeyPair, KeyPair, RSA_PKCS1_SHA256, RSA_PKCS1_SHA384, RSA_PKCS1_SHA512, RSA_PSS_SHA256, RSA_PSS_SHA384,
        RSA_PSS_SHA512, RsaEncoding, RsaKeyPair,
    },
};
use serde_json::{Value, json};

/// A private key and its public half.
pub struct SigningKey {
    pub kid: String,
    pub alg: &'static str,
    /// The public key as it stands in a JWKS.
    pub jwk: Value,
    pair: Pair,
}

enum Pair {
    Rsa(RsaKeyPair),
    Ec(EcdsaKeyPair),
    Ed(Ed25519KeyPair),
}

impl SigningKey {
    /// RSA-2048; `which` of the two committed keys, 1 or 2.
    pub fn rsa(kid: &str, which: usize) -> Rc<Self> {
        let pem = [include_str!("throw-away-key-1.pem"), include_str!("throw-away-key-2.pem")][which - 1];
        let text: String = pem.lines().filter(|line| !line.starts_with("-----")).collect();
        let pair = RsaKeyPair::from_pkcs8(&STANDARD.decode(text).unwrap()).unwrap();
        let public = ring::rsa::PublicKeyComponents::<Vec<u8>>::from(pair.public());
        let (n, e) = (URL_SAFE_NO_PAD.encode(public.n), URL_SAFE_NO_PAD.encode(public.e));
        let jwk = json!({"kty": "RSA", "kid": kid, "use": "sig", "alg": "RS256", "n": n, "e": e});
        Rc::new(Self { kid: kid.into(), alg: "RS256", jwk, pair: Pair::Rsa(pair) })
    }

    pub fn es256(kid: &str) -> Rc<Self> {
        Self::ec(kid, "ES256", "P-256", &ECDSA_P256_SHA256_FIXED_SIGNING)
    }

    pub fn es384(kid: &str) -> Rc<Self> {
        Self::ec(kid, "ES384", "P-384", &ECDSA_P384_SHA384_FIXED_SIGNING)
    }

    pub fn ed25519(kid: &str) -> Rc<Self> {
        let document = Ed25519KeyPair::generate_pkcs8(&SystemRandom::new()).unwrap();
        let pair = Ed25519KeyPair::from_pkcs8(document.as_ref()).unwrap();
        let x = URL_SAFE_NO_PAD.encode(pair.public_key());
        let jwk = json!({"kty": "OKP", "crv": "Ed25519", "kid": kid, "use": "sig", "x": x});
        Rc::new(Self { kid: kid.into(), alg: "EdDSA", jwk, pair: Pair::Ed(pair) })
    }

    fn ec(kid: &str, alg: &'static str, crv: &str, algorithm: &'static EcdsaSigningAlgorithm) -> Rc<Self> {
        let random = SystemRandom::new();
        let document = EcdsaKeyPair::generate_pkcs8(algorithm, &random).unwrap();
        let pair = EcdsaKeyPair::from_pkcs8(algorithm, document.as_ref(), &random).unwrap();
        let point = pair.public_key().as_ref();
        let (x, y) = point[1..].split_at(point.len() / 2);
        let (x, y) = (URL_SAFE_NO_PAD.encode(x), URL_SAFE_NO_PAD.encode(y));
        let jwk = json!({"kty": "EC", "crv": crv, "kid": kid, "use": "sig", "x": x, "y": y});
        Rc::new(Self { kid: kid.into(), alg, jwk, pair: Pair::Ec(pair) })
    }

    /// A compact token with this header and payload, signed by the algorithm that the header names if the key can.
    pub fn token(&self, header: &Value, payload: &str) -> String {
        let input = signing_input(header, payload);
        let alg = header["alg"].as_str().unwrap_or(self.alg);
        format!("{input}.{}", URL_SAFE_NO_PAD.encode(self.sign(alg, input.as_bytes())))
    }

    pub fn sign(&self, alg: &str, data: &[u8]) -> Vec<u8> {
        match &self.pair {
            Pair::Rsa(pair) => {
                let padding: &'static dyn RsaEncoding = match alg {
                    "RS384" => &RSA_PKCS1_SHA384,
                    "RS512" => &RSA_PKCS1_SHA512,
                    "PS256" => &RSA_PSS_SHA256,
                    "PS384" => &RSA_PSS_SHA384,
                    "PS512" => &RSA_PSS_SHA512,
                    _ => &RSA_PKCS1_SHA256,
                };
                let mut signature = vec![0; pair.public().modulus_len()];
                pair.sign(padding, &SystemRandom::new(), data, &mut signature).unwrap();
                signature
            }
            Pair::Ec(pair) => pair.sign(&SystemRandom::new(), data).unwrap().as_ref().to_vec(),
            Pair::Ed(pair) => pair.sign(data).as_ref().to_vec(),
        }
    }
}

/// A token under a shared secret, as somebody makes it who has only the public key.
pub fn hs256_token(header: &Value, payload: &str, secret: &[u8]) -> String {
    let input = signing_input(header, payload);
    let tag = hmac::sign(&hmac::Key::new(hmac::HMAC_SHA256, secret), input.as_bytes());
    format!("{input}.{}", URL_SAFE_NO_PAD.encode(tag))
}

pub fn signing_input(header: &Value, payload: &str) -> String {
    format!("{}.{}", URL_SAFE_NO_PAD.encode(header.to_string()), URL_SAFE_NO_PAD.encode(payload))
}
