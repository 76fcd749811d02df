//! The part of a provider that checks proofs of keys (RFC 9449 section 4.3), apart from the crate's own code.

use std::{
    cell::RefCell,
    collections::{BTreeMap, HashSet},
};

use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
use kirjaudu::{base::http::HttpRequest, protocol::jwa::Hash};
use ring::signature::{ECDSA_P256_SHA256_FIXED, UnparsedPublicKey};
use serde_json::{Value, json};

use super::{keys::SigningKey, op::Answer, signature::digest_of};

/// What the provider demands of proofs, and what it has seen of them.
#[derive(Debug)]
pub struct Dpop {
    /// Nonces that proofs at the token endpoint must have, one after another: a refusal takes the next, the last one stays.
    pub nonces: Vec<String>,
    /// The one at userinfo.
    pub api_nonce: Option<String>,
    /// Whether CORS lets the page see the nonce.
    pub exposes_nonce: bool,
    /// Seconds that the provider's clock is ahead of the page's.
    pub clock_ahead: i64,
    /// Whether the page sees `Date`.
    pub exposes_date: bool,
    /// What a proof is refused with.
    pub refusal: &'static str,
    /// The proofs that came, good ones and others.
    pub seen: RefCell<Vec<SeenProof>>,
    bound: BTreeMap<String, String>,
    used: RefCell<HashSet<String>>,
}

/// A proof as it came.
#[derive(Clone, Debug)]
pub struct SeenProof {
    pub url: String,
    pub header: Value,
    pub claims: Value,
}

impl Default for Dpop {
    fn default() -> Self {
        Self {
            nonces: Vec::new(),
            api_nonce: None,
            exposes_nonce: true,
            clock_ahead: 0,
            exposes_date: true,
            refusal: "invalid_dpop_proof",
            seen: RefCell::default(),
            bound: BTreeMap::new(),
            used: RefCell::default(),
        }
    }
}

impl Dpop {
    /// `<Date> <Retry-After> <DPoP-Nonce>` of the answer, as far as the page may see them.
    pub fn headers(&self, request: &HttpRequest<'_>, now: i64, retry_after: Option<i64>) -> String {
        let date = if self.exposes_date { ((now + self.clock_ahead) * 1000).to_string() } else { String::new() };
        let nonce = if is_api(request) { self.api_nonce.as_ref() } else { self.nonces.first() };
        let nonce = nonce.filter(|_| self.exposes_nonce && request.dpop.is_some());
        let retry_after = retry_after.map_or_else(String::new, |seconds| seconds.to_string());
        format!("{date} {retry_after} {}", nonce.map_or("", |nonce| nonce))
    }

    /// The thumbprint of the key of a token request, where it has a proof.
    pub fn at_token_endpoint(&mut self, request: &HttpRequest<'_>, now: i64) -> Result<Option<String>, Answer> {
        let Some(proof) = request.dpop else { return Ok(None) };
        let wanted = self.nonces.first().cloned();
        let checked = self.check(proof, request, "POST", now, wanted.as_deref());
        if self.nonces.len() > 1 && checked.as_ref().is_err_and(|error| error == "use_dpop_nonce") {
            self.nonces.remove(0);
        }
        checked.map(Some).map_err(|error| self.refuse(400, &error))
    }

    /// Whether a request with a token is one of who has the key.
    pub fn at_api(&self, request: &HttpRequest<'_>, now: i64) -> Result<(), Answer> {
        let Some((scheme, token)) = request.authorization.and_then(|value| value.split_once(' ')) else {
            return Ok(());
        };
        let jkt = self.bound.get(token);
        let (Some(jkt), Some(proof)) = (jkt, request.dpop) else {
            let fine = jkt.is_none() && scheme == "Bearer" && request.dpop.is_none();
            return if fine { Ok(()) } else { Err(self.refuse(401, "invalid_token")) };
        };
        let checked = self.check(proof, request, "GET", now, self.api_nonce.as_deref());
        match checked {
            // What an API says of it stands in `WWW-Authenticate`, which the page can't see.
            Err(error) if error == "use_dpop_nonce" => Err(Answer::html(401)),
            Err(error) => Err(self.refuse(401, &error)),
            Ok(found) => {
                let ath = self.seen.borrow().last().unwrap().claims["ath"].clone();
                let fine = scheme == "DPoP" && found == *jkt && ath == sha256(token);
                if fine { Ok(()) } else { Err(self.refuse(401, "invalid_token")) }
            }
        }
    }

    /// The token is good for the holder of that key only.
    pub fn bind(&mut self, token: &str, jkt: Option<String>) {
        self.bound.extend(jkt.map(|jkt| (token.to_owned(), jkt)));
    }

    fn refuse(&self, status: u16, error: &str) -> Answer {
        let (error, description) = match (error, self.refusal) {
            ("invalid_dpop_proof", "invalid_request") => ("invalid_request", "DPoP proof is not active"),
            ("invalid_dpop_proof", other) => (other, "iat"),
            other => (other.0, "no"),
        };
        Answer::json(status, &json!({"error": error, "error_description": description}))
    }

    fn check(
        &self,
        proof: &str,
        request: &HttpRequest<'_>,
        method: &str,
        now: i64,
        nonce: Option<&str>,
    ) -> Result<String, String> {
        let (header, claims) = verified(proof).ok_or("invalid_signature")?;
        self.seen.borrow_mut().push(SeenProof {
            url: request.url.into(),
            header: header.clone(),
            claims: claims.clone(),
        });
        let jti = claims["jti"].as_str().unwrap();
        let age = now + self.clock_ahead - claims["iat"].as_i64().unwrap();
        let expected_names =
            if request.authorization.is_some() { 5 } else { 4 } + usize::from(claims.get("nonce").is_some());
        // The very string, as some servers compare it; and what Keycloak allows of the time.
        let good = header["typ"] == "dpop+jwt"
            && claims["htm"] == method
            && claims["htu"] == request.url.split(['?', '#']).next().unwrap()
            && (-13..=23).contains(&age)
            && claims.as_object().unwrap().len() == expected_names
            && self.used.borrow_mut().insert(jti.into());
        match (good, claims["nonce"].as_str() == nonce) {
            (_, false) => Err("use_dpop_nonce".into()),
            (false, _) => Err("invalid_dpop_proof".into()),
            _ => Ok(thumbprint(&header["jwk"])),
        }
    }
}

/// Header and claims of a proof with a good signature by the key that it names.
pub fn verified(proof: &str) -> Option<(Value, Value)> {
    let (input, signature) = proof.rsplit_once('.')?;
    let (header, claims) = input.split_once('.')?;
    let json = |part: &str| serde_json::from_slice::<Value>(&URL_SAFE_NO_PAD.decode(part).ok()?).ok();
    let (header, claims) = (json(header)?, json(claims)?);
    let bytes = |name: &str| URL_SAFE_NO_PAD.decode(header["jwk"][name].as_str()?).ok();
    let point = [vec![4], bytes("x")?, bytes("y")?].concat();
    let key = UnparsedPublicKey::new(&ECDSA_P256_SHA256_FIXED, point);
    let good = key.verify(input.as_bytes(), &URL_SAFE_NO_PAD.decode(signature).ok()?).is_ok();
    (good && header["alg"] == "ES256").then_some((header, claims))
}

/// RFC 7638
pub fn thumbprint(jwk: &Value) -> String {
    sha256(&format!(r#"{{"crv":{},"kty":{},"x":{},"y":{}}}"#, jwk["crv"], jwk["kty"], jwk["x"], jwk["y"]))
}

/// The public key as a host gives it.
pub fn canonical(key: &SigningKey) -> String {
    let jwk = &key.jwk;
    format!(r#"{{"crv":{},"kty":{},"x":{},"y":{}}}"#, jwk["crv"], jwk["kty"], jwk["x"], jwk["y"])
}

fn sha256(text: &str) -> String {
    URL_SAFE_NO_PAD.encode(digest_of(Hash::Sha256, text.as_bytes()))
}

fn is_api(request: &HttpRequest<'_>) -> bool {
    request.authorization.is_some()
}
