//! ID token validation: OIDC Core 3.1.3.7 (code), 3.2.2.11 (implicit), 3.3.2.12 (hybrid), each check with its number.
//!
//! Known attacks and the check that rules each out: a token for another client (3), a token of another login replayed (11), an access
//! token swapped in (`at_hash`), a code swapped in (`c_hash`), an access token offered as ID token (`typ`, 3), a key of the attacker's
//! choice (key selection in [`super::jws`]), an old token (9, 10).

use alloc::{string::String, vec::Vec};

use super::{
    discovery::Metadata,
    jwa::Alg,
    jws::{UnverifiedJws, VerifiedJws, typ},
};
use crate::base::{
    base64url,
    config::Config,
    error::{Code, Error},
    json::Json,
    secret::{Secret, equal_in_constant_time},
    text::{decimal, has_word, join},
    time::Timestamp,
};

/// Claims that were checked. There is no other way to make one than [`check_after_signature`].
#[derive(Debug)]
pub struct IdToken(VerifiedJws);

impl IdToken {
    /// All claims, as the text that was signed: a JSON object.
    #[must_use]
    pub fn claims(self) -> String {
        self.0.payload_text
    }

    /// `sub`
    #[must_use]
    pub fn sub(&self) -> &str {
        self.0.payload.text("sub").unwrap_or_default()
    }

    /// `exp`
    #[must_use]
    pub fn exp(&self) -> Timestamp {
        Timestamp::from_seconds(self.0.payload.number("exp").unwrap_or(0))
    }
}

/// What this one login expects of its ID token.
#[derive(Debug)]
pub struct Expected<'a> {
    /// `nonce` as it was sent.
    pub nonce: &'a Secret,
    /// `max_age` as it was sent, seconds.
    pub max_age: Option<i64>,
    /// `acr` values, parted by spaces, of which one must come; an empty list where any will do, `None` where none need come.
    pub acr: Option<&'a str>,
    /// Now.
    pub now: Timestamp,
    /// What stands beside the token and is bound to it by a hash.
    pub hashes: &'a [HashClaim],
}

/// A hash claim and the digest, by the hash of the token's algorithm, of what it must fit.
#[derive(Debug)]
pub struct HashClaim {
    /// `at_hash`, `c_hash` or `s_hash`
    pub name: &'static str,
    /// The whole digest.
    pub digest: Vec<u8>,
    /// Whether the claim must be there.
    pub required: bool,
}

/// The algorithms that an ID token may be signed with.
///
/// # Errors
/// [`Code::AlgorithmRefused`] where configuration and metadata leave none.
pub fn allowed_algs(config: &Config, metadata: &Metadata) -> Result<Vec<Alg>, Error> {
    let mut allowed = Vec::new();
    // OIDC Core 3.1.3.7 (7): what was registered; else what the provider lists, of which `none` and HS* are never taken.
    match &config.id_token_signed_response_alg {
        Some(name) => allowed.extend(Alg::parse(name)),
        None if metadata.says(LISTED) => {
            for name in metadata.list(LISTED) {
                allowed.extend(Alg::parse(name));
            }
        }
        None => allowed.extend_from_slice(Alg::ALL),
    }
    if allowed.is_empty() {
        let found = config.id_token_signed_response_alg.as_deref().unwrap_or("none that is");
        return Err(Error::new(Code::AlgorithmRefused, LISTED, "an asymmetric algorithm", found));
    }
    Ok(allowed)
}

/// The checks that need no key.
///
/// # Errors
/// [`Code::ClaimInvalid`].
pub fn check_before_signature(jws: &UnverifiedJws<'_>, config: &Config, metadata: &Metadata) -> Result<(), Error> {
    let claims = &jws.payload;
    // RFC 8725 3.11: another kind of token of the same issuer is no ID token.
    if jws.header.member("typ").is_some() && typ(&jws.header).as_deref() != Some("jwt") {
        return Err(invalid("typ", "JWT or none", jws.header.text("typ").unwrap_or("another type")));
    }
    // (2) exactly the issuer, no normalising
    let iss = claims.text("iss").unwrap_or_default();
    if iss != metadata.issuer() {
        return Err(invalid("iss", metadata.issuer(), iss));
    }
    // (3) our client, and no audience that is not trusted
    let audiences = match claims.member("aud") {
        Some(Json::Array(list)) => list.as_slice(),
        Some(one) => core::slice::from_ref(one),
        None => &[],
    };
    let ours = |audience: &Json| audience.as_str() == Some(&config.client_id);
    let known =
        |audience: &Json| ours(audience) || audience.as_str().is_some_and(|text| config.trusted_audiences.holds(text));
    if !audiences.iter().any(ours) || !audiences.iter().all(known) {
        return Err(invalid("aud", &config.client_id, audiences.first().and_then(Json::as_str).unwrap_or("none")));
    }
    // (4) several audiences need an azp, (5) which is our client
    let azp = claims.member("azp");
    if azp.is_none() && audiences.len() > 1 || azp.is_some_and(|azp| !ours(azp)) {
        return Err(invalid("azp", &config.client_id, azp.and_then(Json::as_str).unwrap_or("none")));
    }
    Ok(())
}

/// The checks that follow the signature, (6) to (8).
///
/// # Errors
/// [`Code::TokenTimeInvalid`], [`Code::NonceMismatch`], [`Code::AuthenticationInsufficient`], [`Code::HashMismatch`],
/// [`Code::ClaimInvalid`].
pub fn check_after_signature(jws: VerifiedJws, config: &Config, expected: &Expected<'_>) -> Result<IdToken, Error> {
    let claims = &jws.payload;
    // OIDC Core 2: required, at most 255 ASCII characters.
    if claims.text("sub").is_none_or(|sub| sub.is_empty() || sub.len() > 255) {
        return Err(invalid("sub", "1 to 255 characters", "none, or another number"));
    }
    check_times(claims, config, expected.now)?;
    // (11)
    if !claims.text("nonce").is_some_and(|nonce| expected.nonce.matches(nonce)) {
        return Err(Error::new(Code::NonceMismatch, "nonce", "the nonce of this login", "another or none"));
    }
    check_authentication(claims, config, expected)?;
    for hash in expected.hashes {
        check_hash(claims, hash)?;
    }
    Ok(IdToken(jws))
}

fn check_times(claims: &Json, config: &Config, now: Timestamp) -> Result<(), Error> {
    let (now, tolerance) = (now.seconds(), config.clock_tolerance);
    let wrong = |field, expected: &str, found: Option<i64>| {
        let found = match found {
            Some(seconds) => join(&[&decimal(seconds.saturating_sub(now)), " s from now"]),
            None => "none, or no whole number".into(),
        };
        Err(Error::new(Code::TokenTimeInvalid, field, expected, &found))
    };
    // (9)
    let exp = claims.number("exp");
    if exp.is_none_or(|exp| now >= exp.saturating_add(tolerance)) {
        return wrong("exp", "a time to come", exp);
    }
    // (10) not from the future, and not older than a token that was just asked for can be
    let iat = claims.number("iat");
    let oldest = if config.accept_any_id_token_age { i64::MIN } else { now.saturating_sub(MAX_AGE + tolerance) };
    if !iat.is_some_and(|iat| (oldest..=now.saturating_add(tolerance)).contains(&iat)) {
        return wrong("iat", "a time within the last 10 minutes", iat);
    }
    let nbf = claims.number("nbf");
    if nbf.is_some_and(|nbf| nbf > now.saturating_add(tolerance)) {
        return wrong("nbf", "a time past", nbf);
    }
    Ok(())
}

fn check_authentication(claims: &Json, config: &Config, expected: &Expected<'_>) -> Result<(), Error> {
    let insufficient =
        |field, expected: &str, found: &str| Err(Error::new(Code::AuthenticationInsufficient, field, expected, found));
    // (12)
    let acr = claims.text("acr").unwrap_or_default();
    if let Some(wanted) = expected.acr
        && (acr.is_empty() || !wanted.is_empty() && !has_word(wanted, acr))
    {
        return insufficient("acr", wanted, acr);
    }
    // (13)
    if let Some(max_age) = expected.max_age {
        let oldest = expected.now.seconds().saturating_sub(max_age.saturating_add(config.clock_tolerance));
        if claims.number("auth_time").is_none_or(|auth_time| auth_time < oldest) {
            return insufficient("auth_time", "a sign-in within max_age", "an older one or none");
        }
    }
    Ok(())
}

// OIDC Core 3.1.3.6, 3.2.2.9, 3.3.2.11: the left half of the digest, base64url, nothing else.
fn check_hash(claims: &Json, hash: &HashClaim) -> Result<(), Error> {
    let half = hash.digest.get(..hash.digest.len() / 2).unwrap_or_default();
    let fits = match claims.member(hash.name) {
        None => !hash.required,
        Some(claim) => claim
            .as_str()
            .is_some_and(|claim| equal_in_constant_time(claim.as_bytes(), base64url::encode(half).as_bytes())),
    };
    if fits {
        Ok(())
    } else {
        Err(Error::new(Code::HashMismatch, hash.name, "the hash of what came beside the token", "another or none"))
    }
}

#[cold]
fn invalid(field: &'static str, expected: &str, found: &str) -> Error {
    Error::new(Code::ClaimInvalid, field, expected, found)
}

const LISTED: &str = "id_token_signing_alg_values_supported";
/// Seconds after which a token that a login just brought is too old: a provider makes it in the moment it answers.
const MAX_AGE: i64 = 600;
