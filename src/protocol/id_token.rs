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
    text::decimal,
    time::Timestamp,
};

/// Claims that were checked. There is no other way to make one than [`check_after_signature`].
#[derive(Clone, Debug)]
pub struct IdToken {
    claims: Json,
}

impl IdToken {
    /// All claims.
    #[must_use]
    pub fn claims(&self) -> &Json {
        &self.claims
    }

    /// `sub`
    #[must_use]
    pub fn sub(&self) -> &str {
        self.claims.text("sub").unwrap_or_default()
    }

    /// `exp`
    #[must_use]
    pub fn exp(&self) -> Timestamp {
        Timestamp::from_seconds(self.claims.member("exp").and_then(Json::as_seconds).unwrap_or(0))
    }
}

/// What this one login expects of its ID token.
#[derive(Debug)]
pub struct Expected<'a> {
    /// `nonce` as it was sent.
    pub nonce: &'a Secret,
    /// `max_age` as it was sent, seconds.
    pub max_age: Option<i64>,
    /// `acr` values of which one must come, where the request called them essential.
    pub acr: &'a [String],
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
    // OIDC Core 3.1.3.7 (7): what was registered; else what the provider lists, of which `none` and HS* are never taken.
    let listed = &metadata.id_token_signing_alg_values_supported;
    let allowed: Vec<Alg> = match &config.id_token_signed_response_alg {
        Some(name) => Alg::parse(name).into_iter().collect(),
        None if listed.is_empty() => Alg::ALL.to_vec(),
        None => listed.iter().filter_map(|name| Alg::parse(name)).collect(),
    };
    if allowed.is_empty() {
        let found = config.id_token_signed_response_alg.clone().unwrap_or_else(|| listed.join(" "));
        return Err(Error::of(Code::AlgorithmRefused, "id_token_signed_response_alg").expected("an asymmetric algorithm").found(&found));
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
    if let Some(typ) = typ(&jws.header).filter(|typ| typ != "jwt") {
        return Err(invalid("typ", "JWT or none", &typ));
    }
    // (2) exactly the issuer, no normalising
    let iss = claims.text("iss").unwrap_or_default();
    if iss != metadata.issuer {
        return Err(invalid("iss", &metadata.issuer, iss));
    }
    // (3) our client, and no audience that is not trusted
    let audiences = match claims.member("aud") {
        Some(Json::String(one)) => alloc::vec![one.clone()],
        Some(list) => list.as_strings().unwrap_or_default(),
        None => Vec::new(),
    };
    let known = |audience: &String| *audience == config.client_id || config.trusted_audiences.contains(audience);
    if !audiences.contains(&config.client_id) || !audiences.iter().all(known) {
        return Err(invalid("aud", &config.client_id, &audiences.join(" ")));
    }
    // (4) several audiences need an azp, (5) which is our client
    let azp = claims.member("azp");
    if azp.is_none() && audiences.len() > 1 || azp.is_some_and(|azp| azp.as_str() != Some(config.client_id.as_str())) {
        return Err(invalid("azp", &config.client_id, azp.and_then(Json::as_str).unwrap_or_default()));
    }
    Ok(())
}

/// The checks that follow the signature, (6) to (8).
///
/// # Errors
/// [`Code::TokenTimeInvalid`], [`Code::NonceMismatch`], [`Code::AuthenticationInsufficient`], [`Code::HashMismatch`],
/// [`Code::ClaimInvalid`].
pub fn check_after_signature(jws: VerifiedJws, config: &Config, expected: &Expected<'_>) -> Result<IdToken, Error> {
    let claims = jws.payload;
    // OIDC Core 2: required, at most 255 ASCII characters.
    if claims.text("sub").is_none_or(|sub| sub.is_empty() || sub.len() > 255) {
        return Err(invalid("sub", "1 to 255 characters", ""));
    }
    check_times(&claims, config, expected.now)?;
    // (11)
    if !claims.text("nonce").is_some_and(|nonce| expected.nonce.matches(nonce)) {
        return Err(Error::of(Code::NonceMismatch, "nonce").expected("the nonce of this login").found("another or none"));
    }
    check_authentication(&claims, config, expected)?;
    for hash in expected.hashes {
        check_hash(&claims, hash)?;
    }
    Ok(IdToken { claims })
}

fn check_times(claims: &Json, config: &Config, now: Timestamp) -> Result<(), Error> {
    let seconds = |name| claims.member(name).and_then(Json::as_seconds);
    let wrong = |field, expected: &str, found: Option<i64>| {
        let found = found.map_or_else(|| "none or no whole number".into(), |seconds| decimal(seconds.saturating_sub(now.seconds())) + " s from now");
        Err(Error::of(Code::TokenTimeInvalid, field).expected(expected).found(&found))
    };
    let (now, tolerance) = (now.seconds(), config.clock_tolerance);
    // (9)
    let exp = seconds("exp");
    if exp.is_none_or(|exp| now >= exp.saturating_add(tolerance)) {
        return wrong("exp", "a time to come", exp);
    }
    // (10) not from the future, and not older than a token that was just asked for can be
    let iat = seconds("iat");
    if iat.is_none_or(|iat| iat > now.saturating_add(tolerance)) {
        return wrong("iat", "a time past", iat);
    }
    if !config.accept_any_id_token_age && iat.is_some_and(|iat| iat < now.saturating_sub(MAX_AGE + tolerance)) {
        return wrong("iat", "at most 10 minutes ago", iat);
    }
    if seconds("nbf").is_some_and(|nbf| nbf > now.saturating_add(tolerance)) {
        return wrong("nbf", "a time past", seconds("nbf"));
    }
    Ok(())
}

fn check_authentication(claims: &Json, config: &Config, expected: &Expected<'_>) -> Result<(), Error> {
    // (12)
    let acr = claims.text("acr");
    if !expected.acr.is_empty() && !acr.is_some_and(|acr| expected.acr.iter().any(|wanted| wanted == acr)) {
        let error = Error::of(Code::AuthenticationInsufficient, "acr");
        return Err(error.expected(&expected.acr.join(" or ")).found(acr.unwrap_or("none")));
    }
    // (13)
    if let Some(max_age) = expected.max_age {
        let oldest = expected.now.seconds().saturating_sub(max_age.saturating_add(config.clock_tolerance));
        if claims.member("auth_time").and_then(Json::as_seconds).is_none_or(|auth_time| auth_time < oldest) {
            return Err(Error::of(Code::AuthenticationInsufficient, "auth_time").expected("a sign-in within max_age").found("an older one or none"));
        }
    }
    Ok(())
}

// OIDC Core 3.1.3.6, 3.2.2.9, 3.3.2.11: the left half of the digest, base64url, nothing else.
fn check_hash(claims: &Json, hash: &HashClaim) -> Result<(), Error> {
    let half = hash.digest.get(..hash.digest.len() / 2).unwrap_or_default();
    let fits = match claims.member(hash.name) {
        None => !hash.required,
        Some(claim) => claim.as_str().is_some_and(|claim| equal_in_constant_time(claim.as_bytes(), base64url::encode(half).as_bytes())),
    };
    if fits { Ok(()) } else { Err(Error::of(Code::HashMismatch, hash.name).expected("the hash of what came beside the token")) }
}

fn invalid(field: &'static str, expected: &str, found: &str) -> Error {
    Error::of(Code::ClaimInvalid, field).expected(expected).found(found)
}

/// Seconds after which a token that a login just brought is too old: a provider makes it in the moment it answers.
const MAX_AGE: i64 = 600;
