//! ID token validation: OIDC Core 3.1.3.7 (code), 3.2.2.11 (implicit), 3.3.2.12 (hybrid), each check with its number.
//!
//! Known attacks and the check that rules each out: a token for another client (3), a token of another login replayed (11), an access
//! token swapped in (`at_hash`), a code swapped in (`c_hash`), an access token offered as ID token (`typ`, 3), a key of the attacker's
//! choice (key selection in [`super::jws`]), an old token (9, 10).

use alloc::string::String;

use super::{
    discovery::Metadata,
    jwa::Alg,
    jws::{UnverifiedJws, VerifiedJws, is_typ},
};
use crate::base::{
    config::Config,
    error::{Code, Error},
    json::Json,
    secret::{Secret, equal_in_constant_time},
    text::{decimal, has_word},
    time::Timestamp,
};

/// Claims that were checked. There is no other way to make one than [`check_after_signature`].
#[derive(Clone, Copy, Debug)]
pub struct IdToken<'a>(VerifiedJws<'a>);

impl<'a> IdToken<'a> {
    /// All claims, as the text that was signed: a JSON object.
    #[must_use]
    pub fn claims(&self) -> &'a str {
        self.0.payload_text
    }

    /// `sub`
    #[must_use]
    pub fn sub(&self) -> &'a str {
        self.0.payload.text_or_empty("sub")
    }

    /// The algorithm that it was signed with.
    #[must_use]
    pub fn alg(&self) -> Alg {
        self.0.alg
    }

    /// A claim; null where there is none.
    #[must_use]
    pub fn claim(&self, name: &str) -> &'a Json<'a> {
        self.0.payload.get(name)
    }

    /// Whether it has a claim of that name.
    #[must_use]
    pub fn has(&self, name: &str) -> bool {
        self.0.payload.member(name).is_some()
    }

    /// Checks a hash claim against the left half of the digest of what came beside the token, base64url (OIDC Core 3.1.3.6, 3.2.2.9,
    /// 3.3.2.11).
    ///
    /// # Errors
    /// [`Code::HashMismatch`].
    pub fn check_hash(&self, name: &'static str, half: &str) -> Result<(), Error> {
        if equal_in_constant_time(self.0.payload.text_or_empty(name).as_bytes(), half.as_bytes()) {
            return Ok(());
        }
        Err(Error::new(Code::HashMismatch, name, "the hash of what came with it", "another or none"))
    }

    /// Calls for each value of a claim that may be one or a list.
    pub fn each(&self, name: &str, call: &mut dyn FnMut(&Json<'a>)) {
        self.0.payload.each(name, call);
    }

    /// `iat`
    #[must_use]
    pub fn iat(&self) -> Timestamp {
        Timestamp::from_seconds(self.0.payload.number("iat").unwrap_or(0))
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
    /// `nonce` as it was sent; `None` where none was, at a renewal.
    pub nonce: Option<Secret<'a>>,
    /// `max_age` as it was sent, seconds.
    pub max_age: Option<i64>,
    /// `acr` values, parted by spaces, of which one must come; an empty list where any will do, `None` where none need come.
    pub acr: Option<&'a str>,
}

/// The algorithm of a token, if ID tokens may be signed with it.
///
/// # Errors
/// [`Code::AlgorithmRefused`], [`Code::JwtMalformed`].
pub fn alg(jws: &UnverifiedJws<'_>, config: &Config<'_>, metadata: &Metadata<'_>) -> Result<Alg, Error> {
    let name = jws.alg()?;
    // OIDC Core 3.1.3.7 (7): what was registered; else what the provider lists, of which `none` and HS* are never taken.
    let allowed = match config.id_token_signed_response_alg {
        Some(registered) => registered == name,
        None => metadata.list("id_token_signing_alg_values_supported").is_none_or(|list| list.holds(name)),
    };
    Alg::parse(name).filter(|_| allowed).ok_or_else(|| Error::found(Code::AlgorithmRefused, "alg|an allowed one", name))
}

/// The checks that need no key.
///
/// # Errors
/// [`Code::ClaimInvalid`].
pub fn check_before_signature(
    jws: &UnverifiedJws<'_>,
    config: &Config<'_>,
    metadata: &Metadata<'_>,
) -> Result<(), Error> {
    let claims = jws.payload;
    // RFC 8725 3.11: another kind of token of the same issuer is no ID token.
    if jws.header.member("typ").is_some() && !is_typ(jws.header, "jwt") {
        return Err(Error::found(Code::ClaimInvalid, "typ|JWT or none", jws.header.text_or_empty("typ")));
    }
    // (2) exactly the issuer, no normalising
    let iss = claims.text_or_empty("iss");
    if iss != metadata.issuer() {
        return Err(invalid("iss", metadata.issuer(), iss));
    }
    // (3) our client, and no audience that is not trusted
    let client_id = config.client_id;
    let (mut ours, mut count) = (false, 0);
    let mut foreign = "none";
    claims.each("aud", &mut |audience| {
        let name = audience.as_str().unwrap_or_default();
        count += 1;
        if name == client_id {
            ours = true;
        } else if !config.trusted_audiences.holds(name) {
            (foreign, count) = (name, i32::MIN);
        }
    });
    if !ours || count < 0 {
        return Err(invalid("aud", client_id, foreign));
    }
    // (4) several audiences need an azp, (5) which is our client
    let azp = claims.member("azp");
    if azp.is_none() && count > 1 || azp.is_some_and(|azp| azp.as_str() != Some(client_id)) {
        return Err(invalid("azp", client_id, claims.text_or_empty("azp")));
    }
    Ok(())
}

/// The checks that follow the signature, (6) to (8).
///
/// # Errors
/// [`Code::TokenTimeInvalid`], [`Code::NonceMismatch`], [`Code::AuthenticationInsufficient`], [`Code::HashMismatch`],
/// [`Code::ClaimInvalid`].
pub fn check_after_signature<'a>(
    jws: VerifiedJws<'a>,
    config: &Config<'_>,
    expected: &Expected<'_>,
    now: Timestamp,
) -> Result<IdToken<'a>, Error> {
    let claims = jws.payload;
    // OIDC Core 2: required, at most 255 ASCII characters.
    if !(1..=255).contains(&claims.text_or_empty("sub").len()) {
        return Err(Error::of(Code::ClaimInvalid, "sub|1 to 255 characters|none or more"));
    }
    check_times(claims, config, now)?;
    // (11)
    if expected.nonce.is_some_and(|nonce| !nonce.matches(claims.text_or_empty("nonce"))) {
        return Err(Error::of(Code::NonceMismatch, "nonce|the nonce of this login|another or none"));
    }
    check_authentication(claims, config, expected, now)?;
    Ok(IdToken(jws))
}

fn check_times(claims: &Json<'_>, config: &Config<'_>, now: Timestamp) -> Result<(), Error> {
    let (now, tolerance) = (now.seconds(), config.clock_tolerance);
    let wrong = |field, expected: &str, found: Option<i64>| {
        let mut text = String::from("no whole seconds");
        if let Some(seconds) = found {
            text = decimal(seconds - now);
            text.push_str(" s from now");
        }
        Err(Error::new(Code::TokenTimeInvalid, field, expected, &text))
    };
    // (9)
    let exp = claims.number("exp");
    if exp.is_none_or(|exp| now >= (exp + tolerance)) {
        return wrong("exp", "a time to come", exp);
    }
    // (10) not from the future, and not older than a token that was just asked for can be
    let iat = claims.number("iat");
    let oldest = if config.accept_any_id_token_age { i64::MIN } else { now - (MAX_AGE + tolerance) };
    if !iat.is_some_and(|iat| (oldest..=(now + tolerance)).contains(&iat)) {
        return wrong("iat", "a time within the last 10 minutes", iat);
    }
    let nbf = claims.number("nbf");
    if nbf.is_some_and(|nbf| nbf > (now + tolerance)) {
        return wrong("nbf", "a time past", nbf);
    }
    Ok(())
}

fn check_authentication(
    claims: &Json<'_>,
    config: &Config<'_>,
    expected: &Expected<'_>,
    now: Timestamp,
) -> Result<(), Error> {
    let insufficient =
        |field, expected: &str, found: &str| Err(Error::new(Code::AuthenticationInsufficient, field, expected, found));
    // (12)
    let acr = claims.text_or_empty("acr");
    if let Some(wanted) = expected.acr
        && (acr.is_empty() || !wanted.is_empty() && !has_word(wanted, acr))
    {
        return insufficient("acr", wanted, acr);
    }
    // (13)
    if let Some(max_age) = expected.max_age {
        let oldest = now.seconds() - (max_age + config.clock_tolerance);
        if claims.number("auth_time").is_none_or(|auth_time| auth_time < oldest) {
            return insufficient("auth_time", "a sign-in within max_age", "an older one or none");
        }
    }
    Ok(())
}

#[cold]
fn invalid(field: &'static str, expected: &str, found: &str) -> Error {
    Error::new(Code::ClaimInvalid, field, expected, found)
}

/// Seconds after which a token that a login just brought is too old: a provider makes it in the moment it answers.
const MAX_AGE: i64 = 600;
